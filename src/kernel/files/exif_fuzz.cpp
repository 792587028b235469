// Fuzz target: photographs of any bytes, and the names that files come with.

#include <cstdlib>

#include "kernel/files/content_type.h"
#include "kernel/files/exif.h"
#include "kernel/files/file_name.h"
#include "kernel/model/utf8.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const int orientation = stoa::files::orientation_of(input);
  if (orientation < 1 || orientation > 8) std::abort();
  stoa::files::type_of_content(input);
  const std::string name = stoa::files::safe_name(input);
  if (stoa::find_invalid_utf8(name) != std::string::npos) std::abort();
  for (const unsigned char c : stoa::files::content_disposition(true, name)) {
    if (c < ' ' || c > '~') std::abort();
  }
  return 0;
}
