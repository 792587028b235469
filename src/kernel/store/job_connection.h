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
#include "kernel/store/signal.h"

namespace stoa::store {

class JobConnection final : public Connection {
  template <class Call>
  auto remembering(Call call) {
    check();
    try {
      return call();
    } catch (const StoreError& error) {
      failure_ = error;
      throw;
    }
  }

 public:
  explicit JobConnection(Session& session) : session_(session) {}

  Dialect dialect() const override { return session_.dialect(); }
  std::int64_t run(std::string_view sql, std::span<const Value> parameters,
                   const RowSink& sink) override {
    wrote_ = wrote_ || !sql.starts_with("select");
    return remembering([&] { return session_.run(sql, parameters, sink); });
  }
  void enqueue(std::string_view sql, std::span<const Value> parameters) override {
    wrote_ = true;
    remembering([&] { session_.enqueue(sql, parameters); });
  }
  void run_script(std::string_view sql) override {
    wrote_ = true;
    remembering([&] { session_.run_script(sql); });
  }
  void settle() override {
    remembering([&] { session_.settle(); });
  }

  void index_at_commit(std::string_view statement, const Uuid& id) override {
    check();
    to_index_.emplace_back(statement, id);
  }
  void tell_of_jobs() override { has_jobs_ = true; }
  void tell_of_log() override { has_logged_ = true; }
  void push(std::string topic, std::string text) override {
    check();
    news_.push_back({std::move(topic), std::move(text)});
  }
  std::vector<News> take_news() { return std::move(news_); }
  bool has_jobs() const { return has_jobs_; }
  bool has_logged() const { return has_logged_; }
  // What the job, having succeeded, leaves for the commit: statements, which live for ever, and
  // ids.
  using ToIndex = std::vector<std::pair<std::string_view, Uuid>>;
  const ToIndex& to_index() const { return to_index_; }

  // Throws the error that the job's code swallowed, if it did.
  void check() const {
    if (failure_) throw *failure_;
  }
  const std::optional<StoreError>& failure() const { return failure_; }
  // Whether there may be something to undo.
  bool wrote() const { return wrote_; }

 private:
  Session& session_;
  std::optional<StoreError> failure_;
  bool wrote_ = false, has_jobs_ = false, has_logged_ = false;
  ToIndex to_index_;
  std::vector<News> news_;
};

}  // namespace stoa::store
