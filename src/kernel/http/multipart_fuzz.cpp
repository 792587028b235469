// Fuzz target: forms of any bytes, in pieces of any size.

#include <cstdlib>

#include "kernel/http/multipart.h"

namespace {

struct Sum : stoa::http::Multipart::Receiver {
  std::size_t parts = 0;
  std::string bytes;
  void on_part(stoa::http::Multipart::Part part) override {
    ++parts;
    bytes += part.name + "\n" + part.file_name.value_or("") + "\n";
  }
  void on_data(std::string_view data) override { bytes += data; }
};

// What came out of it, and whether it was a form.
std::string parse(std::string_view form, std::size_t piece) {
  Sum sum;
  bool whole = true;
  try {
    stoa::http::Multipart multipart("b", sum);
    for (std::size_t at = 0; at < form.size(); at += piece) multipart.feed(form.substr(at, piece));
    multipart.finish();
  } catch (const stoa::Refusal&) {
    whole = false;
  }
  return whole ? sum.bytes + std::to_string(sum.parts) : "refused";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size < 1) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data + 1), size - 1);
  stoa::http::Multipart::boundary_of(input);
  // The limit on a header counts what is there: only a header near it may be judged by its pieces.
  if (size < 4096 && parse(input, 1 + data[0] % 64) != parse(input, size)) std::abort();
  return 0;
}
