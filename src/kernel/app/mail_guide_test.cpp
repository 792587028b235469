// What docs/guide-mail.md shows, as it is: it compiles, and does what the page says.

#include <boost/json.hpp>

#include "kernel/testing/stoa.h"

namespace stoa::guide_mail {
namespace {

struct VerifyAddress {
  static constexpr auto mail = "verify_address";
  std::string token = {};
};
BOOST_DESCRIBE_STRUCT(VerifyAddress, (), (token))

struct PasswordChanged {
  static constexpr auto mail = "password_changed";
};
BOOST_DESCRIBE_STRUCT(PasswordChanged, (), ())

struct Asking {
  Email email = {};
  std::string secret = {};
};
BOOST_DESCRIBE_STRUCT(Asking, (), (email, secret))
struct Mailed {
  bool mailed = true;
};
BOOST_DESCRIBE_STRUCT(Mailed, (), (mailed))

Mailed verify(Write& tx, const Anyone&, const Asking& in) {
  const auto& [email, secret] = in;
  tx.mail(email, VerifyAddress{secret});  // to an address
  return {};
}

Mailed change(Write& tx, const User& who) {
  const AccountId account = who.account();
  tx.mail(account, PasswordChanged{});  // to an account, wherever its mails go by then
  return {};
}

const std::vector<embedded::File>& files() {
  static constexpr std::string_view verify =
      "Subject: Verify your address\n\nOpen this link within a day to make your account:\n\n"
      "{{site}}/accounts/#verify={{token}}\n\nIf you did not register, do nothing.\n";
  static constexpr std::string_view changed = "Subject: Hello {{name}}\n\nIt was changed.\n";
  auto file = [](std::string_view path, std::string_view text) {
    return embedded::File{path, {text.data(), text.data() + text.size()}};
  };
  static const std::vector<embedded::File> all = {file("mail/verify_address.en.txt", verify),
                                                  file("mail/password_changed.en.txt", changed)};
  return all;
}

App app() {
  return App("guide", "A guide", files())
      .post<&verify>("/verifications", "Ask for a link")
      .post<&change>("/changes", "Change a password")
      .mail<VerifyAddress>()
      .mail<PasswordChanged>();
}

}  // namespace

TEST("mail: the guide's mails go to an address and to an account") {
  testing::Stoa stoa{app()};
  const auto ann = stoa.user();
  stoa.nobody()
      .post("/api/guide/verifications", {{"email", "ann@example.org"}, {"secret", "swordfish"}})
      .expect(201);
  CHECK(stoa.postman().taken.empty());
  stoa.run_jobs();
  CHECK(stoa.postman().taken.at(0).said.subject == "Verify your address");
  CHECK(stoa.postman().taken.at(0).address == "ann@example.org");
  const std::string text = stoa.postman().taken.at(0).said.text;
  CHECK(text.find("/accounts/#verify=swordfish\n") != text.npos);
  ann.post("/api/guide/changes").expect(201);
  stoa.run_jobs();
  CHECK(stoa.postman().taken.at(1).said.subject == "Hello Ann");
  CHECK(stoa.postman().taken.at(1).address == to_string(ann.account()) + "@people.invalid");
}

}  // namespace stoa::guide_mail
