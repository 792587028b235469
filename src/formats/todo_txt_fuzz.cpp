// Fuzz target: lines of todo.txt of any bytes. What is read is written and read again as the same.

#include <cstdlib>

#include "formats/todo_txt.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace stoa::formats;
  const TodoTxt task = parse_todo_txt({reinterpret_cast<const char*>(data), size});
  if (parse_todo_txt(to_todo_txt(task)) != task) std::abort();
  return 0;
}
