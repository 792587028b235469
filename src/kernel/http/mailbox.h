// The way from any thread onto one I/O thread, and the only one.
//
// Shared by a Loop and by every answer still owed to it; outlives both the connections and the
// server, after which it quietly drops what it is given.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <mutex>

namespace stoa::http {

class Mailbox {
 public:
  explicit Mailbox(boost::asio::io_context& io) : io_(&io) {}

  // Runs `work` on the I/O thread, soon; destroys it unrun once the mailbox is closed.
  template <class Work>
  void post(Work work) {
    std::lock_guard lock(mutex_);
    if (io_) boost::asio::post(*io_, std::move(work));
  }

  // After this no thread touches the loop any more.
  void close() {
    std::lock_guard lock(mutex_);
    io_ = nullptr;
  }

  // Is this the I/O thread itself? Then there is no need to post.
  bool is_here() const { return here == this; }
  void settle_here() { here = this; }
  void leave() { here = nullptr; }

 private:
  inline static thread_local const Mailbox* here = nullptr;
  std::mutex mutex_;
  boost::asio::io_context* io_;
};

}  // namespace stoa::http
