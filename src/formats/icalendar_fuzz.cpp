// Fuzz target: calendars of any bytes. What is read is written in short lines of whole characters
// and read again as the same; its times and texts are read, and texts come back.

#include <cstdlib>

#include "formats/icalendar_time.h"
#include "kernel/model/utf8.h"

namespace {

using namespace stoa::formats;

void check_lines(std::string_view text) {
  while (!text.empty()) {
    const auto end = text.find("\r\n");
    if (end == text.npos || end > 75) std::abort();
    if (stoa::find_invalid_utf8(text.substr(0, end)) != text.npos) std::abort();
    text.remove_prefix(end + 2);
  }
}

void check_values(const IcalComponent& component) {
  for (const IcalProperty& property : component.properties) {
    const std::string text = text_of(property.value);
    if (text_of(ical_text(text)) != text) std::abort();
    const auto texts = texts_of(property.value);
    if (texts_of(ical_texts(texts)) != texts) std::abort();
    if (const auto moment = moment_of(property))
      if (moment_of(ical_moment("DUE", *moment)) != moment) std::abort();
  }
  for (const IcalComponent& inner : component.components) check_values(inner);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  try {
    for (const IcalComponent& calendar :
         parse_icalendar({reinterpret_cast<const char*>(data), size})) {
      const std::string written = to_icalendar(calendar);
      check_lines(written);
      if (parse_icalendar(written) != std::vector{calendar}) std::abort();
      check_values(calendar);
    }
  } catch (const IcalError& error) {
    if (std::string_view(error.what()).empty()) std::abort();
  }
  return 0;
}
