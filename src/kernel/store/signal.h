// Tells whoever listens that a commit brought something: rows of the log, jobs, news.
//
// Owned by a Database, told by its lanes. Any thread. Of rows it says no more than that there is
// something to look at, once for all that a batch brought. What other processes commit it tells
// where somebody brings the news (kernel/app/commit_news).
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>

namespace stoa::store {

template <class... Said>
class SignalOf {
 public:
  using Called = std::function<void(const Said&...)>;
  // `called` must neither block nor listen; {} ends it. What `who` had before is not called any
  // more once this has returned.
  void listen(const void* who, Called called) {
    const std::lock_guard lock(mutex_);
    if (called)
      listeners_[who] = std::move(called);
    else
      listeners_.erase(who);
  }
  // `but`: who brings the news from elsewhere and need not hear it.
  void tell(const Said&... said, const void* but = nullptr) const {
    const std::lock_guard lock(mutex_);
    for (const auto& [who, called] : listeners_)
      if (who != but) called(said...);
  }

 private:
  mutable std::mutex mutex_;
  std::map<const void*, Called> listeners_;
};
using Signal = SignalOf<>;

// What a commit has to say to whoever listens at that moment; kept by nobody (Write::push).
struct News {
  std::string topic;
  std::string text;
};

// Of one database.
struct Signals {
  Signal jobs;  // some were put into the queue
  Signal log;   // rows were appended
  SignalOf<News> news;
};

}  // namespace stoa::store
