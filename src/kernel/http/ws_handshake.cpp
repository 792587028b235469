#include "kernel/http/ws_handshake.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "kernel/http/finish.h"
#include "kernel/http/syntax.h"

namespace stoa::http {
namespace {

constexpr Problem upgrade_required{426, "upgrade_required",
                                   "This address is spoken to by WebSocket, version 13."};
constexpr Problem bad_handshake{400, "bad_handshake",
                                "This is not how a WebSocket connection is opened (RFC 6455)."};
constexpr std::size_t sha1_bytes = 20, key_text_bytes = 24, key_bytes = 16;

bool lists(const Headers& headers, std::string_view name, std::string_view token) {
  auto all = headers.combined(name);
  for (std::string_view rest = all; !rest.empty();) {
    if (same_text(take_until(rest, ','), token)) return true;
  }
  return false;
}

std::string ws_base64(const unsigned char* bytes, std::size_t size) {
  std::string text((size + 2) / 3 * 4 + 1, '\0');
  auto n =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes, static_cast<int>(size));
  text.resize(static_cast<std::size_t>(n));
  return text;
}

// Sixteen bytes in base64, written as it has to be.
bool is_key(std::string_view key) {
  if (key.size() != key_text_bytes) return false;
  std::array<unsigned char, key_text_bytes> bytes{};
  auto n = EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(key.data()),
                           static_cast<int>(key.size()));
  return n > 0 && ws_base64(bytes.data(), key_bytes) == key;
}

// A number of bits, in quotes perhaps; 0 when it is none.
int window_of(std::string_view value) {
  if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
    value = value.substr(1, value.size() - 2);
  }
  int bits = 0;
  auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), bits);
  bool sound = error == std::errc() && end == value.data() + value.size() && value[0] != '0';
  return sound && bits >= 8 && bits <= 15 ? bits : 0;
}

// What one offer of permessage-deflate comes to, or nothing when it cannot be met. zlib does not
// make raw streams with a window of 8 bits.
std::optional<int> window_of_offer(std::string_view parameters) {
  int window = 15;
  std::vector<std::string_view> seen;
  while (!parameters.empty()) {
    auto value = take_until(parameters, ';');
    bool has_value = value.find('=') != value.npos;
    auto name = take_until(value, '=');
    if (std::find(seen.begin(), seen.end(), name) != seen.end()) return {};
    seen.push_back(name);
    if (same_text(name, "server_max_window_bits")) {
      window = window_of(value);
      if (window < 9) return {};
    } else if (same_text(name, "client_max_window_bits")) {
      if (has_value && window_of(value) == 0) return {};
    } else if (same_text(name, "server_no_context_takeover") ||
               same_text(name, "client_no_context_takeover")) {
      if (has_value) return {};
    } else {
      return {};
    }
  }
  return window;
}

// The first offer that can be met.
std::optional<int> deflate_window(const Request& request) {
  auto all = request.headers.combined("Sec-WebSocket-Extensions");
  for (std::string_view rest = all; !rest.empty();) {
    auto offer = take_until(rest, ',');
    if (!same_text(take_until(offer, ';'), "permessage-deflate")) continue;
    if (auto window = window_of_offer(offer)) return window;
  }
  return {};
}

std::string protocol_of(const Request& request, const std::vector<std::string>& ours) {
  auto all = request.headers.combined("Sec-WebSocket-Protocol");
  for (std::string_view rest = all; !rest.empty();) {
    auto offered = take_until(rest, ',');
    if (std::find(ours.begin(), ours.end(), offered) != ours.end()) return std::string(offered);
  }
  return {};
}

}  // namespace

bool wants_websocket(const Request& request) {
  return lists(request.headers, "Upgrade", "websocket") &&
         lists(request.headers, "Connection", "upgrade");
}

std::string ws_accept(std::string_view key) {
  auto text = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<unsigned char, sha1_bytes> hash{};
  EVP_Digest(text.data(), text.size(), hash.data(), nullptr, EVP_sha1(), nullptr);
  return ws_base64(hash.data(), hash.size());
}

WsAgreement ws_agree(const Request& request, const std::vector<std::string>& protocols, bool pack) {
  if (!wants_websocket(request) || request.headers.get("Sec-WebSocket-Version") != "13") {
    auto answer = problem_response({upgrade_required}, request.id);
    answer.headers.set("Upgrade", "websocket");
    answer.headers.set("Sec-WebSocket-Version", "13");
    return {std::move(answer), {}};
  }
  auto key = request.headers.get("Sec-WebSocket-Key");
  if (request.method != "GET" || !is_key(key)) {
    return {problem_response({bad_handshake}, request.id), {}};
  }
  WsTerms terms{.protocol = protocol_of(request, protocols)};
  Response answer;
  answer.status = 101;
  answer.headers.set("Upgrade", "websocket");
  answer.headers.set("Sec-WebSocket-Accept", ws_accept(key));
  if (!terms.protocol.empty()) answer.headers.set("Sec-WebSocket-Protocol", terms.protocol);
  if (auto window = pack ? deflate_window(request) : std::nullopt) {
    terms.packed = true;
    terms.window_bits = *window;
    std::string agreed =
        "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
    if (*window < 15) agreed += "; server_max_window_bits=" + std::to_string(*window);
    answer.headers.set("Sec-WebSocket-Extensions", agreed);
  }
  return {std::move(answer), std::move(terms)};
}

}  // namespace stoa::http
