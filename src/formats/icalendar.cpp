// What stands in a tree, and values of TEXT.

#include "formats/icalendar.h"

#include <algorithm>
#include <utility>

namespace stoa::formats {

std::string_view IcalProperty::parameter(std::string_view wanted) const {
  const auto found = std::find_if(parameters.begin(), parameters.end(),
                                  [&](const IcalParameter& each) { return each.name == wanted; });
  return found == parameters.end() || found->values.empty() ? std::string_view()
                                                            : found->values.front();
}

const IcalProperty* IcalComponent::find(std::string_view wanted) const {
  const auto found = std::find_if(properties.begin(), properties.end(),
                                  [&](const IcalProperty& each) { return each.name == wanted; });
  return found == properties.end() ? nullptr : &*found;
}

std::string ical_text(std::string_view text) {
  std::string value;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\r') {
      if (i + 1 == text.size() || text[i + 1] != '\n') value += "\\n";
    } else if (c == '\n') {
      value += "\\n";
    } else {
      if (c == '\\' || c == ';' || c == ',') value += '\\';
      value += c;
    }
  }
  return value;
}

std::string ical_texts(const std::vector<std::string>& texts) {
  std::string value;
  for (const std::string& text : texts) {
    if (&text != &texts.front()) value += ',';
    value += ical_text(text);
  }
  return value;
}

std::vector<std::string> texts_of(std::string_view value) {
  std::vector<std::string> texts(1);
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == ',') {
      texts.emplace_back();
    } else if (value[i] == '\\' && i + 1 < value.size()) {
      const char c = value[++i];
      texts.back() += c == 'n' || c == 'N' ? '\n' : c;
    } else {
      texts.back() += value[i];
    }
  }
  return texts;
}

// Not every program escapes the commas of a text that is no list.
std::string text_of(std::string_view value) {
  std::string whole;
  for (bool first = true; const std::string& part : texts_of(value)) {
    if (!std::exchange(first, false)) whole += ',';
    whole += part;
  }
  return whole;
}

}  // namespace stoa::formats
