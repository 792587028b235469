#include "kernel/files/pixels.h"

#include <turbojpeg.h>

#include <algorithm>
#include <stdexcept>

#include "kernel/files/content_type.h"
#include "kernel/files/exif.h"

namespace stoa::files {
namespace {

Pixels blank(Size size) {
  const auto count = static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height);
  return {size, std::vector<std::uint8_t>(3 * count)};
}

std::size_t at(Size size, int x, int y) {
  return 3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(size.width) +
              static_cast<std::size_t>(x));
}

int scaled(int value, int from, int to) {
  return static_cast<int>(std::int64_t{value} * to / from);
}

void put_mean(const Pixels& from, Size begin, Size end, std::uint8_t* to) {
  std::uint64_t sum[3] = {};
  for (int y = begin.height; y < end.height; ++y) {
    const std::uint8_t* pixel = &from.rgb[at(from.size, begin.width, y)];
    for (int x = begin.width; x < end.width; ++x) {
      for (std::uint64_t& color : sum) color += *pixel++;
    }
  }
  const auto count = static_cast<std::uint64_t>(end.width - begin.width) *
                     static_cast<std::uint64_t>(end.height - begin.height);
  for (const std::uint64_t color : sum) *to++ = static_cast<std::uint8_t>(color / count);
}

// Where the pixel at (x, y) of the upright picture is in one that lies otherwise.
Size source_of(int x, int y, Size size, int orientation) {
  const int right = size.width - 1, bottom = size.height - 1;
  switch (orientation) {
    case 2:
      return {right - x, y};
    case 3:
      return {right - x, bottom - y};
    case 4:
      return {x, bottom - y};
    case 5:
      return {y, x};
    case 6:
      return {y, bottom - x};
    case 7:
      return {right - y, bottom - x};
    case 8:
      return {right - y, x};
    default:
      return {x, y};
  }
}

bool lies_on_its_side(int orientation) { return orientation >= 5; }

}  // namespace

Size fitted(Size picture, Size box) {
  if (picture.width <= box.width && picture.height <= box.height) return picture;
  const bool wide =
      std::int64_t{picture.width} * box.height > std::int64_t{box.width} * picture.height;
  if (wide) return {box.width, std::max(1, scaled(picture.height, picture.width, box.width))};
  return {std::max(1, scaled(picture.width, picture.height, box.height)), box.height};
}

Pixels shrink(const Pixels& from, Size to) {
  Pixels small = blank(to);
  for (int y = 0; y < to.height; ++y) {
    for (int x = 0; x < to.width; ++x) {
      const Size begin{scaled(x, to.width, from.size.width),
                       scaled(y, to.height, from.size.height)};
      const Size end{scaled(x + 1, to.width, from.size.width),
                     scaled(y + 1, to.height, from.size.height)};
      put_mean(from, begin, end, &small.rgb[at(to, x, y)]);
    }
  }
  return small;
}

Pixels turn(Pixels from, int orientation) {
  if (orientation == 1) return from;
  const bool swap = lies_on_its_side(orientation);
  Pixels upright = blank(swap ? Size{from.size.height, from.size.width} : from.size);
  for (int y = 0; y < upright.size.height; ++y) {
    for (int x = 0; x < upright.size.width; ++x) {
      const Size source = source_of(x, y, from.size, orientation);
      std::copy_n(&from.rgb[at(from.size, source.width, source.height)], 3,
                  &upright.rgb[at(upright.size, x, y)]);
    }
  }
  return upright;
}

std::string write_jpeg(const Pixels& pixels) {
  const tjhandle writer = tjInitCompress();
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  const int failed = tjCompress2(writer, pixels.rgb.data(), pixels.size.width, 0,
                                 pixels.size.height, TJPF_RGB, &bytes, &size, TJSAMP_420, 85, 0);
  std::string jpeg(reinterpret_cast<const char*>(bytes), failed ? 0 : size);
  tjFree(bytes);
  tjDestroy(writer);
  if (failed) throw std::runtime_error("the picture cannot be written");
  return jpeg;
}

std::string fit_picture(std::string_view bytes, Size box) {
  const std::string_view type = type_of_content(bytes.substr(0, 64));
  const int orientation = type == "image/jpeg" ? orientation_of(bytes) : 1;
  if (lies_on_its_side(orientation)) std::swap(box.width, box.height);
  const Pixels pixels = type == "image/jpeg"   ? read_jpeg(bytes, box)
                        : type == "image/png"  ? read_png(bytes)
                        : type == "image/webp" ? read_webp(bytes, box)
                                               : throw std::runtime_error("this is no picture");
  return write_jpeg(turn(shrink(pixels, fitted(pixels.size, box)), orientation));
}

}  // namespace stoa::files
