#include "kernel/http/finish.h"

#include <zlib.h>

#include "kernel/http/conditional.h"
#include "kernel/http/dates.h"
#include "kernel/http/gzip.h"
#include "kernel/testing/test.h"

namespace stoa::http {
namespace {

using Fields = std::initializer_list<std::pair<std::string_view, std::string_view>>;

Request asking(Fields fields, std::string method = "GET") {
  Request request;
  request.method = std::move(method);
  request.id = "req-1";
  for (auto [name, value] : fields) request.headers.add(name, value);
  return request;
}

Response answer(Fields fields, std::string body = "0123456789", int status = 200) {
  Response response;
  response.status = status;
  response.body = std::move(body);
  for (auto [name, value] : fields) response.headers.add(name, value);
  return response;
}

Response finished(const Request& request, Response response) {
  finish(request, response);
  return response;
}

std::string unzipped(std::string_view packed) {
  std::string plain(1 << 20, '\0');
  z_stream stream{};
  REQUIRE(inflateInit2(&stream, 15 + 16) == Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(plain.data());
  stream.avail_out = static_cast<uInt>(plain.size());
  CHECK(inflate(&stream, Z_FINISH) == Z_STREAM_END);
  plain.resize(stream.total_out);
  inflateEnd(&stream);
  return plain;
}

const std::string long_json = "[" + std::string(4000, '1') + "]";

TEST("http finish: every answer carries its id and the security headers") {
  auto response = finished(asking({}), answer({}));
  CHECK(response.headers.get("X-Request-Id") == "req-1");
  CHECK(response.headers.get("X-Content-Type-Options") == "nosniff");
  CHECK(response.headers.get("Referrer-Policy") == "no-referrer");
  CHECK(response.headers.get("X-Frame-Options") == "DENY");
  CHECK(response.headers.get("Cross-Origin-Opener-Policy") == "same-origin");
  CHECK(response.headers.get("Cross-Origin-Resource-Policy") == "same-origin");
  CHECK(response.headers.get("Cache-Control") == "no-store");
  CHECK(response.headers.get("Content-Security-Policy") ==
        "default-src 'none'; frame-ancestors 'none'");
}

TEST("http finish: https is to be kept, except for names of the own machine") {
  auto promise = [](bool secure, std::string_view host, std::string target = "/") {
    Request request = asking({{"Host", host}});
    request.secure = secure;
    request.target = std::move(target);
    return finished(request, answer({})).headers.combined("Strict-Transport-Security");
  };
  CHECK(promise(true, "shop.example") == "max-age=31536000");
  CHECK(promise(true, "shop.example:8443") == "max-age=31536000");
  CHECK(promise(true, "localhost", "https://shop.example/") == "max-age=31536000");
  CHECK(promise(true, "shop.example", "https://localhost:8443/") == "");
  CHECK(promise(false, "shop.example") == "");
  for (auto host : {"", "localhost", "LOCALHOST:8443", "a.localhost.", "127.0.0.1:1", "[::1]"}) {
    INFO(host);
    CHECK(promise(true, host) == "");
  }
  Request request = asking({{"Host", "shop.example"}});
  request.secure = true;
  auto response = finished(request, answer({{"Strict-Transport-Security", "max-age=0"}}));
  CHECK(response.headers.combined("Strict-Transport-Security") == "max-age=0");
}

TEST("http finish: a route's own policies stay") {
  auto response = finished(asking({}), answer({{"Cache-Control", "max-age=60"},
                                               {"Content-Security-Policy", "default-src 'self'"}}));
  CHECK(response.headers.combined("Cache-Control") == "max-age=60");
  CHECK(response.headers.combined("Content-Security-Policy") == "default-src 'self'");
}

TEST("http finish: preconditions as in RFC 9110 §13") {
  constexpr auto old_date = "Sun, 06 Nov 1994 08:49:37 GMT";
  constexpr auto new_date = "Mon, 07 Nov 1994 08:49:37 GMT";
  struct Case {
    std::string_view sentence;
    Fields asked;
    Fields answered;
    int status;
  };
  for (const auto& c : std::initializer_list<Case>{
           {"the same tag", {{"If-None-Match", "\"a\""}}, {{"ETag", "\"a\""}}, 304},
           {"another tag", {{"If-None-Match", "\"b\""}}, {{"ETag", "\"a\""}}, 200},
           {"any tag", {{"If-None-Match", "*"}}, {{"ETag", "\"a\""}}, 304},
           {"one of a list",
            {{"If-None-Match", "\"b\", W/\"a\" ,\"c\""}},
            {{"ETag", "\"a\""}},
            304},
           {"two fields",
            {{"If-None-Match", "\"b\""}, {"If-None-Match", "\"a\""}},
            {{"ETag", "\"a\""}},
            304},
           {"a comma in a tag", {{"If-None-Match", "\"x,y\""}}, {{"ETag", "\"x,y\""}}, 304},
           {"weak of ours", {{"If-None-Match", "\"a\""}}, {{"ETag", "W/\"a\""}}, 304},
           {"the compressed form's tag",
            {{"If-None-Match", "\"a-gzip\""}},
            {{"ETag", "\"a\""}},
            304},
           {"not a tag", {{"If-None-Match", "a"}}, {{"ETag", "\"a\""}}, 200},
           {"no tag of ours", {{"If-None-Match", "\"a\""}}, {}, 200},
           {"If-Match, same", {{"If-Match", "\"a\""}}, {{"ETag", "\"a\""}}, 200},
           {"If-Match, compressed", {{"If-Match", "\"a-gzip\""}}, {{"ETag", "\"a\""}}, 200},
           {"If-Match, other", {{"If-Match", "\"b\""}}, {{"ETag", "\"a\""}}, 412},
           {"If-Match, weak never", {{"If-Match", "W/\"a\""}}, {{"ETag", "W/\"a\""}}, 412},
           {"If-Match, any", {{"If-Match", "*"}}, {{"ETag", "\"a\""}}, 200},
           {"not newer", {{"If-Modified-Since", old_date}}, {{"Last-Modified", old_date}}, 304},
           {"newer", {{"If-Modified-Since", old_date}}, {{"Last-Modified", new_date}}, 200},
           {"a date that is none",
            {{"If-Modified-Since", "today"}},
            {{"Last-Modified", old_date}},
            200},
           {"tag before date",
            {{"If-None-Match", "\"b\""}, {"If-Modified-Since", new_date}},
            {{"ETag", "\"a\""}, {"Last-Modified", old_date}},
            200},
           {"unmodified", {{"If-Unmodified-Since", new_date}}, {{"Last-Modified", old_date}}, 200},
           {"modified", {{"If-Unmodified-Since", old_date}}, {{"Last-Modified", new_date}}, 412},
       }) {
    INFO(c.sentence);
    CHECK(finished(asking(c.asked), answer(c.answered)).status == c.status);
    CHECK(finished(asking(c.asked, "HEAD"), answer(c.answered)).status == c.status);
    CHECK(finished(asking(c.asked, "POST"), answer(c.answered)).status == 200);
    CHECK(finished(asking(c.asked), answer(c.answered, "gone", 404)).status == 404);
  }
}

TEST("http finish: a 304 has no body but keeps what caches need") {
  auto response =
      finished(asking({{"If-None-Match", "\"a\""}}),
               answer({{"ETag", "\"a\""}, {"Content-Type", "text/plain"}, {"Vary", "Accept"}}));
  CHECK(response.body.empty());
  CHECK(response.headers.get("ETag") == "\"a\"");
  CHECK(response.headers.get("Vary") == "Accept");
  CHECK_FALSE(response.headers.has("Content-Type"));
}

TEST("http finish: ranges") {
  struct Case {
    std::string_view range;
    int status;
    std::string_view body, content_range;
  };
  constexpr std::string_view all = "0123456789";
  for (const auto& c : std::initializer_list<Case>{
           {"bytes=0-0", 206, "0", "bytes 0-0/10"},
           {"bytes=2-4", 206, "234", "bytes 2-4/10"},
           {"bytes=7-", 206, "789", "bytes 7-9/10"},
           {"bytes=7-99", 206, "789", "bytes 7-9/10"},
           {"bytes=-3", 206, "789", "bytes 7-9/10"},
           {"bytes=-99", 206, all, "bytes 0-9/10"},
           {"Bytes = 1-1", 206, "1", "bytes 1-1/10"},
           {"bytes=10-", 416, "", "bytes */10"},
           {"bytes=-0", 416, "", "bytes */10"},
           {"bytes=4-2", 200, all, ""},
           {"bytes=0-1,3-4", 200, all, ""},
           {"bytes=a-b", 200, all, ""},
           {"bytes=-", 200, all, ""},
           {"bytes=", 200, all, ""},
           {"bytes=+1-2", 200, all, ""},
           {"bytes=99999999999999999999-", 200, all, ""},
           {"lines=1-2", 200, all, ""},
       }) {
    INFO(c.range);
    auto request = asking({{"Range", c.range}});
    auto response = finished(request, answer({{"Accept-Ranges", "bytes"}}));
    CHECK(response.status == c.status);
    CHECK(response.headers.get("Content-Range") == c.content_range);
    if (c.status != 416) CHECK(response.body == c.body);
    CHECK(finished(request, answer({})).status == 200);
    auto shared = answer({{"Accept-Ranges", "bytes"}}, "");
    shared.shared_body = std::make_shared<const std::string>(all);
    CHECK(finished(request, shared).status == c.status);
  }
}

TEST("http finish: If-Range decides whether the range still fits") {
  auto status = [](Fields asked) {
    auto response = answer({{"Accept-Ranges", "bytes"},
                            {"ETag", "\"a\""},
                            {"Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT"}});
    return finished(asking(asked), response).status;
  };
  CHECK(status({{"Range", "bytes=1-2"}, {"If-Range", "\"a\""}}) == 206);
  CHECK(status({{"Range", "bytes=1-2"}, {"If-Range", "\"b\""}}) == 200);
  CHECK(status({{"Range", "bytes=1-2"}, {"If-Range", "W/\"a\""}}) == 200);
  CHECK(status({{"Range", "bytes=1-2"}, {"If-Range", "\"a-gzip\""}}) == 200);
  CHECK(status({{"Range", "bytes=1-2"}, {"If-Range", "Sun, 06 Nov 1994 08:49:37 GMT"}}) == 206);
  CHECK(status({{"Range", "bytes=1-2"}, {"If-Range", "Sun, 06 Nov 1994 08:49:36 GMT"}}) == 200);
}

TEST("http finish: Accept-Encoding with weights") {
  struct Case {
    std::string_view accept;
    bool packed;
  };
  for (const auto& c : std::initializer_list<Case>{
           {"gzip", true},
           {"x-gzip", true},
           {"GZIP;Q=0.5", true},
           {"br, gzip;q=0.8", true},
           {"*", true},
           {"gzip;q=0.001", true},
           {"", false},
           {"br", false},
           {"gzip;q=0", false},
           {"gzip;q=0.000, *", false},
           {"*;q=0", false},
           {"identity", false},
           {"gzip;q=0.5, identity;q=0.9", false},
           {"gzip;q=0.9, identity;q=0.5", true},
           {"identity;q=0, gzip", true},
           {"gzipped", false},
       }) {
    INFO(c.accept);
    auto response =
        finished(asking({{"Accept-Encoding", c.accept}}),
                 answer({{"Content-Type", "application/json"}, {"ETag", "\"a\""}}, long_json));
    CHECK((response.headers.get("Content-Encoding") == "gzip") == c.packed);
    CHECK(response.headers.get("ETag") == (c.packed ? "\"a-gzip\"" : "\"a\""));
    CHECK(response.headers.get("Vary") == "Accept-Encoding");
    CHECK((c.packed ? unzipped(response.body) : response.body) == long_json);
  }
}

TEST("http finish: only what shrinks is compressed, and only once") {
  auto packed = [](Fields fields, std::string body) {
    auto response =
        finished(asking({{"Accept-Encoding", "gzip"}}), answer(fields, std::move(body)));
    return response.headers.get("Content-Encoding") == "gzip";
  };
  CHECK(packed({{"Content-Type", "text/html; charset=utf-8"}}, long_json));
  CHECK(packed({{"Content-Type", "application/problem+json"}}, long_json));
  CHECK(packed({{"Content-Type", "image/svg+xml"}}, long_json));
  CHECK_FALSE(packed({{"Content-Type", "image/png"}}, long_json));
  CHECK_FALSE(packed({}, long_json));
  CHECK_FALSE(packed({{"Content-Type", "application/json"}}, "[]"));
  CHECK_FALSE(packed({{"Content-Type", "text/css"}, {"Content-Encoding", "br"}}, long_json));
  CHECK_FALSE(packed({{"Content-Type", "text/css"}, {"Cache-Control", "no-transform"}}, long_json));
  auto weak = finished(asking({{"Accept-Encoding", "gzip"}}),
                       answer({{"Content-Type", "text/css"}, {"ETag", "W/\"a\""}}, long_json));
  CHECK(weak.headers.get("ETag") == "W/\"a\"");
}

TEST("http finish: a 304 for the compressed form carries its tag, a range the plain one") {
  auto css = answer({{"Content-Type", "text/css"}, {"ETag", "\"a\""}, {"Accept-Ranges", "bytes"}},
                    long_json);
  auto known =
      finished(asking({{"Accept-Encoding", "gzip"}, {"If-None-Match", "\"a-gzip\""}}), css);
  CHECK(known.status == 304);
  CHECK(known.headers.get("ETag") == "\"a-gzip\"");
  auto part = finished(asking({{"Accept-Encoding", "gzip"}, {"Range", "bytes=0-1"}}), css);
  CHECK(part.status == 206);
  CHECK(part.headers.get("ETag") == "\"a\"");
  CHECK(part.body == "[1");
}

TEST("http finish: a problem is a document with a wait where it is due") {
  auto response = problem_response({problems::overloaded, "Busy.", {}, 3}, "req-1");
  CHECK(response.status == 503);
  CHECK(response.headers.get("Content-Type") == "application/problem+json");
  CHECK(response.headers.get("Retry-After") == "3");
  CHECK(response.body.find("\"overloaded\"") != std::string::npos);
  CHECK_FALSE(problem_response({problems::not_found}, "").headers.has("Retry-After"));
}

TEST("http headers: names compare without case") {
  Headers headers;
  headers.add("Accept", "a");
  headers.add("ACCEPT", "b");
  headers.add("Empty", "");
  CHECK(headers.get("accept") == "a");
  CHECK(headers.combined("aCCept") == "a, b");
  CHECK(headers.has("empty"));
  CHECK_FALSE(headers.has("absent"));
  headers.set("accept", "c");
  CHECK(headers.combined("Accept") == "c");
  CHECK(headers.size() == 2);
}

TEST("http dates: all three forms are read, one is written") {
  for (auto text : {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
                    "Sun Nov  6 08:49:37 1994"}) {
    INFO(text);
    CHECK(parse_http_date(text) == 784111777);
  }
  CHECK(http_date(784111777) == "Sun, 06 Nov 1994 08:49:37 GMT");
  for (auto text : {"", "now", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 36 Nov 1994 08:49:37 GMT",
                    "Sun, 06 Nov 1994 08:49:37 GMT and more"}) {
    INFO(text);
    CHECK_FALSE(parse_http_date(text));
  }
}

}  // namespace
}  // namespace stoa::http
