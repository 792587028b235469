// The keys that access tokens are signed with: made here, kept sealed in the database, so that all
// processes of one database sign and verify alike.
//
// Owned by the service; any thread. What reads or writes the database is not for a lane's thread.
#pragma once

#include <memory>
#include <mutex>

#include "apps/accounts/model.h"
#include "kernel/auth/access_token.h"
#include "kernel/auth/seal.h"

namespace stoa::accounts {

class Signer {
 public:
  // Makes the first key, or the next one when the newest is too old. Throws std::runtime_error when
  // the keys that are there were sealed under another master key.
  Signer(store::Database& database, const auth::Seal& seal, std::string issuer);

  // The address that stands in tokens from now on, once the port is known.
  void issue_as(std::string issuer);
  // An access token for a session, as its account stands now.
  std::string sign(const Id<Session>& session, const AccountId& account,
                   const std::vector<std::string>& roles, Timestamp now) const;
  // The session that a token is of; nullopt when it is not one of ours, or over. Never waits: it
  // runs where requests come in.
  std::optional<auth::AccessClaims> verify(std::string_view token, Timestamp now) const;
  // The public keys of tokens that may still be good: a key's last token is over soon after the
  // next key is there.
  auth::Jwks jwks(Timestamp now) const;
  // Makes a new key and signs with it from now on.
  void rotate(Timestamp now);

  // Whether a token names a key that another process may have made meanwhile. True at most once in
  // a few seconds; reload() is to follow.
  bool should_reload(std::string_view token, Timestamp now);
  void reload(Read& tx);

 private:
  // All that changes together. Each is whole and never changed: readers hold on to theirs.
  struct Keys {
    std::vector<auth::SigningKey> secret;  // the newest first, as in the two below
    std::vector<auth::Jwk> open;
    std::vector<Timestamp> created;
    std::span<const auth::Jwk> good(Timestamp now) const;
  };
  std::shared_ptr<const Keys> keys() const;
  void reload();

  store::Database& database_;
  const auth::Seal& seal_;
  mutable std::mutex mutex_;
  std::shared_ptr<const Keys> keys_;
  std::string issuer_;
  Timestamp reloaded_;
};

}  // namespace stoa::accounts
