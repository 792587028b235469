// The public keys of another process's access tokens: its JWKS, fetched at once, again every
// minute, and when a token names a key that is not among them, but not more often than every two
// seconds: anybody can make up a name.
//
// Part of RemoteAuthenticator. Any thread.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "kernel/auth/access_token.h"
#include "kernel/auth/courier.h"

namespace stoa::auth {

class RemoteKeys {
 public:
  using Clock = Errand::Clock;
  using Ask = std::function<bool(Errand)>;
  struct Pace {
    std::chrono::milliseconds every{60'000}, again{2'000}, whole{3'000};
  };
  // `replied` is told what became of each question.
  RemoteKeys(Ask ask, std::function<void(const Reply&, bool)> replied, Pace pace)
      : ask_(std::move(ask)), replied_(std::move(replied)), pace_(pace) {}

  // What is known now; never nullptr.
  std::shared_ptr<const Jwks> known() const;
  // Fetches when it is time to.
  void poll();
  // Calls back once what is known is as new as may be; false when that could not be had.
  void learn(std::function<void(bool)> then);

 private:
  // mutex_ is held: whether this call is the one that must fetch.
  bool may_begin(Clock::time_point now, std::chrono::milliseconds pause);
  void fetch();
  void done(const Reply& reply);

  const Ask ask_;
  const std::function<void(const Reply&, bool)> replied_;
  const Pace pace_;
  mutable std::mutex mutex_;
  std::shared_ptr<const Jwks> known_ = std::make_shared<const Jwks>();
  std::vector<std::function<void(bool)>> waiting_;
  bool fetching_ = false;
  bool learnt_ = false;  // the last fetch brought keys
  std::optional<Clock::time_point> begun_;
};

}  // namespace stoa::auth
