// Fuzz target: paths and query strings of any bytes.

#include <cstdlib>

#include "kernel/app/media.h"
#include "kernel/app/path.h"
#include "kernel/model/utf8.h"
#include "kernel/store/sql.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  if (auto pairs = stoa::parse_query(input)) {
    for (auto& [name, value] : *pairs) {
      bool clean = stoa::find_invalid_utf8(name) == std::string_view::npos &&
                   stoa::find_invalid_utf8(value) == std::string_view::npos &&
                   value.find('\0') == std::string::npos;
      if (!clean) std::abort();
    }
  }
  stoa::path_segments("/" + std::string(input));
  stoa::accepts_json(input);
  // A search never ends a quoted word early, whatever was typed.
  std::string match = stoa::search_words(input);
  long quotes = 0;
  for (char c : match) quotes += c == '"';
  if (quotes % 2 != 0) std::abort();
  return 0;
}
