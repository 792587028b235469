// Finds the principal behind a cookie, a token or an API key: the Authenticator of a process that
// keeps the accounts itself.
//
// Answers from memory for a moment (accounts.remember_ms), then asks the database again; what ends
// a session in this process is told at once (forget), so that the next request finds it ended. In
// another process of the same database it ends within that moment, and at once where news travel
// (kernel/cluster). Owned by the service; any
// thread.
#pragma once

#include <chrono>
#include <mutex>
#include <unordered_map>

#include "apps/accounts/signer.h"
#include "kernel/cluster/fanout.h"

namespace stoa::accounts {

class Principals : public Authenticator {
 public:
  Principals(store::Database& database, Signer& signer, std::chrono::milliseconds memory,
             cluster::Fanout& news);
  ~Principals() override;

  void authenticate(const Credentials& credentials, Found found) override;
  // One read for all of them, past what is remembered (standing.cpp).
  void look_again(const std::vector<Credentials>& all, FoundOne found) override;
  // Called once what an account's sessions, keys or roles have become is committed. The other
  // processes of the site are told so, and look at the database again.
  void forget(const AccountId& account);

 private:
  struct Known {
    Principal principal;
    std::chrono::steady_clock::time_point until;
  };
  // What to look for: the hash of a cookie or key, or a token's session.
  struct Wanted {
    Credential kind;
    std::string hash;
    Id<Session> session;
  };
  void drop(const AccountId& account);
  struct Standing;
  struct VerifiedToken {
    Uuid session;
    Timestamp expires;
  };
  using Verified = std::unordered_map<std::string, VerifiedToken>;  // by the token's hash
  std::optional<Uuid> session_of_known(const std::string& token, Timestamp now, Verified& kept);
  static std::string name_of(const Wanted& wanted);
  std::optional<Principal> recall(const std::string& key);
  void remember(const std::string& key, const Principal& principal, std::uint64_t changes);
  // Who is behind a token; asks once more when another process may have made its key.
  void by_token(const std::string& token, Timestamp now, const Found& found);
  std::optional<Uuid> session_of(const std::string& token, Timestamp now) const;
  void find_session(const Uuid& session, Timestamp now, const Found& found);
  void find(const Wanted& wanted, Timestamp now, const Found& found);
  std::optional<Principal> look_up(Read& tx, const Wanted& wanted);
  std::optional<Principal> by_session(Read& tx, const Wanted& wanted);
  std::optional<Principal> by_key(Read& tx, const Wanted& wanted);
  void note_use(Credential kind, const Uuid& id, Timestamp now);

  store::Database& database_;
  Signer& signer_;
  const std::chrono::milliseconds memory_;
  cluster::Fanout& news_;
  std::mutex mutex_;
  std::unordered_map<std::string, Known> known_;
  std::mutex verified_mutex_;
  Verified verified_;          // tokens that look_again() was asked about the last time
  std::uint64_t changes_ = 0;  // how often forget() was called: a read from before is not believed
};

}  // namespace stoa::accounts
