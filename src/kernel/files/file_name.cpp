#include "kernel/files/file_name.h"

#include "kernel/model/utf8.h"

namespace stoa::files {
namespace {

constexpr std::size_t most_bytes = 200;
// Marks and overrides of direction: "cod\u202Egpj.exe" reads "codexe.jpg".
constexpr std::string_view direction_marks[] = {
    "\u200e", "\u200f", "\u202a", "\u202b", "\u202c", "\u202d",
    "\u202e", "\u2066", "\u2067", "\u2068", "\u2069",
};

void remove_all(std::string& text, std::string_view what) {
  for (std::size_t at = 0; (at = text.find(what, at)) != text.npos;) text.erase(at, what.size());
}

void remove_controls(std::string& text) {
  std::erase_if(text, [](unsigned char c) { return c < 0x20 || c == 0x7f; });
  for (unsigned char second = 0x80; second < 0xa0; ++second) {  // C1, as UTF-8 spells it
    remove_all(text, std::string{'\xc2', static_cast<char>(second)});
  }
}

// Cut in front of a character, not inside of it; what follows the last dot stays.
void shorten(std::string& name) {
  if (name.size() <= most_bytes) return;
  const std::size_t dot = name.rfind('.');
  const bool has_extension = dot != name.npos && name.size() - dot <= 16;
  const std::string extension = has_extension ? name.substr(dot) : "";
  std::size_t end = most_bytes - extension.size();
  while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xc0) == 0x80) --end;
  name = name.substr(0, end) + extension;
}

void append_percent(std::string& out, char c) {
  constexpr char digits[] = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  out += '%';
  out += digits[byte >> 4];
  out += digits[byte & 15];
}

// attr-char of RFC 8187 §3.2.1.
bool is_plain(char c) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return letter || std::string_view("!#$&+-.^_`|~").find(c) != std::string_view::npos;
}

}  // namespace

std::string safe_name(std::string_view given) {
  if (find_invalid_utf8(given) != given.npos) return "";
  std::string name(given.substr(given.find_last_of("/\\") + 1));
  remove_controls(name);
  for (std::string_view mark : direction_marks) remove_all(name, mark);
  shorten(name);
  const std::size_t first = name.find_first_not_of(" .");
  if (first == name.npos) return "";
  return name.substr(first, name.find_last_not_of(" .") - first + 1);
}

std::string content_disposition(bool attachment, std::string_view name) {
  std::string field = attachment ? "attachment" : "inline";
  if (name.empty()) return field;
  std::string ascii, encoded;
  for (const char c : name) {
    const bool safe = c >= ' ' && c <= '~' && c != '"' && c != '\\' && c != '%';
    ascii += safe ? c : '_';
    if (is_plain(c)) {
      encoded += c;
    } else {
      append_percent(encoded, c);
    }
  }
  field += "; filename=\"" + ascii + "\"";
  if (ascii != name) field += "; filename*=UTF-8''" + encoded;
  return field;
}

}  // namespace stoa::files
