#include "kernel/files/exif.h"

#include <cstdint>

namespace stoa::files {
namespace {

using namespace std::string_view_literals;

// Numbers of two and four bytes; 0 beyond the end.
struct Numbers {
  std::string_view bytes;
  bool little = false;

  std::uint32_t byte(std::size_t at) const {
    return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0;
  }
  std::uint32_t two(std::size_t at) const {
    return little ? byte(at) | byte(at + 1) << 8 : byte(at) << 8 | byte(at + 1);
  }
  std::uint32_t four(std::size_t at) const {
    return little ? two(at) | two(at + 2) << 16 : two(at) << 16 | two(at + 2);
  }
};

// The first directory of a TIFF file, which is what an EXIF segment holds.
int orientation_of_tiff(std::string_view tiff) {
  constexpr std::uint32_t tag = 0x0112, of_two_bytes = 3;
  if (!tiff.starts_with("II*\0"sv) && !tiff.starts_with("MM\0*"sv)) return 1;
  const Numbers in{tiff, tiff[0] == 'I'};
  const std::size_t directory = in.four(4);
  const std::size_t entries = in.two(directory);
  for (std::size_t i = 0; i < entries; ++i) {
    const std::size_t entry = directory + 2 + 12 * i;
    if (entry + 12 > tiff.size()) return 1;
    if (in.two(entry) != tag || in.two(entry + 2) != of_two_bytes) continue;
    const std::uint32_t value = in.two(entry + 8);
    return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
  }
  return 1;
}

}  // namespace

int orientation_of(std::string_view jpeg) {
  constexpr std::uint32_t app1 = 0xffe1, start_of_scan = 0xffda;
  constexpr auto exif = "Exif\0\0"sv;
  const Numbers in{jpeg};
  for (std::size_t at = 2; at + 4 <= jpeg.size();) {
    const std::uint32_t marker = in.two(at), length = in.two(at + 2);
    if (marker < 0xff01 || marker == start_of_scan || length < 2) return 1;
    const std::string_view segment = jpeg.substr(at + 4, length - 2);
    if (marker == app1 && segment.starts_with(exif)) {
      return orientation_of_tiff(segment.substr(exif.size()));
    }
    at += 2 + length;
  }
  return 1;
}

}  // namespace stoa::files
