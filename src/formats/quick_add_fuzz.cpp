// Fuzz target: lines of any bytes, behind a byte that picks a time and a zone. What is made of them
// is something that a task can be.

#include <cstdlib>

#include "formats/quick_add.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace stoa;
  constexpr const char* times[] = {"2026-11-30T10:50:00", "2028-02-28T23:59:59"};
  constexpr const char* zones[] = {"", "Europe/Amsterdam", "Pacific/Apia"};
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto task =
      formats::parse_quick_add(text, *parse_local(times[data[0] % 2]), zones[data[0] / 2 % 3]);
  const bool blank = text.find_first_not_of(" \t\r\n") == text.npos;
  if (task.title.empty() != blank) std::abort();
  if (task.due && parse_moment(to_string(*task.due)) != task.due) std::abort();
  if (task.repeat && parse_recurrence(to_string(*task.repeat)) != *task.repeat) std::abort();
  if (task.repeat && !task.due) std::abort();
  if (task.priority && (*task.priority < 1 || *task.priority > 9)) std::abort();
  return 0;
}
