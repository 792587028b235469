// Pictures made smaller, in a child process, and pictures that are made to hurt.

#include "kernel/files/pixels.h"

#include <png.h>
#include <zlib.h>

#include "kernel/files/exif.h"
#include "kernel/files/picture_child.h"
#include "kernel/model/problem.h"
#include "kernel/testing/test.h"

namespace stoa::files {
namespace {

using namespace std::string_literals;

// Red on its left half, blue on its right.
Pixels halves(int width, int height) {
  Pixels pixels{{width, height}, {}};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const bool left = x < width / 2;
      for (const int color : {left ? 255 : 0, 0, left ? 0 : 255}) {
        pixels.rgb.push_back(static_cast<std::uint8_t>(color));
      }
    }
  }
  return pixels;
}

std::string jpeg(int width, int height) { return write_jpeg(halves(width, height)); }

std::string png(int width, int height) {
  const Pixels pixels = halves(width, height);
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<unsigned>(width);
  image.height = static_cast<unsigned>(height);
  image.format = PNG_FORMAT_RGB;
  png_alloc_size_t size = 0;
  REQUIRE(png_image_write_to_memory(&image, nullptr, &size, 0, pixels.rgb.data(), 0, nullptr));
  std::string bytes(size, '\0');
  REQUIRE(png_image_write_to_memory(&image, bytes.data(), &size, 0, pixels.rgb.data(), 0, nullptr));
  return bytes;
}

// A JPEG as a camera that was held like this writes it.
std::string turned(std::string jpeg, char orientation) {
  std::string exif =
      "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0"s + orientation + "\0\0\0\0\0\0"s;
  const auto length = static_cast<char>(exif.size() + 2);
  return jpeg.insert(2, "\xff\xe1\0"s + length + exif);
}

std::string four(std::uint32_t number) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> shift);
  return bytes;
}

std::string chunk(const std::string& type, const std::string& data) {
  const std::string body = type + data;
  const auto* bytes = reinterpret_cast<const unsigned char*>(body.data());
  const auto sum = crc32(0, bytes, static_cast<unsigned>(body.size()));
  return four(static_cast<std::uint32_t>(data.size())) + body +
         four(static_cast<std::uint32_t>(sum));
}

// A few bytes that say they are ten thousand million pixels.
std::string pixel_bomb() {
  return "\x89PNG\r\n\x1a\n"s + chunk("IHDR", four(100'000) + four(100'000) + "\x08\x02\0\0\0"s) +
         chunk("IDAT", "\x78\x9c\x03\0\0\0\0\x01"s) + chunk("IEND", "");
}

Size size_of(const std::string& jpeg) { return read_jpeg(jpeg, {10'000, 10'000}).size; }

bool refused(const std::string& picture) {
  try {
    shrink_picture(picture, {100, 100});
    return false;
  } catch (const Refusal& refusal) {
    return refusal.problem == problems::picture_unreadable;
  }
}

}  // namespace

TEST("files: a picture is made to fit, keeps its proportions and never grows") {
  auto fits = [](Size picture, Size box, Size wanted) {
    const Size size = fitted(picture, box);
    return size.width == wanted.width && size.height == wanted.height;
  };
  CHECK(fits({400, 200}, {100, 100}, {100, 50}));
  CHECK(fits({200, 400}, {100, 100}, {50, 100}));
  CHECK(fits({50, 20}, {100, 100}, {50, 20}));
  CHECK(fits({10'000, 1}, {100, 100}, {100, 1}));
}

TEST("files: a JPEG and a PNG come out of the child smaller, with their colors") {
  for (const std::string& picture : {jpeg(800, 400), png(800, 400)}) {
    const std::string small = shrink_picture(picture, {100, 100});
    const Pixels pixels = read_jpeg(small, {1000, 1000});
    CHECK(pixels.size.width == 100);
    CHECK(pixels.size.height == 50);
    CHECK(pixels.rgb.at(0) > 200);
    CHECK(pixels.rgb.at(2) < 50);
    CHECK(pixels.rgb.at(3 * 99) < 50);
    CHECK(pixels.rgb.at(3 * 99 + 2) > 200);
  }
}

TEST("files: a photograph comes out upright, and says nothing of its camera") {
  const std::string camera = turned(jpeg(800, 400), 6);
  CHECK(orientation_of(camera) == 6);
  const std::string small = shrink_picture(camera, {100, 100});
  CHECK(size_of(small).width == 50);
  CHECK(size_of(small).height == 100);
  CHECK(small.find("Exif") == std::string::npos);
  const Pixels pixels = read_jpeg(small, {1000, 1000});
  CHECK(pixels.rgb.at(0) > 200);  // what was on the left is at the top
  CHECK(pixels.rgb.at(3 * (99 * 50) + 2) > 200);
}

TEST("files: each of the eight orientations is undone") {
  // a b c      Read row by row, upright.
  // d e f
  const Pixels letters{{3, 2}, {'a', 0, 0, 'b', 0, 0, 'c', 0, 0, 'd', 0, 0, 'e', 0, 0, 'f', 0, 0}};
  const std::string_view upright[] = {"abcdef", "cbafed", "fedcba", "defabc",
                                      "adbecf", "daebfc", "fcebda", "cfbead"};
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const Pixels turned = turn(letters, orientation);
    std::string read;
    for (std::size_t i = 0; i < 6; ++i) read += static_cast<char>(turned.rgb[3 * i]);
    CHECK(read == upright[orientation - 1]);
  }
}

TEST("files: broken EXIF is no EXIF") {
  const std::string whole = turned(jpeg(8, 8), 6);
  for (std::size_t end = 0; end < 60; ++end) orientation_of(whole.substr(0, end));
  CHECK(orientation_of(turned(jpeg(8, 8), 9)) == 1);
  CHECK(orientation_of("") == 1);
}

TEST("files: pictures that are none, cut short or bombs are refused") {
  CHECK(refused(""));
  CHECK(refused("just words"));
  CHECK(refused("<svg xmlns='http://www.w3.org/2000/svg'/>"));
  CHECK(refused("\x89PNG\r\n\x1a\n"));
  CHECK(refused("RIFF\x10\0\0\0WEBPVP8 "s));
  const std::string photo = jpeg(800, 400), drawing = png(800, 400);
  CHECK(refused(photo.substr(0, photo.size() / 2)));
  CHECK(refused(drawing.substr(0, drawing.size() / 2)));
  CHECK(refused(pixel_bomb()));
}

}  // namespace stoa::files
