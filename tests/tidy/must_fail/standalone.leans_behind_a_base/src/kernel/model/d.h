// Leans on whoever includes it for <string>.
#pragma once
#include "kernel/model/types.h"
struct D {
  std::string name;
};
