#include "kernel/store/ask_ahead.h"

#include <stdexcept>

namespace stoa::store {
namespace {

// Ends the first run of a read. Not a std::exception on purpose: a handler's own catch must let it
// pass.
struct Asked {};

// Hears the question of a read.
class Question final : public Connection {
 public:
  Question(Dialect dialect, AskAhead& session) : dialect_(dialect), session_(session) {}
  Dialect dialect() const override { return dialect_; }
  std::int64_t run(std::string_view sql, std::span<const Value> parameters,
                   const RowSink&) override {
    session_.ask(sql, parameters);
    asked_ = true;
    throw Asked{};
  }
  void run_script(std::string_view) override { throw std::logic_error("a read runs no script"); }
  bool asked() const { return asked_; }

 private:
  const Dialect dialect_;
  AskAhead& session_;
  bool asked_ = false;
};

// Gives the answer to it.
class Answer final : public Connection {
 public:
  Answer(Dialect dialect, AskAhead& session) : dialect_(dialect), session_(session) {}
  Dialect dialect() const override { return dialect_; }
  std::int64_t run(std::string_view, std::span<const Value>, const RowSink& sink) override {
    try {
      if (answered_) throw StoreError(StoreError::Kind::several, "This read asks several things.");
      answered_ = true;
      session_.answer(sink);
      return 0;
    } catch (const StoreError& error) {
      failure_ = error;
      throw;
    }
  }
  void run_script(std::string_view) override { throw std::logic_error("a read runs no script"); }
  // Takes the answer of a read that did not come back for it.
  void close() {
    if (!answered_) run({}, {}, {});
    if (failure_) throw *failure_;
  }
  const std::optional<StoreError>& failure() const { return failure_; }

 private:
  const Dialect dialect_;
  AskAhead& session_;
  std::optional<StoreError> failure_;
  bool answered_ = false;
};

// Nothing when there is a question to be answered.
std::optional<ReadOutcome> hear(Dialect dialect, AskAhead& session, const ReadJob& job) {
  Question question(dialect, session);
  try {
    job.work(question);
  } catch (const Asked&) {
  } catch (const StoreError&) {
    throw;  // of the session, which did not take the question
  } catch (...) {
    if (!question.asked()) return ReadOutcome{std::current_exception()};
  }
  if (question.asked()) return {};
  return ReadOutcome{};
}

// Nothing when the read must be run by itself.
std::optional<ReadOutcome> tell(Dialect dialect, AskAhead& session, const ReadJob& job) {
  Answer answer(dialect, session);
  ReadOutcome outcome;
  try {
    job.work(answer);
    answer.close();
  } catch (...) {
    outcome.error = std::current_exception();
  }
  const auto& failure = answer.failure();
  if (!failure) return outcome;
  if (failure->kind == StoreError::Kind::unavailable) throw *failure;
  if (failure->kind == StoreError::Kind::several) {
    *job.several = true;
    return {};
  }
  if (failure->kind == StoreError::Kind::conflict) return {};  // with another of the questions
  outcome.over_budget = failure->kind == StoreError::Kind::interrupted;
  return outcome;
}

}  // namespace

std::vector<std::optional<ReadOutcome>> ask_ahead(Dialect dialect, AskAhead& session,
                                                  std::span<const ReadJob* const> jobs) {
  std::vector<std::optional<ReadOutcome>> outcomes(jobs.size());
  try {
    for (std::size_t i = 0; i < jobs.size(); ++i) outcomes[i] = hear(dialect, session, *jobs[i]);
    for (std::size_t i = 0; i < jobs.size(); ++i)
      if (!outcomes[i]) outcomes[i] = tell(dialect, session, *jobs[i]);
  } catch (const StoreError&) {  // those without an outcome are run by themselves
  }
  return outcomes;
}

}  // namespace stoa::store
