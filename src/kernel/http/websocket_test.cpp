// WebSockets against a real server: what Autobahn's testsuite asks, by its case numbers, and what
// it does not ask.

#include "kernel/http/websocket.h"

#include <functional>
#include <thread>
#include <vector>

#include "kernel/http/test_certificate.h"
#include "kernel/http/tls_client.h"
#include "kernel/http/ws_client.h"
#include "kernel/http/ws_server.h"
#include "kernel/testing/test.h"

namespace stoa::http {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;

WsOptions unhurried() { return {.max_message_bytes = 2 << 20, .messages_per_second = 0}; }

constexpr int text_frame = 1, binary_frame = 2, close_frame = 8, ping_frame = 9, pong_frame = 10;

// How a case sends its bytes: at once, or cut to pieces.
enum class Cut { none, octets };

// What a client sends, what it must get back, and how the connection ends: with which code of a
// close frame of the server's, or `goes_on`, which a closing handshake with 1000 then proves.
struct WsCase {
  std::string_view id;  // in Autobahn's testsuite
  std::string sent;
  std::vector<WsFrame> expected;
  int end = 0;
  Cut cut = Cut::none;
};
constexpr int goes_on = 0;

WsFrame echo(std::string text) { return {text_frame, true, 0, std::move(text)}; }
WsFrame echo_binary(std::string bytes) { return {binary_frame, true, 0, std::move(bytes)}; }
WsFrame pong(std::string bytes) { return {pong_frame, true, 0, std::move(bytes)}; }
std::string closing(int code, std::string_view reason = "") {
  return masked(close_frame, std::string{static_cast<char>(code >> 8), static_cast<char>(code)} +
                                 std::string(reason));
}

void run_case(WsServer& stoa, const WsCase& c) {
  INFO(c.id);
  RawClient client(stoa.port());
  client.send(ws_hello());
  REQUIRE(client.receive().status == 101);
  if (c.cut == Cut::octets) {
    for (char byte : c.sent) client.send(std::string(1, byte));
  } else {
    client.send(c.sent);
  }
  for (const WsFrame& expected : c.expected) {
    auto got = next_frame(client);
    CHECK(got.opcode == expected.opcode);
    CHECK(got.last);
    CHECK(got.reserved == 0);
    CHECK(got.payload == expected.payload);
  }
  if (c.end == goes_on) client.send(closing(1000));
  auto last = next_frame(client);
  CHECK(last.opcode == close_frame);
  CHECK(last.code() == (c.end == goes_on ? 1000 : c.end));
  client.finish_sending();
  CHECK(client.closed());
}

std::string pieces(const std::vector<std::string>& texts) {
  std::string all;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    all += masked(i == 0 ? text_frame : 0, texts[i], i + 1 == texts.size());
  }
  return all;
}

