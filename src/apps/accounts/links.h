// One-time links, which mails carry.
//
// A link's secret is 256 random bits and kept as a hash; what it is for is sealed beside it. It
// works once, whoever tries at the same time. Called inside of a write.
#pragma once

#include "apps/accounts/model.h"
#include "kernel/auth/seal.h"

namespace stoa::accounts {

// Those elsewhere are no mails': what waits for a browser that is at an identity provider.
enum class Purpose {
  verify,
  change_address,
  reset,
  sign_in,
  first_administrator,
  elsewhere,
  factor_elsewhere,
};

// Puts a link into the table; gives its secret, which is nowhere else. `content` is sealed.
std::string make_link(Write& tx, const auth::Seal& seal, Purpose purpose,
                      const std::optional<AccountId>& account, std::string_view content,
                      std::chrono::microseconds life);

struct TakenLink {
  std::optional<AccountId> account;
  std::string content;
};
// Uses a link up. Throws link_invalid.
TakenLink take_link(Write& tx, const auth::Seal& seal, Purpose purpose, std::string_view secret);

// The same, but the link is not used up by it.
TakenLink look_at_link(Read& tx, const auth::Seal& seal, Purpose purpose, std::string_view secret);

// Where a link's secret goes in an address: the fragment, which no server and no log gets to see.
std::string address_of_link(std::string_view base, Purpose purpose, std::string_view secret);

}  // namespace stoa::accounts
