// Reads one whole request header, from the request line to the empty line.
//
// A pure function around Beast's parser, with the checks that Beast leaves out; any thread. Only
// the Parser calls it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "kernel/http/message.h"
#include "kernel/http/target.h"
#include "kernel/model/problem.h"

namespace stoa::http {

// What a client may ask of us; the counterpart of ServerOptions for the parser.
struct Limits {
  std::size_t header_bytes = 16 * 1024;
  std::size_t header_count = 100;
  std::size_t target_bytes = 8 * 1024;
  std::size_t body_bytes = 1024 * 1024;
};

// How the body follows the header, and what becomes of the connection.
struct Framing {
  bool http_1_1 = true;
  bool keep_alive = false;
  bool chunked = false;
  bool expects_continue = false;
  std::uint64_t content_length = 0;
};

// Fills `request` and `framing` from `block`, which ends with its first empty line and holds
// neither a bare LF nor a folded line. Returns the refusal when the header is not acceptable.
std::optional<Refusal> read_header(std::string_view block, const Limits& limits,
                                   const HostNames& hosts, Request& request, Framing& framing);

}  // namespace stoa::http
