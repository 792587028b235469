#include <string>
#include <string_view>
std::string make();
char first() {
  std::string_view view = make();
  return view.front();
}
