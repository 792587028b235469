// The three decoders of pixels.h. Each is asked for the size first, and for pixels only if there
// are not too many.
#include <png.h>
#include <turbojpeg.h>
#include <webp/decode.h>

#include <memory>
#include <stdexcept>

#include "kernel/files/pixels.h"

namespace stoa::files {
namespace {

const unsigned char* data(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

[[noreturn]] void fail() { throw std::runtime_error("the picture cannot be read"); }

void check(std::int64_t width, std::int64_t height) {
  if (width <= 0 || height <= 0 || width > max_pixels / height) fail();
}

Pixels room_for(std::int64_t width, std::int64_t height) {
  check(width, height);
  const Size size{static_cast<int>(width), static_cast<int>(height)};
  return {size, std::vector<std::uint8_t>(static_cast<std::size_t>(3 * width * height))};
}

// The smallest of the sizes that a JPEG can be read in, which cost little, that still is enough.
Size readable_size(Size full, Size wanted) {
  Size best = full;
  int count = 0;
  const tjscalingfactor* factors = tjGetScalingFactors(&count);
  for (int i = 0; i < count; ++i) {
    const Size size{TJSCALED(full.width, factors[i]), TJSCALED(full.height, factors[i])};
    const bool enough = size.width >= wanted.width && size.height >= wanted.height;
    if (enough && size.width < best.width) best = size;
  }
  return best;
}

void lay_on_white(const std::vector<std::uint8_t>& rgba, Pixels& to) {
  for (std::size_t i = 0; i < rgba.size() / 4; ++i) {
    const unsigned alpha = rgba[4 * i + 3];
    for (std::size_t color = 0; color < 3; ++color) {
      const unsigned mixed = rgba[4 * i + color] * alpha + 255 * (255 - alpha);
      to.rgb[3 * i + color] = static_cast<std::uint8_t>(mixed / 255);
    }
  }
}

}  // namespace

Pixels read_jpeg(std::string_view bytes, Size box) {
  struct Destroy {
    void operator()(void* handle) const { tjDestroy(handle); }
  };
  const std::unique_ptr<void, Destroy> reader(tjInitDecompress());
  Size full;
  int sampling = 0, colors = 0;
  if (!reader || tjDecompressHeader3(reader.get(), data(bytes), bytes.size(), &full.width,
                                     &full.height, &sampling, &colors) != 0) {
    fail();
  }
  check(full.width, full.height);
  const Size size = readable_size(full, fitted(full, box));
  Pixels pixels = room_for(size.width, size.height);
  if (tjDecompress2(reader.get(), data(bytes), bytes.size(), pixels.rgb.data(), size.width, 0,
                    size.height, TJPF_RGB, TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS) != 0) {
    fail();
  }
  return pixels;
}

Pixels read_png(std::string_view bytes) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  const std::unique_ptr<png_image, void (*)(png_image*)> freed(&image, png_image_free);
  if (!png_image_begin_read_from_memory(&image, bytes.data(), bytes.size())) fail();
  Pixels pixels = room_for(image.width, image.height);
  image.format = PNG_FORMAT_RGB;
  const png_color white{255, 255, 255};
  if (!png_image_finish_read(&image, &white, pixels.rgb.data(), 0, nullptr)) fail();
  if (image.warning_or_error & PNG_IMAGE_ERROR) fail();
  return pixels;
}

Pixels read_webp(std::string_view bytes, Size box) {
  WebPDecoderConfig config;
  if (!WebPInitDecoderConfig(&config)) fail();
  if (WebPGetFeatures(data(bytes), bytes.size(), &config.input) != VP8_STATUS_OK) fail();
  check(config.input.width, config.input.height);
  const Size size = fitted({config.input.width, config.input.height}, box);
  Pixels pixels = room_for(size.width, size.height);
  std::vector<std::uint8_t> rgba(pixels.rgb.size() / 3 * 4);
  config.options.use_scaling = 1;
  config.options.scaled_width = size.width;
  config.options.scaled_height = size.height;
  config.output.colorspace = MODE_RGBA;
  config.output.is_external_memory = 1;
  config.output.u.RGBA = {rgba.data(), 4 * size.width, rgba.size()};
  if (WebPDecode(data(bytes), bytes.size(), &config) != VP8_STATUS_OK) fail();
  lay_on_white(rgba, pixels);
  return pixels;
}

}  // namespace stoa::files
