#include "formats/icalendar.h"
#include "formats/icalendar_names.h"

namespace stoa::formats {
namespace {

constexpr std::size_t longest_line = 75;  // RFC 5545 §3.1, without the line break

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// A continued line begins with a space, which counts.
void append_folded(std::string& out, std::string_view line) {
  for (std::size_t room = longest_line; line.size() > room; room = longest_line - 1) {
    std::size_t cut = room;
    while (cut > room - 3 && continues_character(line[cut])) --cut;
    out.append(line.substr(0, cut)).append("\r\n ");
    line.remove_prefix(cut);
  }
  out.append(line).append("\r\n");
}

const std::string& checked_name(const std::string& name) {
  if (!is_ical_name(name)) throw IcalError("\"" + name + "\" is no name in a calendar.");
  return name;
}

void append_parameter_value(std::string& line, std::string_view value) {
  const bool quoted = value.find_first_of(":;,") != value.npos;
  if (quoted) line += '"';
  for (char c : value) {
    if (c == '\n') {
      line += "^n";
    } else if (c == '"') {
      line += "^'";
    } else if (c == '^') {
      line += "^^";
    } else if (!is_ical_control(c)) {
      line += c;
    }
  }
  if (quoted) line += '"';
}

void append_property(std::string& out, const IcalProperty& property) {
  std::string line;
  line += checked_name(property.name);
  for (const IcalParameter& parameter : property.parameters) {
    line += ';';
    line += checked_name(parameter.name);
    line += '=';
    for (std::size_t i = 0; i < parameter.values.size(); ++i) {
      if (i > 0) line += ',';
      append_parameter_value(line, parameter.values[i]);
    }
  }
  line += ':';
  for (char c : property.value)
    if (!is_ical_control(c)) line += c;
  append_folded(out, line);
}

void append_component(std::string& out, const IcalComponent& component, std::size_t depth) {
  if (depth > deepest_ical) throw IcalError("The components of a calendar lie too deep.");
  append_property(out, {.name = "BEGIN", .value = checked_name(component.name)});
  for (const IcalProperty& property : component.properties) {
    if (property.name == "BEGIN" || property.name == "END")
      throw IcalError("A component is none of the properties of another.");
    append_property(out, property);
  }
  for (const IcalComponent& inner : component.components) append_component(out, inner, depth + 1);
  append_property(out, {.name = "END", .value = component.name});
}

}  // namespace

std::string to_icalendar(const IcalComponent& component) {
  std::string out;
  append_component(out, component, 1);
  return out;
}

}  // namespace stoa::formats
