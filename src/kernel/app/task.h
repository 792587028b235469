// A handler that may wait on the outside world, on a thread of the task pool.
//
// It holds no transaction: it opens short ones and never waits inside of them. Made for one run;
// its own thread only.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "kernel/jobs/job.h"
#include "kernel/model/codec.h"
#include "kernel/store/transaction.h"

namespace stoa::files {
class BlobStore;
}
namespace stoa::store {
class Database;
}

namespace stoa {

class Service;

class Task {
 public:
  Task(store::Database& database, Cause cause, Service* service = nullptr,
       const jobs::Run* job = nullptr, files::BlobStore* blobs = nullptr)
      : database_(database), cause_(cause), service_(service), job_(job), blobs_(blobs) {}
  Task(const Task&) = delete;

  Timestamp now() const { return cause_.now; }
  // Opens what a row holds sealed.
  const Sealer& sealer() const { return *cause_.sealer; }
  // The app's own service, which App::service started.
  template <class S>
  S& service() const {
    return static_cast<S&>(*service_);
  }
  // One snapshot; one all-or-nothing write, durable when it returns, which may run more than once.
  void read(const std::function<void(Read&)>& work);
  void write(const std::function<void(Write&)>& work);
  // The same for what locks first and looks then: on PostgreSQL a serializable write sees nothing
  // of what was committed while it waited for a lock, this one does (READ COMMITTED).
  void write_locking(const std::function<void(Write&)>& work);
  // Of a request: what came with it, whole and in memory; for a route whose uploads are small.
  std::string content(const Upload& upload) const;
  // Of a job: does this once and keeps what it gives, as a row; a later attempt gets that instead.
  // It is done again only if the process dies between the doing and the keeping: what it does
  // elsewhere takes once_key() along.
  template <class F>
  auto step(std::string_view name, F work) -> std::invoke_result_t<F> {
    using Result = std::invoke_result_t<F>;
    if (const auto kept = kept_step(name))
      return from_json<Result>(*kept, {.strictness = Strictness::peer});
    Result result = work();
    keep_step(name, to_json(result));
    return result;
  }
  // Of a job: the same at each of its attempts, and at no other job's. For an upstream that takes
  // an idempotency key.
  std::string once_key(std::string_view name) const;
  // Of a job: the process is about to end. A long one then throws problems::shutting_down, which
  // counts as no attempt, or returns Again.
  bool stopping() const { return job_ && job_->stopping(); }
  // Tells how far it is: "books: 4000 of 10000".
  void progress(std::string_view what, std::size_t done, std::size_t total);

 private:
  std::optional<std::string> kept_step(std::string_view name);
  void keep_step(std::string_view name, std::string_view result);
  const jobs::Run& job() const;

  store::Database& database_;
  Cause cause_;
  Service* service_;
  const jobs::Run* job_;     // nullptr: a request
  files::BlobStore* blobs_;  // nullptr: a job
};

}  // namespace stoa
