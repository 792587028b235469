#include "kernel/store/batch.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "kernel/model/problem.h"
#include "kernel/store/job_connection.h"
#include "kernel/store/search_index.h"

namespace stoa::store {
namespace {

using Control = Session::Control;
using ErrorKind = StoreError::Kind;

// What no savepoint can undo: the transaction itself is gone, or cannot be committed any more.
bool loses_all(const std::optional<StoreError>& failure) {
  if (!failure) return false;
  switch (failure->kind) {
    case ErrorKind::conflict:
    case ErrorKind::unavailable:
    case ErrorKind::busy:
    case ErrorKind::interrupted:
    case ErrorKind::fsync:
      return true;
    default:
      return false;
  }
}

}  // namespace

void BatchRun::run(Batch& batch, bool shared, const Admit& admit) {
  for (std::size_t i = 0; i < batch.size() || admit(batch); ++i) {
    attempt(batch[i], shared);
    if (shared && !session_.in_transaction())
      throw StoreError(ErrorKind::other, "An error in one job rolled the whole batch back.");
  }
}

void BatchRun::attempt(Entry& entry, bool shared) {
  const bool savepoint = shared && undo_ == Undo::savepoint;
  if (savepoint) session_.control(Control::savepoint);
  JobConnection connection(session_);
  entry.error = nullptr;
  try {
    entry.job.work(connection);
    if (!shared || savepoint) connection.settle();  // an error that is under way is this job's
    connection.check();
  } catch (...) {
    entry.error = std::current_exception();
  }
  const auto& failure = connection.failure();
  if (loses_all(failure)) throw *failure;
  if (entry.error && savepoint) settle_quietly();
  entry.has_jobs = !entry.error && connection.has_jobs();
  entry.has_logged = !entry.error && connection.has_logged();
  entry.news = entry.error ? std::vector<News>() : connection.take_news();
  if (!entry.error) {
    for (auto& [statement, id] : connection.to_index()) to_index_[statement].push_back(id);
  }
  if (!shared || !session_.in_transaction()) return;
  if (savepoint) {
    if (entry.error) session_.control(Control::rollback_to);
    session_.control(Control::release);
  } else if (failure) {
    throw *failure;
  } else if (entry.error && connection.wrote()) {
    throw StoreError(ErrorKind::other, "A job failed after it had written.");
  }
}

// A job that gave up may have left something under way whose error would be taken for its
// neighbour's.
void BatchRun::settle_quietly() {
  try {
    session_.settle();
  } catch (const StoreError& error) {
    if (loses_all(error)) throw;
  }
}

// FTS5 writes out what it holds at each savepoint and at each statement of many rows, which costs
// more than all else in a small write; once for all jobs it is cheap. There is no savepoint here,
// so that an error loses the batch; alone, each job then learns whether it was its own.
void BatchRun::index() {
  for (const auto& [statement, ids] : std::exchange(to_index_, {}))
    index_records(session_, statement, ids);
}

bool all_failed(const Batch& batch) {
  return std::all_of(batch.begin(), batch.end(), [](const Entry& entry) { return entry.error; });
}

void refuse(Batch& batch, const Problem& problem) {
  const auto refusal = std::make_exception_ptr(Refusal{.problem = problem, .retry_after_s = 1});
  for (auto& entry : batch) entry.job.done(refusal);
}

// News go last: what an outcome made somebody follow, they are told of already.
void deliver(Batch& batch) {
  bool jobs = false, log = false;
  std::vector<News> news;
  const Signals* signals = nullptr;  // the same for all
  for (const auto& entry : batch) {
    signals = entry.job.signals;
    jobs = jobs || (entry.has_jobs && !entry.error);
    log = log || (entry.has_logged && !entry.error);
    if (!entry.error) std::move(entry.news.begin(), entry.news.end(), std::back_inserter(news));
  }
  if (jobs && signals) signals->jobs.tell();
  if (log && signals) signals->log.tell();
  for (auto& entry : batch) entry.job.done(std::move(entry.error));
  if (!signals) return;
  for (const News& one : news) signals->news.tell(one);
}

}  // namespace stoa::store
