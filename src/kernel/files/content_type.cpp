#include "kernel/files/content_type.h"

#include <algorithm>
#include <string>

#include "kernel/model/utf8.h"

namespace stoa::files {
namespace {

using namespace std::string_view_literals;

// What a file of a type begins with. For a container that many types share (RIFF, ISO media) the
// brand stands at an offset of its own.
struct Signature {
  std::string_view begins;
  std::size_t brand_at;
  std::string_view brand;
  std::string_view type;
};

constexpr Signature signatures[] = {
    {"\xff\xd8\xff"sv, 0, ""sv, "image/jpeg"},
    {"\x89PNG\r\n\x1a\n"sv, 0, ""sv, "image/png"},
    {"GIF87a"sv, 0, ""sv, "image/gif"},
    {"GIF89a"sv, 0, ""sv, "image/gif"},
    {"RIFF"sv, 8, "WEBP"sv, "image/webp"},
    {"RIFF"sv, 8, "WAVE"sv, "audio/wav"},
    {""sv, 4, "ftypavif"sv, "image/avif"},
    {""sv, 4, "ftypheic"sv, "image/heic"},
    {""sv, 4, "ftypM4A "sv, "audio/mp4"},
    {""sv, 4, "ftyp"sv, "video/mp4"},
    {"\x1a\x45\xdf\xa3"sv, 0, ""sv, "video/webm"},
    {"OggS"sv, 0, ""sv, "audio/ogg"},
    {"fLaC"sv, 0, ""sv, "audio/flac"},
    {"ID3"sv, 0, ""sv, "audio/mpeg"},
    {"\xff\xfb"sv, 0, ""sv, "audio/mpeg"},
    {"%PDF-"sv, 0, ""sv, "application/pdf"},
    {"PK\x03\x04"sv, 0, ""sv, "application/zip"},
    {"\x1f\x8b\x08"sv, 0, ""sv, "application/gzip"},
};

constexpr std::string_view shown[] = {
    "image/jpeg", "image/png", "image/gif",  "image/webp", "image/avif", "audio/mpeg",
    "audio/mp4",  "audio/ogg", "audio/flac", "audio/wav",  "video/mp4",  "video/webm",
};

constexpr struct {
  std::string_view type, extension;
} extensions[] = {
    {"image/jpeg", ".jpg"},      {"image/png", ".png"},
    {"image/gif", ".gif"},       {"image/webp", ".webp"},
    {"image/avif", ".avif"},     {"image/heic", ".heic"},
    {"image/svg+xml", ".svg"},   {"audio/mpeg", ".mp3"},
    {"audio/mp4", ".m4a"},       {"audio/ogg", ".ogg"},
    {"audio/flac", ".flac"},     {"audio/wav", ".wav"},
    {"video/mp4", ".mp4"},       {"video/webm", ".webm"},
    {"application/pdf", ".pdf"}, {"application/zip", ".zip"},
    {"application/gzip", ".gz"}, {"application/xml", ".xml"},
    {"text/html", ".html"},      {"text/plain; charset=utf-8", ".txt"},
};

bool matches(const Signature& signature, std::string_view head) {
  return head.starts_with(signature.begins) && head.size() >= signature.brand_at &&
         head.substr(signature.brand_at).starts_with(signature.brand);
}

// Text to its end, but for a character that `head` may have cut in two.
bool is_text(std::string_view head) {
  if (head.empty()) return false;
  const std::size_t invalid = find_invalid_utf8(head);
  if (invalid != head.npos && head.size() - invalid > 3) return false;
  return std::none_of(head.begin(), head.end(), [](unsigned char c) {
    return c == 0x7f || (c < 0x20 && c != '\t' && c != '\n' && c != '\f' && c != '\r');
  });
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return lower;
}

// What begins with a "<" is markup; which one matters little, since none of them is shown.
std::string_view type_of_text(std::string_view head) {
  if (head.starts_with("\xef\xbb\xbf")) head.remove_prefix(3);
  const std::size_t first = head.find_first_not_of(" \t\r\n\f");
  if (first == head.npos || head[first] != '<') return "text/plain; charset=utf-8";
  const std::string text = lower_case(head.substr(first));
  if (text.find("<svg") != text.npos) return "image/svg+xml";
  return text.starts_with("<?xml") ? "application/xml" : "text/html";
}

}  // namespace

std::string_view type_of_content(std::string_view head) {
  for (const Signature& signature : signatures) {
    if (matches(signature, head)) return signature.type;
  }
  return is_text(head) ? type_of_text(head) : "application/octet-stream";
}

bool may_be_shown(std::string_view type) {
  return type.starts_with("text/plain") ||
         std::find(std::begin(shown), std::end(shown), type) != std::end(shown);
}

std::string_view extension_of(std::string_view type) {
  for (const auto& [known, extension] : extensions) {
    if (known == type) return extension;
  }
  return "";
}

}  // namespace stoa::files
