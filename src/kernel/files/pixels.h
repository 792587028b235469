// Pictures as pixels: read from JPEG, PNG and WebP, made smaller, turned, written as a JPEG.
//
// Pure functions over other people's bytes: to be called in a process that may die of them
// (picture_child.h). Throw std::runtime_error when a picture is none, or too large.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace stoa::files {

struct Size {
  int width = 0, height = 0;
};

// Red, green and blue, a byte each, row by row.
struct Pixels {
  Size size;
  std::vector<std::uint8_t> rgb;
};

// What a file says of itself must not cost more than this, whatever it says: 40 million pixels are
// 120 MB.
inline constexpr std::int64_t max_pixels = 40'000'000;

// The largest size of these proportions that fits into the box, and no larger than it is.
Size fitted(Size picture, Size box);

// A picture that is at least as large as `wanted` where it can be read smaller than it is. What is
// transparent becomes white.
Pixels read_jpeg(std::string_view bytes, Size box);
Pixels read_png(std::string_view bytes);
Pixels read_webp(std::string_view bytes, Size box);

// Each pixel is the mean of those that it stands for; `to` is not larger.
Pixels shrink(const Pixels& from, Size to);
// Upright, from one of EXIF's eight orientations.
Pixels turn(Pixels from, int orientation);
std::string write_jpeg(const Pixels& pixels);

// All of it: a JPEG that fits into the box, without any of the file's metadata.
std::string fit_picture(std::string_view bytes, Size box);

}  // namespace stoa::files
