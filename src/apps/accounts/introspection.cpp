#include "apps/accounts/introspection.h"

#include <future>

#include "apps/accounts/service.h"

namespace stoa::accounts {
namespace {

Credential kind_of(auth::ShownKind kind) {
  switch (kind) {
    case auth::ShownKind::cookie:
      return Credential::cookie;
    case auth::ShownKind::api_key:
      return Credential::api_key;
    default:
      return Credential::token;
  }
}

}  // namespace

auth::Standing introspect(Task& task, const Admin&, const auth::Showing& in) {
  using Found = std::pair<Principal, std::optional<Refusal>>;
  auto promise = std::make_shared<std::promise<Found>>();
  auto answer = promise->get_future();
  task.service<Accounts>().principals().authenticate(
      {kind_of(in.kind), in.secret}, [promise](Principal found, std::optional<Refusal> refusal) {
        promise->set_value({std::move(found), std::move(refusal)});
      });
  const auto [principal, refusal] = answer.get();
  if (refusal) throw *refusal;
  auth::Standing standing;
  if (principal.credential == Credential::none) return standing;
  standing.active = true;
  standing.account = principal.account;
  standing.session.emplace() = to_string(principal.session);
  standing.roles = principal.roles;
  standing.scopes = principal.scopes;
  return standing;
}

}  // namespace stoa::accounts
