// Fuzz target: what a Redis may send, in two pieces that the first byte cuts. The cut changes
// nothing of what is read.

#include <cstdlib>

#include "kernel/redis/resp.h"

namespace {

using namespace stoa::redis;

bool read_all(Reader& reader, std::vector<Value>& into) {
  try {
    while (auto value = reader.next()) into.push_back(std::move(*value));
    return true;
  } catch (const ProtocolError&) {
    return false;
  }
}

// Not a number is not equal to itself.
bool has_nan(const Value& value) {
  if (value.real != value.real) return true;
  for (const Value& item : value.items)
    if (has_nan(item)) return true;
  return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t cut = bytes.empty() ? 0 : data[0] % bytes.size();
  std::vector<Value> at_once, in_two;
  Reader one(4096), two(4096);
  one.feed(bytes);
  const bool fine = read_all(one, at_once);
  two.feed(bytes.substr(0, cut));
  bool also = read_all(two, in_two);
  two.feed(bytes.substr(cut));
  also = also && read_all(two, in_two);
  if (fine != also) std::abort();
  for (const Value& value : at_once)
    if (has_nan(value)) return 0;
  if (at_once != in_two) std::abort();
  return 0;
}
