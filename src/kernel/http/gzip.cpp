#include "kernel/http/gzip.h"

#include <zlib.h>

#include "kernel/http/syntax.h"

namespace stoa::http {
namespace {

constexpr int level = 5;  // within a few percent of level 9 on JSON, at half the time
constexpr int gzip_window = 15 + 16;

// A weight in thousandths; what is not a weight counts as 1, as if it were absent.
int weight(std::string_view parameters) {
  while (!parameters.empty()) {
    auto parameter = take_until(parameters, ';');
    if (parameter.size() < 3 || lower(parameter[0]) != 'q' || parameter[1] != '=') continue;
    int thousandths = 0;
    int scale = 1000;
    for (char c : parameter.substr(2)) {
      if (c == '.') continue;
      if (!is_digit(c)) return 1000;
      thousandths += (c - '0') * scale;
      scale /= 10;
    }
    return thousandths > 1000 ? 1000 : thousandths;
  }
  return 1000;
}

// The state takes 256 KiB and is dear to set up, so a thread keeps it.
struct Deflater {
  z_stream stream{};
  bool ready = deflateInit2(&stream, level, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) == Z_OK;
  Deflater() = default;
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;
  ~Deflater() {
    if (ready) deflateEnd(&stream);
  }
};

}  // namespace

AcceptedCodings accepted_codings(std::string_view rest) {
  std::optional<int> gzip, identity, any;
  while (!rest.empty()) {
    auto element = take_until(rest, ',');
    auto name = take_until(element, ';');
    if (same_text(name, "gzip") || same_text(name, "x-gzip")) gzip = weight(element);
    if (same_text(name, "identity")) identity = weight(element);
    if (name == "*") any = weight(element);
  }
  AcceptedCodings accepted;
  int gzip_weight = gzip.value_or(any.value_or(0));
  accepted.gzip = gzip_weight > 0 && gzip_weight >= identity.value_or(0);
  accepted.identity = identity ? *identity > 0 : any.value_or(1) > 0;
  return accepted;
}

bool is_compressible(std::string_view type) {
  auto name = take_until(type, ';');
  if (name.size() > 5 && same_text(name.substr(0, 5), "text/")) return true;
  if (ends_with_text(name, "json") || ends_with_text(name, "xml")) return true;
  return same_text(name, "application/javascript") || same_text(name, "application/wasm");
}

std::optional<std::string> gzip(std::string_view plain) {
  thread_local Deflater deflater;
  z_stream& stream = deflater.stream;
  if (!deflater.ready || plain.size() > 0xffffffffu || deflateReset(&stream) != Z_OK) return {};
  std::string packed(deflateBound(&stream, plain.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  if (deflate(&stream, Z_FINISH) != Z_STREAM_END) return {};
  packed.resize(stream.total_out);
  return packed;
}

}  // namespace stoa::http
