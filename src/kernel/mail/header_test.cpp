#include "kernel/mail/header.h"

#include <stdexcept>

#include "kernel/testing/test.h"

namespace stoa::mail {
namespace {

TEST("mail: nobody adds a header field by a name or a title") {
  CHECK(header_text("Hello\r\nBcc: all@example.org") == "Hello  Bcc: all@example.org");
  CHECK(header_mailbox("Ann\nBcc: x", "ann@example.org") == "\"Ann Bcc: x\" <ann@example.org>");
  CHECK(header_mailbox("A \"B\" \\", "ann@example.org") ==
        "\"A \\\"B\\\" \\\\\" <ann@example.org>");
  CHECK(header_mailbox(" \n ", "ann@example.org") == "<ann@example.org>");
}

TEST("mail: what is not ASCII goes in encoded words of whole characters") {
  CHECK(header_text("Bücher") == "=?UTF-8?B?QsO8Y2hlcg==?=");
  CHECK(header_text("=?UTF-8?Q?x?=") == "=?UTF-8?B?PT9VVEYtOD9RP3g/PQ==?=");
  std::string kana;
  for (int i = 0; i < 40; ++i) kana += "あ";
  const std::string words = header_text(kana);
  for (std::size_t at = 0, end = 0; at < words.size(); at = end + 3) {
    end = std::min(words.find("\r\n ", at), words.size());
    CHECK(end - at <= 75);
    CHECK((end - at - 12) % 4 == 0);
  }
  CHECK(words.find("\r\n ") != words.npos);
}

TEST("mail: dates are those of RFC 5322, and who mails are from is an address") {
  CHECK(header_date(*parse_timestamp("2026-11-27T08:15:30.5Z")) ==
        "Fri, 27 Nov 2026 08:15:30 +0000");
  CHECK(parse_sender("Stoa <stoa@example.org>").name == "Stoa");
  CHECK(parse_sender(" stoa@example.org ").address == "stoa@example.org");
  for (const char* wrong : {"", "Stoa", "Stoa <stoa@example.org", "<a@b>\r\nX: y", "<a b@c.d>"})
    CHECK_THROWS_AS(parse_sender(wrong), std::runtime_error);
}

}  // namespace
}  // namespace stoa::mail
