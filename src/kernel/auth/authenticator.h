// Finds out who is behind a request: the one interface between the routes and the accounts.
//
// Two implementations: the app `accounts` where it runs in this process, and RemoteAuthenticator
// for an app in a process of its own. Owned by the kernel; any thread.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "kernel/auth/principal.h"

namespace stoa {

// What a request showed. At most one: a request with an Authorization field has no cookie.
struct Credentials {
  Credential kind = Credential::none;
  std::string secret = {};
};

class Authenticator {
 public:
  virtual ~Authenticator() = default;

  // Calls `found` once, on any thread, perhaps before it returns: with the principal; with nobody's
  // when what was shown is not valid (any more); with a Refusal when it cannot be found out.
  using Found = std::function<void(Principal, std::optional<Refusal>)>;
  virtual void authenticate(const Credentials& credentials, Found found) = 0;

  // The same of many at once, for whoever looks now and then whether they are still who they were:
  // calls `found` for each, by its place. Here one by one; a better way is one question for all.
  using FoundOne =
      std::function<void(std::size_t, const Principal&, const std::optional<Refusal>&)>;
  virtual void look_again(const std::vector<Credentials>& all, FoundOne found) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      authenticate(all[i],
                   [found, i](const Principal& principal, const std::optional<Refusal>& refusal) {
                     found(i, principal, refusal);
                   });
    }
  }
};

}  // namespace stoa
