#include <string>
#include <utility>
void keep(std::string);
int twice(std::string name) {
  keep(std::move(name));
  return name.empty() ? 0 : 1;
}
