// Finds out who is behind a request by asking the process that has the accounts, over HTTP(S): the
// Authenticator of a process that serves apps without them.
//
// What it was told counts for a moment (accounts.remember_ms), a no like a yes; then it asks again,
// so that what ended there ends here within that moment. What cannot be valid is refused without
// asking: a key whose checksum is wrong, a token that none of the published keys signed. While
// nobody answers there, whoever is not remembered is told to try again: 503, never let in.
//
// Owned by the kernel. Any thread; never blocks. What it finds comes back on its own thread, or at
// once on the caller's.
#pragma once

#include <map>

#include "kernel/auth/authenticator.h"
#include "kernel/auth/introspection.h"
#include "kernel/auth/remembered.h"
#include "kernel/auth/remote_keys.h"

namespace stoa::auth {

struct RemoteOptions {
  std::string url;                // "https://accounts.example"
  std::string api_key;            // may ask: accounts:introspections:admin
  std::filesystem::path ca_file;  // empty: the system's authorities
  std::chrono::milliseconds remember{1000};
  std::chrono::milliseconds connect{1000}, whole{3000};
  int at_once = 8;
  std::size_t most_waiting = 1000;  // credentials that are asked about at the same time
  RemoteKeys::Pace keys = {};
};

// What is wrong with an address to ask at, as a sentence; "" for nothing.
std::string fault_of_url(std::string_view url, bool allow_plaintext);

class RemoteAuthenticator : public Authenticator {
 public:
  // Throws std::runtime_error when it cannot start. Does not wait for the other process.
  explicit RemoteAuthenticator(RemoteOptions options);
  ~RemoteAuthenticator() override;

  void authenticate(const Credentials& credentials, Found found) override;
  // Something of this account has ended there: what is remembered, and what is on its way, counts
  // no more.
  void forget(const AccountId& account);

 private:
  using Clock = Errand::Clock;
  // One credential that is being asked about, and who waits to hear of it.
  struct Question {
    Credential kind;
    std::string body;  // the secret is in it: wiped in the end
    std::vector<Found> waiting;
    std::vector<Found> late;  // came so long after it left that its answer may be too old for them
    Clock::time_point until, late_until;
    std::optional<Clock::time_point> left;
    std::uint64_t changes = 0;  // as it left
  };
  struct Finding {
    Principal principal;
    bool known = false;  // else it could not be found out
  };

  void check_token(const Credentials& shown, Found found);
  bool is_genuine(const std::string& token) const;
  void find_out(const Credentials& shown, Found found);
  bool send(const std::string& name, std::string body, Clock::time_point until);
  void has_left(const std::string& name);
  void answered(const std::string& name, const Reply& reply);
  Finding finding_of(const Reply& reply, Credential kind) const;
  void tell(std::vector<Found> waiting, const Finding& finding) const;
  void note(const Reply& reply, bool usable);

  const RemoteOptions options_;
  std::mutex mutex_;
  Remembered somebody_, nobody_;  // apart, so that who guesses pushes out nobody
  std::map<std::string, Question> questions_;
  std::uint64_t changes_ = 0;  // how often forget() was called
  std::mutex note_mutex_;
  bool away_ = false;
  std::optional<Clock::time_point> noted_;
  RemoteKeys keys_;
  Courier courier_;  // the last: its thread uses the others
};

}  // namespace stoa::auth
