#include "apps/todo/profiles.h"

namespace stoa::todo {
namespace {

std::optional<Profile> stored_profile(Read& tx, const AccountId& account) {
  auto found = tx.query<Profile>("where account = $1", account);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

}  // namespace

TodoProfile profile_of(Read& tx, const AccountId& account) {
  return stored_profile(tx, account).value_or(Profile{});
}

TodoProfileView get_profile(Read& tx, const User& who) {
  const Profile profile = stored_profile(tx, who.account()).value_or(Profile{});
  return {profile, profile.version};
}

TodoProfileView edit_profile(Write& tx, const User& who, const Patch<TodoProfile>& in) {
  const auto stored = stored_profile(tx, who.account());
  Profile profile = stored.value_or(Profile{});
  profile.account = who.account();
  in.apply(static_cast<TodoProfile&>(profile));
  profile = stored ? tx.update(profile) : tx.insert(profile);
  return {profile, profile.version};
}

}  // namespace stoa::todo
