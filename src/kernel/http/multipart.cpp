#include "kernel/http/multipart.h"

#include <algorithm>

#include "kernel/http/syntax.h"

namespace stoa::http {
namespace {

constexpr std::size_t max_header_bytes = 4096;
constexpr int max_parts = 100;

[[noreturn]] void fail(std::string why) { throw Refusal{problems::malformed_form, std::move(why)}; }

// "\"" and line ends are percent-coded in a form's names, and nothing else (HTML, §4.10.22.8).
std::string unescape(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view code = text.substr(i, 3);
    const char c = code == "%22" ? '"' : code == "%0D" ? '\r' : code == "%0A" ? '\n' : '\0';
    if (c) i += 2;
    plain += c ? c : text[i];
  }
  return plain;
}

// Takes a parameter's value off the front: a token, or a quoted string whose backslash shields a
// quote or another backslash. Any other is a backslash: some browsers send whole Windows paths.
std::optional<std::string> take_value(std::string_view& rest) {
  if (!rest.starts_with('"')) {
    auto value = trimmed(rest.substr(0, rest.find(';')));
    rest.remove_prefix(std::min(rest.size(), rest.find(';')));
    return is_token(value) ? std::optional<std::string>(value) : std::nullopt;
  }
  std::string value;
  for (std::size_t i = 1; i < rest.size(); ++i) {
    const bool shielded =
        rest[i] == '\\' && i + 1 < rest.size() && (rest[i + 1] == '"' || rest[i + 1] == '\\');
    if (rest[i] == '"') {
      rest.remove_prefix(i + 1);
      return value;
    }
    if (shielded) ++i;
    value += rest[i];
  }
  return std::nullopt;
}

// The value of a parameter in `; name=value; …`, nothing when it is not there or they are
// malformed.
std::optional<std::string> parameter(std::string_view rest, std::string_view name) {
  for (;;) {
    rest = trimmed(rest);
    if (!rest.starts_with(';')) return std::nullopt;
    rest.remove_prefix(1);
    const std::size_t equals = rest.find('=');
    if (equals == rest.npos) return std::nullopt;
    const bool wanted = same_text(trimmed(rest.substr(0, equals)), name);
    rest = trimmed(rest.substr(equals + 1));
    auto value = take_value(rest);
    if (wanted || !value) return value;
  }
}

Multipart::Part read_part(std::string_view header) {
  std::optional<Multipart::Part> part;
  while (!header.empty()) {
    const std::size_t end = header.find("\r\n");
    const std::string_view line = header.substr(0, end);
    header = end == header.npos ? std::string_view{} : header.substr(end + 2);
    const std::size_t colon = line.find(':');
    if (colon == line.npos || !is_token(line.substr(0, colon))) fail("A part's header is broken.");
    if (!same_text(line.substr(0, colon), "Content-Disposition")) continue;
    const std::string_view value = trimmed(line.substr(colon + 1));
    const std::string_view kind = trimmed(value.substr(0, value.find(';')));
    const std::string_view rest = value.substr(std::min(value.size(), value.find(';')));
    const auto name = parameter(rest, "name");
    if (part || !name || !same_text(kind, "form-data")) fail("A part has no name, or two.");
    part = Multipart::Part{unescape(*name), parameter(rest, "filename")};
    if (part->file_name) part->file_name = unescape(*part->file_name);
  }
  if (!part) fail("A part says not what it is.");
  return *part;
}

}  // namespace

std::optional<std::string> Multipart::boundary_of(std::string_view content_type) {
  const std::size_t end = std::min(content_type.size(), content_type.find(';'));
  if (!same_text(trimmed(content_type.substr(0, end)), "multipart/form-data")) return std::nullopt;
  auto boundary = parameter(content_type.substr(end), "boundary");
  if (!boundary || boundary->empty() || boundary->size() > 70) return std::nullopt;
  for (const char c : *boundary) {
    if (c < ' ' || c > '~') return std::nullopt;
  }
  return boundary;
}

// A delimiter begins with the end of the line before it. The first one may stand at the very
// beginning: as if a line ended there.
Multipart::Multipart(std::string_view boundary, Receiver& receiver)
    : delimiter_("\r\n--" + std::string(boundary)), receiver_(receiver), rest_("\r\n") {}

void Multipart::feed(std::string_view bytes) {
  if (state_ == State::over) return;  // an epilogue means nothing
  rest_ += bytes;
  bool more = true;
  while (more) {
    switch (state_) {
      case State::preamble:
      case State::data:
        more = take_data();
        break;
      case State::delimiter:
        more = take_delimiter();
        break;
      case State::header:
        more = take_header();
        break;
      case State::over:
        rest_.clear();
        return;
    }
  }
}

void Multipart::finish() {
  if (state_ != State::over) fail("The form ends in the middle.");
}

// All up to the delimiter; while none is in sight, all that can be no part of one.
bool Multipart::take_data() {
  const std::size_t found = rest_.find(delimiter_);
  const std::size_t spare = std::min(rest_.size(), delimiter_.size() - 1);
  const std::size_t end = found == rest_.npos ? rest_.size() - spare : found;
  if (state_ == State::data && end > 0) receiver_.on_data(std::string_view(rest_).substr(0, end));
  rest_.erase(0, found == rest_.npos ? end : found + delimiter_.size());
  if (found != rest_.npos) state_ = State::delimiter;
  return found != rest_.npos;
}

bool Multipart::take_delimiter() {
  const std::size_t padding = rest_.find_first_not_of(" \t");
  if (padding == rest_.npos || rest_.size() - padding < 2) {
    if (rest_.size() > max_header_bytes) fail("A delimiter does not end.");
    return false;
  }
  const std::string_view end = std::string_view(rest_).substr(padding, 2);
  if (end != "--" && end != "\r\n") fail("A delimiter is followed by something else.");
  state_ = end == "--" ? State::over : State::header;
  // The line end stays: a header without fields is an empty line right behind it.
  rest_.erase(0, end == "--" ? padding + 2 : padding);
  return true;
}

bool Multipart::take_header() {
  const std::size_t end = rest_.find("\r\n\r\n");
  if (end > max_header_bytes && rest_.size() > max_header_bytes)
    fail("A part's header is too long.");
  if (end == rest_.npos) return false;
  if (++parts_ > max_parts) fail("The form has too many parts.");
  const auto fields = std::string_view(rest_).substr(0, end);
  receiver_.on_part(read_part(fields.substr(std::min<std::size_t>(2, fields.size()))));
  rest_.erase(0, end + 4);
  state_ = State::data;
  return true;
}

}  // namespace stoa::http
