#include "kernel/mail/header.h"

#include <date/date.h>
#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <stdexcept>

#include "kernel/model/codec.h"

namespace stoa::mail {
namespace {

constexpr std::size_t longest_plain = 200;  // a line may have 998 bytes (RFC 5322 §2.1.1)
// An encoded word has 75 characters at the most: 45 bytes are 60 of base64, and 12 stand around.
constexpr std::size_t bytes_in_word = 45;

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

std::string on_one_line(std::string_view text) {
  std::string line(text);
  std::replace_if(line.begin(), line.end(), is_control, ' ');
  return line;
}

bool is_plain(std::string_view line) {
  const bool ascii = std::all_of(line.begin(), line.end(),
                                 [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  return ascii && line.size() <= longest_plain && line.find("=?") == line.npos &&
         !line.starts_with(' ') && !line.ends_with(' ');
}

std::string base64(std::string_view bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), int(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

// Of what is left, as much as a word holds without parting a character.
std::string_view next_word(std::string_view rest) {
  if (rest.size() <= bytes_in_word) return rest;
  std::size_t end = bytes_in_word;
  while (end > 0 && (static_cast<unsigned char>(rest[end]) & 0xc0) == 0x80) --end;
  return rest.substr(0, end > 0 ? end : bytes_in_word);
}

std::string encoded_words(std::string_view line) {
  std::string words;
  while (!line.empty()) {
    const std::string_view word = next_word(line);
    if (!words.empty()) words += "\r\n ";
    words += "=?UTF-8?B?" + base64(word) + "?=";
    line.remove_prefix(word.size());
  }
  return words;
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

}  // namespace

std::string header_text(std::string_view text) {
  const std::string line = on_one_line(text);
  return is_plain(line) ? line : encoded_words(line);
}

std::string header_mailbox(std::string_view name, std::string_view address) {
  const std::string bare = "<" + on_one_line(address) + ">";
  const std::string line = on_one_line(name);
  if (trimmed(line).empty()) return bare;
  if (!is_plain(line)) return encoded_words(line) + " " + bare;
  std::string quoted = "\"";
  for (char c : line) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\" " + bare;
}

std::string header_date(Timestamp instant) {
  const date::sys_time<std::chrono::microseconds> time{std::chrono::microseconds(instant.micros)};
  return date::format("%a, %d %b %Y %T +0000", date::floor<std::chrono::seconds>(time));
}

Sender parse_sender(std::string_view text) {
  Sender sender;
  const std::size_t open = text.find('<');
  if (open == text.npos) {
    sender.address = trimmed(text);
  } else {
    sender.name = trimmed(text.substr(0, open));
    const std::string_view rest = trimmed(text.substr(open + 1));
    sender.address = rest.substr(0, rest.ends_with('>') ? rest.size() - 1 : 0);
  }
  std::string json;
  encode_string(sender.address, json);
  try {
    from_json<Email>(json);
  } catch (const Refusal&) {
    throw std::runtime_error(
        fmt::format("mail.from is no address: \"{}\"; write it as Stoa <stoa@example.org>", text));
  }
  return sender;
}

}  // namespace stoa::mail
