#include "kernel/http/ws_deflate.h"

#include <zlib.h>

#include <array>
#include <new>

namespace stoa::http {
namespace {

constexpr std::string_view left_out("\x00\x00\xff\xff", 4);
// Shorter ones rarely shrink.
constexpr std::size_t worth_packing_bytes = 64;
constexpr int widest_window = 15;

struct Packer {
  explicit Packer(int bits) {
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -bits, 8, Z_DEFAULT_STRATEGY) !=
        Z_OK) {
      throw std::bad_alloc();
    }
  }
  ~Packer() { deflateEnd(&stream); }
  Packer(const Packer&) = delete;
  Packer& operator=(const Packer&) = delete;

  std::optional<std::string> pack(std::string_view plain) {
    deflateReset(&stream);
    // What is not smaller than this is not worth it.
    std::string packed(plain.size() + left_out.size(), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    if (deflate(&stream, Z_SYNC_FLUSH) != Z_OK || stream.avail_out == 0) return {};
    packed.resize(stream.total_out);
    if (!packed.ends_with(left_out)) return {};
    packed.resize(packed.size() - left_out.size());
    return packed;
  }

  z_stream stream{};
};

}  // namespace

std::optional<std::string> ws_pack(std::string_view plain, int window_bits) {
  if (plain.size() < worth_packing_bytes || plain.size() > 0xffffffffu - 64) return {};
  if (window_bits != widest_window) return Packer(window_bits).pack(plain);
  thread_local Packer packer(widest_window);
  return packer.pack(plain);
}

Inflater::Inflater() : stream_(std::make_unique<z_stream>()) {
  if (inflateInit2(stream_.get(), -widest_window) != Z_OK) throw std::bad_alloc();
}

Inflater::~Inflater() { inflateEnd(stream_.get()); }

Inflater::Result Inflater::add(std::string_view packed, std::string& out, std::size_t most) {
  std::array<char, 16 * 1024> room;
  z_stream& stream = *stream_;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  for (;;) {
    stream.next_out = reinterpret_cast<Bytef*>(room.data());
    stream.avail_out = room.size();
    int result = inflate(&stream, Z_SYNC_FLUSH);
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) return Result::broken;
    out.append(room.data(), room.size() - stream.avail_out);
    if (out.size() > most) return Result::too_big;
    // A sender may end the stream within a message and begin another (RFC 7692 §7.2.3.5).
    if (result == Z_STREAM_END) inflateReset(&stream);
    if (stream.avail_in == 0 && stream.avail_out > 0) return Result::fine;
    if (result == Z_BUF_ERROR && stream.avail_out > 0) return Result::broken;
  }
}

Inflater::Result Inflater::finish(std::string& out, std::size_t most) {
  return add(left_out, out, most);
}

}  // namespace stoa::http
