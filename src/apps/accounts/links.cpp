#include "apps/accounts/links.h"

#include "apps/accounts/queries.h"
#include "kernel/auth/secrets.h"

namespace stoa::accounts {
namespace {

struct LinkRow {
  std::optional<AccountId> account = {};
  std::string purpose = {};
  std::optional<std::string> content = {};
  Timestamp expires = {};
  std::optional<Timestamp> used = {};
};
BOOST_DESCRIBE_STRUCT(LinkRow, (), (account, purpose, content, expires, used))

std::string_view name_of(Purpose purpose) {
  switch (purpose) {
    case Purpose::verify:
      return "verify";
    case Purpose::change_address:
      return "change-address";
    case Purpose::reset:
      return "reset";
    case Purpose::sign_in:
      return "sign-in";
    case Purpose::first_administrator:
      return "first-administrator";
    case Purpose::elsewhere:
      return "elsewhere";
    case Purpose::factor_elsewhere:
      return "factor-elsewhere";
  }
  return "";
}

}  // namespace

std::string make_link(Write& tx, const auth::Seal& seal, Purpose purpose,
                      const std::optional<AccountId>& account, std::string_view content,
                      std::chrono::microseconds life) {
  const std::string secret = auth::make_secret();
  tx.run(sql::add_link, auth::hash_secret(secret), name_of(purpose), account,
         seal.seal(content, name_of(purpose)), tx.now() + life);
  return secret;
}

TakenLink look_at_link(Read& tx, const auth::Seal& seal, Purpose purpose, std::string_view secret) {
  const auto rows = tx.rows<LinkRow>(sql::link, auth::hash_secret(secret));
  const bool good = !rows.empty() && rows[0].purpose == name_of(purpose) && !rows[0].used &&
                    rows[0].expires > tx.now();
  if (!good) throw link_invalid;
  const auto content = seal.open(rows[0].content.value_or(""), name_of(purpose));
  if (!content) throw link_invalid;  // sealed under a master key that is gone
  return {rows[0].account, *content};
}

TakenLink take_link(Write& tx, const auth::Seal& seal, Purpose purpose, std::string_view secret) {
  const TakenLink link = look_at_link(tx, seal, purpose, secret);
  if (tx.run(sql::use_link, auth::hash_secret(secret), name_of(purpose), tx.now()) != 1) {
    throw link_invalid;  // somebody else was first
  }
  return link;
}

std::string address_of_link(std::string_view base, Purpose purpose, std::string_view secret) {
  return std::string(base) + "/accounts/#" + std::string(name_of(purpose)) + "=" +
         std::string(secret);
}

}  // namespace stoa::accounts
