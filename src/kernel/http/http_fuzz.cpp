// Feeds arbitrary bytes to the request parser, whole and split, and compares what comes out: a
// parser whose verdict depends on packet boundaries is one that can be fooled.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/http/parser.h"

namespace {

using namespace stoa::http;

// What the handler would have seen, as text; refusals only by their status.
std::string transcript(std::string_view input, std::uint32_t seed) {
  static const Limits limits{
      .header_bytes = 512, .header_count = 8, .target_bytes = 64, .body_bytes = 256};
  static const HostNames hosts("127.0.0.1", true, {});
  Parser parser(limits, hosts);
  std::string pending, seen;
  while (!input.empty()) {
    std::size_t n = input.size();
    if (seed != 0) {
      seed = seed * 1664525 + 1013904223;
      n = std::min<std::size_t>(n, 1 + (seed >> 24) % 16);
    }
    pending += input.substr(0, n);
    input.remove_prefix(n);
    for (;;) {
      auto [step, consumed] = parser.feed(pending);
      if (consumed > pending.size()) std::abort();
      pending.erase(0, consumed);
      if (step == Parser::Step::refused) {
        return seen + "!" + std::to_string(parser.refusal().problem.status);
      }
      if (step == Parser::Step::complete) {
        auto request = parser.take();
        if (!request->path.starts_with('/') || request->id.empty()) std::abort();
        if (request->body.size() > limits.body_bytes) std::abort();
        seen += request->method + " " + request->path + "?" + request->query + " " + request->body +
                "\n";
      }
      if (step == Parser::Step::need_more || pending.empty()) break;
    }
  }
  return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 4) return 0;
  std::uint32_t seed = 1u + data[0] + 256u * data[1];
  std::string_view input(reinterpret_cast<const char*>(data) + 2, size - 2);
  auto whole = transcript(input, 0);
  auto split = transcript(input, seed);
  // Which limit is hit first may depend on how much is there to look at; the requests may not.
  if (whole.substr(0, whole.find('!')) != split.substr(0, split.find('!'))) std::abort();
  return 0;
}
