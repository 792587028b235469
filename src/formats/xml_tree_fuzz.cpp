// Fuzz target: XML of any bytes, as bodies of WebDAV. What is read is written and read again as the
// same; the bodies that are asked of it are read or refused with a sentence.

#include <cstdlib>

#include "formats/caldav_filter.h"
#include "formats/webdav.h"

namespace {

using namespace stoa::formats;

template <class F>
void or_refused(F read) {
  try {
    read();
  } catch (const XmlError& error) {
    if (std::string_view(error.what()).empty()) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  or_refused([&] {
    const XmlElement tree = parse_xml(text);
    std::string once, twice;
    append_xml(once, tree, {});
    append_xml(twice, parse_xml(once), {});
    if (once != twice) std::abort();
    parse_filter(tree);
  });
  or_refused([&] { parse_propfind(text); });
  or_refused([&] { parse_changes(text, {dav_space, "propertyupdate"}); });
  return 0;
}
