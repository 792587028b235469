#include "kernel/http/header_block.h"

// Under sanitizers g++ 12 suspects an optional inside of Beast that is set on every path.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <charconv>

#include "kernel/http/request_id.h"
#include "kernel/http/syntax.h"

namespace stoa::http {
namespace {

namespace beast = boost::beast;
using beast::error_code;
using Field = beast::http::field;

constexpr Problem method_not_implemented{501, "method_not_implemented",
                                         "This method is not spoken here."};
constexpr std::size_t max_method_bytes = 32;

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

Refusal bad(std::string detail) { return {problems::bad_request, std::move(detail)}; }

// Puts what Beast finds straight into a Request. Its own idea of the body is switched off by
// `skip`: it lets pass repeated lengths and unknown codings, so framing is decided here.
class Reader : public beast::http::basic_parser<true> {
 public:
  Reader(const Limits& limits, Request& request) : limits_(limits), request_(request) {
    skip(true);
  }

  std::optional<Refusal> refusal;
  bool http_1_1 = false;
  int hosts = 0, lengths = 0, codings = 0, expects = 0;
  std::size_t fields = 0;

 private:
  // Stops the parser: the reason lies in `refusal`, the error code only says that there is one.
  void refuse(Refusal reason, error_code& ec) {
    refusal = std::move(reason);
    ec = beast::http::error::bad_field;
  }

  void on_request_impl(beast::http::verb, beast::string_view method, beast::string_view target,
                       int version, error_code& ec) override {
    http_1_1 = version == 11;
    if (target.size() > limits_.target_bytes) return refuse({problems::uri_too_long}, ec);
    if (method.size() > max_method_bytes) return refuse({method_not_implemented}, ec);
    request_.method.assign(method.data(), method.size());
    request_.target.assign(target.data(), target.size());
  }

  void on_field_impl(Field field, beast::string_view name, beast::string_view value,
                     error_code& ec) override {
    if (++fields > limits_.header_count) return refuse({problems::header_too_large}, ec);
    switch (field) {
      case Field::host:
        ++hosts;
        break;
      case Field::content_length:
        ++lengths;
        break;
      case Field::transfer_encoding:
        ++codings;
        break;
      case Field::expect:
        ++expects;
        break;
      default:
        break;
    }
    request_.headers.add(view(name), view(value));
  }

  void on_header_impl(error_code&) override {}
  void on_finish_impl(error_code&) override {}
  // Never called: a request has no status line, and the body is not Beast's to read.
  void on_response_impl(int, beast::string_view, int, error_code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(beast::string_view body, error_code&) override { return body.size(); }
  void on_chunk_header_impl(std::uint64_t, beast::string_view, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view body, error_code&) override {
    return body.size();
  }

  const Limits& limits_;
  Request& request_;
};

// A well-formed version that we do not speak deserves its own answer.
bool names_other_version(std::string_view block) {
  auto line = block.substr(0, block.find("\r\n"));
  take_until(line, ' ');
  take_until(line, ' ');
  return line.size() == 8 && line.starts_with("HTTP/") && is_digit(line[5]) && line[6] == '.' &&
         is_digit(line[7]) && line != "HTTP/1.0" && line != "HTTP/1.1";
}

std::optional<Refusal> read_length(const Reader& reader, const Request& request, Framing& framing) {
  if (reader.lengths == 0) return {};
  if (reader.lengths > 1) return bad("Content-Length stands there twice.");
  if (reader.codings > 0) return bad("Content-Length and Transfer-Encoding exclude each other.");
  auto text = request.headers.get("Content-Length");
  if (text.empty() || !std::all_of(text.begin(), text.end(), is_digit)) {
    return bad("Content-Length is not a number.");
  }
  auto end = text.data() + text.size();
  if (std::from_chars(text.data(), end, framing.content_length).ec != std::errc()) {
    return bad("Content-Length is not a number that anyone can send.");
  }
  return {};
}

std::optional<Refusal> read_coding(const Reader& reader, const Request& request, Framing& framing) {
  if (reader.codings == 0) return {};
  if (reader.codings > 1) return bad("Transfer-Encoding stands there twice.");
  // HTTP/1.0 knows no chunks: a proxy in between may see another end of this body than we do.
  if (!reader.http_1_1) return bad("Transfer-Encoding needs HTTP/1.1.");
  auto rest = request.headers.get("Transfer-Encoding");
  if (same_text(rest, "chunked")) {
    framing.chunked = true;
    return {};
  }
  while (!rest.empty()) {
    auto coding = take_until(rest, ',');
    if (!is_token(coding)) return bad("Transfer-Encoding is not a list of codings.");
    if (same_text(coding, "chunked") && !rest.empty())
      return bad("Chunked must be the last coding.");
  }
  return Refusal{problems::not_implemented};
}

std::optional<Refusal> read_expectation(const Reader& reader, const Request& request,
                                        Framing& framing) {
  if (reader.expects == 0 || !reader.http_1_1) return {};
  if (!same_text(request.headers.combined("Expect"), "100-continue")) {
    return Refusal{problems::expectation_failed};
  }
  framing.expects_continue = framing.chunked || framing.content_length > 0;
  return {};
}

std::optional<Refusal> read_target(const Reader& reader, const HostNames& allowed,
                                   Request& request) {
  if (request.method == "CONNECT") return Refusal{method_not_implemented};
  auto target = parse_target(request.method, request.target);
  if (!target) return bad("The request target is not a path or an http address.");
  if (reader.hosts > 1) return bad("Host stands there twice.");
  if (reader.hosts == 0 && reader.http_1_1) return bad("HTTP/1.1 needs a Host.");
  auto field = host_name(request.headers.get("Host"));
  auto name = target->host ? host_name(*target->host) : field;
  if (!field || !name) return bad("Host is not a host name.");
  bool named = reader.hosts > 0 || target->host;
  if (named && !allowed.allows(*name)) return Refusal{problems::misdirected_request};
  request.path = target->path;
  request.query = target->query;
  return {};
}

}  // namespace

std::optional<Refusal> read_header(std::string_view block, const Limits& limits,
                                   const HostNames& hosts, Request& request, Framing& framing) {
  Reader reader(limits, request);
  reader.header_limit(static_cast<std::uint32_t>(block.size() + 1));
  error_code ec;
  auto used = reader.put(boost::asio::const_buffer(block.data(), block.size()), ec);
  framing = {};
  framing.http_1_1 = reader.http_1_1;
  if (auto sent = request.headers.get("X-Request-Id"); is_request_id(sent)) request.id = sent;
  if (reader.refusal) return reader.refusal;
  if (ec == beast::http::error::bad_version && names_other_version(block)) {
    return Refusal{problems::version_not_supported};
  }
  if (ec || !reader.is_done() || used != block.size()) return bad({});
  framing.keep_alive = reader.keep_alive();

  if (auto no = read_target(reader, hosts, request)) return no;
  if (auto no = read_coding(reader, request, framing)) return no;
  if (auto no = read_length(reader, request, framing)) return no;
  return read_expectation(reader, request, framing);
}

}  // namespace stoa::http
