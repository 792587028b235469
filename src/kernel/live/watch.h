// Who is connected for long, and whether they are still who they were when they came.
//
// Owned by the kernel, from open() to stop(). Once a second a thread of its own has the
// authenticator look again at all of them, in one question: whoever has lost their session or key,
// or may do something else than before, is cut. It sleeps while there is nobody.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "kernel/auth/authenticator.h"

namespace stoa::live {

struct Who {
  std::string holder;            // whose share of connections it uses: an account, or a network
  Credentials credentials = {};  // none: it is let in as anyone is
  Principal principal = {};
};

// Somebody who is connected.
class Guest {
 public:
  explicit Guest(Who its_who) : who(std::move(its_who)) {}
  virtual ~Guest() = default;
  // They are not who they were. Any thread, must not block.
  virtual void cut() = 0;

  const Who who;
};

class Watch : public std::enable_shared_from_this<Watch> {
 public:
  // nullptr: everybody stays who they are.
  explicit Watch(Authenticator* authenticator,
                 std::chrono::milliseconds every = std::chrono::seconds(1))
      : authenticator_(authenticator), every_(every) {}
  ~Watch() { stop(); }

  void start();
  void stop();

  // Any thread, as all below. Those who showed nothing need no watching.
  void add(const std::shared_ptr<Guest>& guest);
  void remove(const Guest& guest);
  // How many were cut so far.
  std::uint64_t cut() const { return cut_; }

 private:
  struct Round;
  void watch(const std::stop_token& stop);
  void look();
  void judge(const std::vector<std::shared_ptr<Guest>>& guests, const Principal& now);

  Authenticator* const authenticator_;
  const std::chrono::milliseconds every_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::map<const Guest*, std::shared_ptr<Guest>> guests_;  // guarded by mutex_
  std::weak_ptr<Round> round_;                             // of the thread
  std::atomic<std::uint64_t> cut_ = 0;
  std::jthread thread_;
};

}  // namespace stoa::live
