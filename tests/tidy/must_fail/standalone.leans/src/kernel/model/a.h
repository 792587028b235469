// Leans on whoever includes it for <string>.
#pragma once
struct A {
  std::string name;
};