std::vector<WsCase> framing_cases() {
  std::vector<WsCase> cases;
  for (std::size_t size : {0, 125, 126, 127, 128, 65'535, 65'536}) {
    std::string text(size, '*'), bytes(size, '\xfe');
    cases.push_back({"1.1.*", masked(text_frame, text), {echo(text)}});
    cases.push_back({"1.2.*", masked(binary_frame, bytes), {echo_binary(bytes)}});
  }
  const auto nonsense = "\0\xff\xfe\xfd\xfc\xfb\0\xff"s;
  const std::string longest(125, '\xfe');
  std::string ten;
  std::vector<WsFrame> ten_pongs;
  for (int i = 0; i < 10; ++i) {
    ten += masked(ping_frame, "payload-" + std::to_string(i));
    ten_pongs.push_back(pong("payload-" + std::to_string(i)));
  }
  const auto hello = masked(text_frame, "Hello, world!");
  std::vector<WsCase> more = {
      {"2.1", masked(ping_frame, ""), {pong("")}},
      {"2.2", masked(ping_frame, "Hello, world!"), {pong("Hello, world!")}},
      {"2.3", masked(ping_frame, nonsense), {pong(nonsense)}},
      {"2.4", masked(ping_frame, longest), {pong(longest)}},
      {"2.5", masked(ping_frame, longest + "\xfe"), {}, 1002},
      {"2.6", masked(ping_frame, longest), {pong(longest)}, goes_on, Cut::octets},
      {"2.7", masked(pong_frame, ""), {}},
      {"2.8", masked(pong_frame, "unsolicited"), {}},
      {"2.9", masked(pong_frame, "unsolicited") + masked(ping_frame, "ping"), {pong("ping")}},
      {"2.10", ten, ten_pongs},
      {"2.11", ten, ten_pongs, goes_on, Cut::octets},
      {"3.1", masked(text_frame, "Hello", true, 1), {}, 1002},
      {"3.2", hello + masked(text_frame, "Hello", true, 2), {echo("Hello, world!")}, 1002},
      {"3.3", hello + masked(text_frame, "Hello", true, 3), {echo("Hello, world!")}, 1002},
      {"3.4",
       hello + masked(text_frame, "Hello", true, 4),
       {echo("Hello, world!")},
       1002,
       Cut::octets},
      {"3.5", masked(binary_frame, nonsense, true, 5), {}, 1002},
      {"3.6", masked(ping_frame, "", true, 6), {}, 1002},
      {"3.7", masked(close_frame, "", true, 7), {}, 1002},
  };
  cases.insert(cases.end(), more.begin(), more.end());
  for (int opcode : {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
    cases.push_back({"4.*", hello + masked(opcode, ""), {echo("Hello, world!")}, 1002});
  }
  return cases;
}

std::vector<WsCase> fragment_cases() {
  const auto first = masked(text_frame, "fragment1", false), last = masked(0, "fragment2");
  const auto whole = echo("fragment1fragment2");
  const auto ping = masked(ping_frame, "ping payload");
  const auto loose_last = masked(0, "non-continuation payload");
  const auto loose = masked(0, "non-continuation payload", false);
  const auto hello = masked(text_frame, "Hello, world!");
  return {
      {"5.1", masked(ping_frame, "fragment1", false) + masked(0, "fragment2"), {}, 1002},
      {"5.2", masked(pong_frame, "fragment1", false) + masked(0, "fragment2"), {}, 1002},
      {"5.3", first + last, {whole}},
      {"5.5", first + last, {whole}, goes_on, Cut::octets},
      {"5.6", first + ping + last, {pong("ping payload"), whole}},
      {"5.8", first + ping + last, {pong("ping payload"), whole}, goes_on, Cut::octets},
      {"5.9", loose_last + hello, {}, 1002},
      {"5.11", loose_last + hello, {}, 1002, Cut::octets},
      {"5.12", loose + hello, {}, 1002},
      {"5.15", first + last + loose + hello, {whole}, 1002},
      {"5.16", loose + masked(text_frame, "fragment2"), {}, 1002},
      {"5.17", loose_last + masked(text_frame, "fragment2"), {}, 1002},
      {"5.18", first + masked(text_frame, "fragment2"), {}, 1002},
      {"5.19",
       pieces({"fragment1", "fragment2"}).substr(0, first.size()) + masked(0, "fragment2", false) +
           masked(ping_frame, "pongme 1!") + masked(0, "fragment3", false) +
           masked(0, "fragment4", false) + masked(ping_frame, "pongme 2!") + masked(0, "fragment5"),
       {pong("pongme 1!"), pong("pongme 2!"),
        echo("fragment1fragment2fragment3fragment4fragment5")}},
      {"6.1.1", masked(text_frame, ""), {echo("")}},
      {"6.1.2", pieces({"", "", ""}), {echo("")}},
      {"6.1.3", pieces({"", "middle frame payload", ""}), {echo("middle frame payload")}},
  };
}

std::vector<WsCase> text_cases() {
  const auto kosme = "Hello-\xc2\xb5@\xc3\x9f\xc3\xb6\xc3\xa4\xc3\xbc\xc3\xa0\xc3\xa1-UTF-8!!"s;
  const auto greek = "\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5"s;
  std::vector<WsCase> cases = {
      {"6.2.1", masked(text_frame, kosme), {echo(kosme)}},
      {"6.2.2", pieces({kosme.substr(0, 8), kosme.substr(8)}), {echo(kosme)}},
      {"6.2.3", pieces({kosme.substr(0, 7), kosme.substr(7)}), {echo(kosme)}, goes_on, Cut::octets},
      {"6.2.4", masked(text_frame, greek), {echo(greek)}, goes_on, Cut::octets},
      {"6.3.1", masked(text_frame, greek + "\xed\xa0\x80" + "edited"), {}, 1007},
      {"6.3.2", masked(text_frame, greek + "\xed\xa0\x80" + "edited"), {}, 1007, Cut::octets},
      // Fails with the fragment, or the octet, that shows it: what would come next never does.
      {"6.4.1", masked(text_frame, greek + "\xf4\x90\x80\x80", false), {}, 1007},
      {"6.4.2", masked(text_frame, greek + "\xf4\x90", false), {}, 1007},
      {"6.4.3",
       masked(text_frame, greek + "\xf4\x90\x80\x80" + "edited").substr(0, 6 + 13),
       {},
       1007},
      {"6.4.4",
       masked(text_frame, greek + "\xf4\x90\x80\x80" + "edited").substr(0, 6 + 13),
       {},
       1007,
       Cut::octets},
  };
  const std::vector<std::string> sound = {
      "\xc2\x80",         "\xdf\xbf",     "\xe0\xa0\x80", "\xef\xbf\xbf",
      "\xed\x9f\xbf",     "\xee\x80\x80", "\xef\xbf\xbd", "\xf0\x90\x80\x80",
      "\xf4\x8f\xbf\xbf", "\x7f",         "\0"s,          "\xef\xb7\x90"};
  const std::vector<std::string> broken = {"\xce",
                                           "\xce\xba\xe1",
                                           "\xe1\xbd",
                                           "\xf5\x80\x80\x80",
                                           "\xf8\x88\x80\x80\x80",
                                           "\x80",
                                           "\xbf",
                                           "\xc0 ",
                                           "\xfe",
                                           "\xff",
                                           "\xc0\xaf",
                                           "\xe0\x80\xaf",
                                           "\xf0\x80\x80\xaf",
                                           "\xc1\xbf",
                                           "\xe0\x9f\xbf",
                                           "\xf0\x8f\xbf\xbf",
                                           "\xed\xa0\x80",
                                           "\xed\xbf\xbf",
                                           "\xf4\x90\x80\x80",
                                           "\xfc\x84\x80\x80\x80\x80",
                                           "\xed\xad\xbf\xed\xbf\xbf"};
  for (Cut cut : {Cut::none, Cut::octets}) {
    for (const auto& text : sound) {
      cases.push_back({"6.5-6.23, sound", masked(text_frame, text), {echo(text)}, goes_on, cut});
    }
    for (const auto& text : broken) {
      cases.push_back({"6.5-6.23, broken", masked(text_frame, text), {}, 1007, cut});
    }
  }
  return cases;
}

std::vector<WsCase> closing_cases() {
  const auto hello = masked(text_frame, "Hello, world!");
  const std::string longest(123, '*');
  std::vector<WsCase> cases = {
      {"7.1.1", hello, {echo("Hello, world!")}},
      {"7.1.2", closing(1000) + closing(1000), {}, 1000},
      {"7.1.3", closing(1000) + masked(ping_frame, ""), {}, 1000},
      {"7.1.4", closing(1000) + hello, {}, 1000},
      {"7.1.5",
       masked(text_frame, "fragment1", false) + closing(1000) + masked(0, "fragment2"),
       {},
       1000},
      {"7.3.1", masked(close_frame, ""), {}, 1005},
      {"7.3.2", masked(close_frame, "a"), {}, 1002},
      {"7.3.3", closing(1000), {}, 1000},
      {"7.3.4", closing(1000, "Hello World!"), {}, 1000},
      {"7.3.5", closing(1000, longest), {}, 1000},
      {"7.3.6", closing(1000, longest + "*"), {}, 1002},
      {"7.5.1", closing(1000, "\xce\xba\xed\xa0\x80"), {}, 1007},
  };
  for (int code : {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999}) {
    cases.push_back({"7.7.*", closing(code), {}, code});
  }
  for (int code : {0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999, 5000, 65'535}) {
    cases.push_back({"7.9.*", closing(code), {}, 1002});
  }
  return cases;
}

TEST("websocket: Autobahn's cases of framing, pings, reserved bits and opcodes (1 to 4)") {
  WsServer stoa(unhurried());
  for (const auto& c : framing_cases()) run_case(stoa, c);
}

TEST("websocket: Autobahn's cases of fragmentation and UTF-8 (5 and 6)") {
  WsServer stoa(unhurried());
  for (const auto& c : fragment_cases()) run_case(stoa, c);
  for (const auto& c : text_cases()) run_case(stoa, c);
}

TEST("websocket: Autobahn's cases of closing (7)") {
  WsServer stoa(unhurried());
  for (const auto& c : closing_cases()) run_case(stoa, c);
}

TEST("websocket: Autobahn's cases of large messages, whole, in fragments and in pieces (9, 10)") {
  WsServer stoa(unhurried());
  const std::string large(1 << 20, 'x');
  run_case(stoa, {"9.1.3", masked(text_frame, large), {echo(large)}});
  run_case(stoa, {"9.2.3", masked(binary_frame, large), {echo_binary(large)}});
  std::string fragments;
  for (std::size_t at = 0; at < large.size(); at += 1300) {
    fragments +=
        masked(at == 0 ? text_frame : 0, large.substr(at, 1300), at + 1300 >= large.size());
  }
  run_case(stoa, {"9.3.4", fragments, {echo(large)}});
  std::string many;
  for (int i = 0; i < 1000; ++i) many += masked(text_frame, "16 bytes of text");
  run_case(stoa, {"9.7.2", many, std::vector<WsFrame>(1000, echo("16 bytes of text"))});
}

TEST("websocket: what Autobahn does not ask: masks, lengths, and sizes") {
  WsServer stoa({.max_message_bytes = 1000, .messages_per_second = 0});
  const std::string mask(4, '\0');
  run_case(stoa, {"no mask", "\x81\x05Hello", {}, 1002});
  run_case(stoa, {"7 bits would do", "\x81\xfe\0\x05"s + mask + "Hello", {}, 1002});
  run_case(stoa, {"16 bits would do", "\x81\xff\0\0\0\0\0\0\0\x05"s + mask + "Hello", {}, 1002});
  run_case(stoa, {"the highest bit", "\x81\xff\x80\0\0\0\0\0\0\0"s + mask, {}, 1002});
  run_case(stoa, {"larger than may be", masked(text_frame, std::string(1001, 'x')), {}, 1009});
  run_case(stoa, {"promised to be", "\x82\xff\0\0\0\1\0\0\0\0"s + mask, {}, 1009});
  run_case(stoa, {"in pieces", pieces({std::string(600, 'x'), std::string(600, 'x')}), {}, 1009});
  run_case(stoa, {"just as large",
                  masked(text_frame, std::string(1000, 'x')),
                  {echo(std::string(1000, 'x'))}});
}

TEST("websocket: the handshake as in RFC 6455, and what is none") {
  WsServer stoa;
  RawClient client(stoa.port());
  client.send(ws_hello("/", "Sec-WebSocket-Protocol: v9, chat.v1, chat.v2\r\n"));
  auto answer = client.receive();
  CHECK(answer.status == 101);
  CHECK(answer.says("HTTP/1.1 101 Switching Protocols\r\n"));
  CHECK(answer.says("\r\nUpgrade: websocket\r\n"));
  CHECK(answer.says("\r\nConnection: Upgrade\r\n"));
  CHECK(answer.says("\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
  CHECK(answer.says("\r\nSec-WebSocket-Protocol: chat.v1\r\n"));
  CHECK_FALSE(answer.says("Extensions"));
  CHECK_FALSE(answer.says("Content-Length"));

  auto asked = [&](std::string hello, std::string_view from, std::string_view to) {
    hello.replace(hello.find(from), from.size(), to);
    RawClient other(stoa.port());
    other.send(hello);
    return other.receive();
  };
  auto old = asked(ws_hello(), "Version: 13", "Version: 8");
  CHECK(old.status == 426);
  CHECK(old.says("\r\nSec-WebSocket-Version: 13\r\n"));
  CHECK(old.says("\r\nUpgrade: websocket\r\n"));
  CHECK(asked(ws_hello(), "Upgrade: WebSocket", "X: y").status == 426);
  CHECK(asked(ws_hello(), "keep-alive, Upgrade", "keep-alive").status == 426);
  CHECK(asked(ws_hello(), "GET", "POST").status == 400);
  CHECK(asked(ws_hello(), "HTTP/1.1", "HTTP/1.0").status == 400);
  for (auto key :
       {"", "dGhlIHNhbXBsZSBub25jZQ=", "dGhlIHNhbXBsZSBub25jZR==", "dGhlIHNhbXBsZSBub25jZQQ=",
        "????????????????????????", "dGhlIHNhbXBsZSBub25jZQ"}) {
    INFO(key);
    CHECK(asked(ws_hello(), "dGhlIHNhbXBsZSBub25jZQ==", key).status == 400);
  }
}

TEST("websocket: frames that come right behind the request are not lost") {
  WsServer stoa;
  RawClient client(stoa.port());
  client.send(ws_hello() + masked(text_frame, "in a hurry"));
  CHECK(client.receive().status == 101);
  CHECK(next_frame(client).payload == "in a hurry");
}

TEST("websocket: which offers of compression are taken (13.*)") {
  auto terms = [](std::string_view offer) {
    Request request;
    request.method = "GET";
    for (auto [name, value] : std::initializer_list<std::pair<std::string_view, std::string_view>>{
             {"Upgrade", "websocket"},
             {"Connection", "Upgrade"},
             {"Sec-WebSocket-Version", "13"},
             {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
             {"Sec-WebSocket-Extensions", offer}}) {
      request.headers.add(name, value);
    }
    auto [answer, agreed] = ws_agree(request, {}, true);
    return std::string(answer.headers.get("Sec-WebSocket-Extensions"));
  };
  const std::string plain =
      "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
  CHECK(terms("permessage-deflate") == plain);
  CHECK(terms("permessage-deflate; client_max_window_bits") == plain);
  CHECK(terms("permessage-deflate; client_max_window_bits=10; server_no_context_takeover") ==
        plain);
  CHECK(terms("permessage-deflate; server_max_window_bits=9") ==
        plain + "; server_max_window_bits=9");
  CHECK(terms("permessage-deflate; server_max_window_bits=\"12\"") ==
        plain + "; server_max_window_bits=12");
  CHECK(terms("x-webkit-deflate-frame, permessage-deflate; server_max_window_bits=8, "
              "permessage-deflate") == plain);
  for (auto bad : {"permessage-deflate; server_max_window_bits", "permessage-deflate; what=1",
                   "permessage-deflate; server_max_window_bits=16", "permessage-bzip2",
                   "permessage-deflate; server_max_window_bits=09",
                   "permessage-deflate; client_no_context_takeover=1",
                   "permessage-deflate; client_max_window_bits=7",
                   "permessage-deflate; client_max_window_bits; client_max_window_bits"}) {
    INFO(bad);
    CHECK(terms(bad).empty());
  }
}

std::string unpacked(const WsFrame& frame) {
  std::string text;
  Inflater inflater;
  CHECK(inflater.add(frame.payload, text, 1 << 24) == Inflater::Result::fine);
  CHECK(inflater.finish(text, 1 << 24) == Inflater::Result::fine);
  return text;
}

TEST("websocket: messages are compressed both ways, each by itself (12.*)") {
  WsServer stoa({.max_message_bytes = 1 << 20, .messages_per_second = 0});
  for (std::string offer : {"permessage-deflate", "permessage-deflate; server_max_window_bits=9"}) {
    RawClient client(stoa.port());
    client.send(ws_hello("/", "Sec-WebSocket-Extensions: " + offer + "\r\n"));
    REQUIRE(client.receive().says("permessage-deflate"));
    std::string long_text;
    for (int i = 0; long_text.size() < 100'000; ++i)
      long_text += "line " + std::to_string(i) + "\n";
    auto packed = *ws_pack(long_text, 15);
    for (bool in_pieces : {false, true}) {
      if (in_pieces) {
        client.send(masked(text_frame, packed.substr(0, 100), false, 4) +
                    masked(ping_frame, "now") + masked(0, packed.substr(100, 5), false) +
                    masked(0, packed.substr(105)));
        CHECK(next_frame(client).payload == "now");
      } else {
        client.send(masked(text_frame, packed, true, 4));
      }
      auto got = next_frame(client);
      CHECK(got.reserved == 4);
      CHECK(got.payload.size() < long_text.size() / 2);
      CHECK(unpacked(got) == long_text);
    }
    client.send(masked(text_frame, "short"));  // is not worth it
    auto plain = next_frame(client);
    CHECK(plain.reserved == 0);
    CHECK(plain.payload == "short");
  }
}

TEST("websocket: a message that grows too large as it is unpacked, or cannot be, is refused") {
  WsServer stoa({.max_message_bytes = 10'000});
  struct Bad {
    std::string packed;
    int opcode, code;
  };
  const auto bomb = *ws_pack(std::string(10 << 20, '\0'), 15);
  const auto letters = *ws_pack(std::string(100, 'a') + "\xff", 15);
  for (const auto& bad :
       {Bad{bomb.substr(0, 5'000), binary_frame, 1009},
        Bad{"no deflate at all", binary_frame, 1002}, Bad{letters, text_frame, 1007}}) {
    RawClient client(stoa.port());
    client.send(ws_hello("/", "Sec-WebSocket-Extensions: permessage-deflate\r\n"));
    client.receive();
    client.send(masked(bad.opcode, bad.packed, true, 4));
    CHECK(next_frame(client).code() == bad.code);
  }
}

TEST("websocket: one message for many is framed once, and compressed once") {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "again and again ";
  WsMessage message(text, true);
  CHECK(message.plain().get() == message.plain().get());
  CHECK(message.packed(15).get() == message.packed(15).get());
  CHECK(message.packed(15)->size() < 200);
  CHECK(message.packed(9)->size() < text.size());
  WsMessage noise("\x17\x93 nothing repeats", false);
  CHECK(noise.packed(15).get() == noise.plain().get());
}

TEST("websocket: who sends more messages than may be is told so") {
  WsServer stoa({.messages_per_second = 10});
  RawClient client(stoa.port());
  client.send(ws_hello());
  client.receive();
  std::string flood;
  for (int i = 0; i < 100; ++i) flood += masked(text_frame, "x");
  client.send(flood);
  int echoes = 0;
  WsFrame frame;
  while ((frame = next_frame(client)).opcode == text_frame) ++echoes;
  CHECK(echoes >= 20);
  CHECK(echoes < 100);
  CHECK(frame.code() == 1008);
}

TEST("websocket: the server closes with a code, and does not wait for ever for the answer") {
  WsServer stoa({.close_within = 100ms}, {.write_timeout = 400ms});
  RawClient polite(stoa.port()), deaf(stoa.port());
  polite.send(ws_hello());
  polite.receive();
  stoa.sockets(1)[0]->close(4401, "signed out");
  CHECK_FALSE(stoa.sockets(1)[0]->send(WsMessage("too late", true)));
  auto frame = next_frame(polite);
  CHECK(frame.code() == 4401);
  CHECK(frame.payload.substr(2) == "signed out");
  polite.send(masked(text_frame, "nobody reads this") + closing(4401));
  CHECK(polite.closed());
  deaf.send(ws_hello());
  deaf.receive();
  stoa.sockets(2)[1]->close(4000);
  CHECK(next_frame(deaf).code() == 4000);
  CHECK(deaf.closed());
  polite.finish_sending();
  deaf.finish_sending();
  stoa.wait_for_closed(2);
}

TEST("websocket: a silent client is pinged; one that answers stays, one that does not is dropped") {
  WsServer stoa({.ping_after = 60ms, .pong_within = 100ms}, {.write_timeout = 80ms});
  RawClient lively(stoa.port()), dead(stoa.port());
  for (auto client : {&lively, &dead}) {
    client->send(ws_hello());
    client->receive();
  }
  for (int i = 0; i < 3; ++i) {
    auto frame = next_frame(lively);
    CHECK(frame.opcode == ping_frame);
    lively.send(masked(pong_frame, frame.payload));
  }
  CHECK(next_frame(dead).opcode == ping_frame);
  CHECK(dead.closed());
}

TEST("websocket: a stopping server says that it goes away") {
  WsServer stoa;
  RawClient client(stoa.port());
  client.send(ws_hello());
  client.receive();
  stoa.sockets(1);
  std::thread stopping([&] { stoa.server().stop(20s); });
  CHECK(next_frame(client).code() == 1001);
  client.finish_sending();
  CHECK(client.closed());
  stopping.join();
  stoa.wait_for_closed(1);
}

TEST("websocket: what breaks in its user ends one socket, not the server") {
  WsServer stoa;
  RawClient broken(stoa.port()), other(stoa.port());
  for (auto client : {&broken, &other}) {
    client->send(ws_hello());
    client->receive();
  }
  broken.send(masked(text_frame, "break"));
  CHECK(broken.closed());
  other.send(masked(text_frame, "still here"));
  CHECK(next_frame(other).payload == "still here");
}

TEST("websocket: through TLS, and to many from many threads") {
  TestCertificate certificate("localhost");
  WsServer stoa(unhurried(), {.stream_room_bytes = 4 << 20,
                              .tls_certificate = certificate.certificate(),
                              .tls_key = certificate.key()});
  constexpr int clients = 6, threads = 3, messages = 200;
  std::vector<std::unique_ptr<TlsClient>> all;
  for (int i = 0; i < clients; ++i) {
    all.push_back(std::make_unique<TlsClient>(stoa.port()));
    REQUIRE(all.back()->shake_hands());
    all.back()->send(
        ws_hello("/", i % 2 ? "Sec-WebSocket-Extensions: permessage-deflate\r\n" : ""));
    REQUIRE(all.back()->receive().status == 101);
  }
  auto sockets = stoa.sockets(clients);
  std::vector<std::thread> senders;
  for (int t = 0; t < threads; ++t) {
    senders.emplace_back([&sockets] {
      for (int i = 0; i < messages; ++i) {
        WsMessage message(std::string(200, static_cast<char>('a' + i % 26)), true);
        for (auto& socket : sockets) socket->send(message);
      }
    });
  }
  for (auto& sender : senders) sender.join();
  for (int i = 0; i < clients; ++i) {
    int whole = 0;
    for (int n = 0; n < threads * messages; ++n) {
      auto frame = next_frame(*all[static_cast<std::size_t>(i)]);
      auto text = i % 2 ? unpacked(frame) : frame.payload;
      whole += text.size() == 200 && text.find_first_not_of(text[0]) == text.npos;
    }
    CHECK(whole == threads * messages);
  }
}

}  // namespace
}  // namespace stoa::http
