// A handler that may wait on the outside world, on a thread of the task pool.
//
// It holds no transaction: it opens short ones and never waits inside of them. Made for one run;
// its own thread only.
#pragma once

#include <functional>
#include <string_view>

#include "kernel/store/transaction.h"

namespace stoa::store {
class Database;
}

namespace stoa {

class Service;

class Task {
 public:
  Task(store::Database& database, Cause cause, Service* service = nullptr)
      : database_(database), cause_(cause), service_(service) {}
  Task(const Task&) = delete;

  Timestamp now() const { return cause_.now; }
  // The app's own service, which App::service started.
  template <class S>
  S& service() const {
    return static_cast<S&>(*service_);
  }
  // One snapshot; one all-or-nothing write, durable when it returns, which may run more than once.
  void read(const std::function<void(Read&)>& work);
  void write(const std::function<void(Write&)>& work);
  // Tells how far it is: "books: 4000 of 10000".
  void progress(std::string_view what, std::size_t done, std::size_t total);

 private:
  store::Database& database_;
  Cause cause_;
  Service* service_;
};

}  // namespace stoa
