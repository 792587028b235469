// libFuzzer: what a WebSocket client may send, however it is cut.
//
// The same bytes, whole and cut in two, must tell the same; no message is larger than may be, and
// text is UTF-8. The first byte says where to cut and whether compression was agreed on.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/http/ws_reader.h"
#include "kernel/model/utf8.h"

namespace {

using stoa::http::WsReader;

constexpr std::size_t most = 4096;

std::vector<std::string> told(std::vector<std::string_view> parts, bool packed) {
  WsReader reader(most, packed);
  std::vector<std::string> all;
  for (std::string_view part : parts) {
    for (;;) {
      auto step = reader.next(part);
      if (step == WsReader::Step::need_more) break;
      if (step == WsReader::Step::failed) {
        all.push_back("failed");  // with which code may depend on what was found first
        return all;
      }
      auto payload = reader.take();
      bool text = step == WsReader::Step::message && reader.is_text();
      if (payload.size() > most) std::abort();
      if (text && stoa::find_invalid_utf8(payload) != payload.npos) std::abort();
      all.push_back(std::to_string(static_cast<int>(step)) + payload);
    }
  }
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  std::string_view input(reinterpret_cast<const char*>(data + 1), size - 1);
  bool packed = data[0] & 1;
  auto cut = input.size() * (data[0] >> 1) / 128;
  if (told({input}, packed) != told({input.substr(0, cut), input.substr(cut)}, packed))
    std::abort();
  return 0;
}
