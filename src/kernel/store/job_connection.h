// What a job's code is given for a connection: it remembers the first error.
//
// After a StoreError the job is lost, on every database and whatever its code catches: PostgreSQL
// would refuse its next statement, so SQLite does too. One for each run of a job, on its stack.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "kernel/store/connection.h"

namespace stoa::store {

class JobConnection final : public Connection {
 public:
  explicit JobConnection(Connection& connection) : connection_(connection) {}

  std::int64_t run(std::string_view sql, std::span<const Value> parameters,
                   const RowSink& sink) override {
    check();
    try {
      return connection_.run(sql, parameters, sink);
    } catch (const StoreError& error) {
      remember(error);
      throw;
    }
  }

  void run_script(std::string_view sql) override {
    check();
    try {
      connection_.run_script(sql);
    } catch (const StoreError& error) {
      remember(error);
      throw;
    }
  }

  void index_at_commit(std::string_view statement, const Uuid& id) override {
    check();
    to_index_.emplace_back(statement, id);
  }
  // What the job, having succeeded, leaves for the commit: statements, which live for ever, and
  // ids.
  using ToIndex = std::vector<std::pair<std::string_view, Uuid>>;
  const ToIndex& to_index() const { return to_index_; }

  // Throws the error that the job's code swallowed, if it did.
  void check() const {
    if (failure_) throw *failure_;
  }
  const std::optional<StoreError>& failure() const { return failure_; }

 private:
  void remember(const StoreError& error) {
    if (!failure_) failure_ = error;
  }

  Connection& connection_;
  std::optional<StoreError> failure_;
  ToIndex to_index_;
};

}  // namespace stoa::store
