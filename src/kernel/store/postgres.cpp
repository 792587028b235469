#include "kernel/store/postgres.h"

#include <poll.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "kernel/store/postgres_result.h"
#include "kernel/store/postgres_values.h"

namespace stoa::store {
namespace {

using ErrorKind = StoreError::Kind;

constexpr std::size_t most_prepared = 500;

std::string trimmed(std::string_view message) {
  while (!message.empty() && message.back() == '\n') message.remove_suffix(1);
  return std::string(message);
}

std::string field(const PGresult* result, int code) {
  const char* text = PQresultErrorField(result, code);
  return text ? text : "";
}

void give_rows(const PGresult* rows, const RowSink& sink) {
  if (!sink || PQresultStatus(rows) != PGRES_TUPLES_OK) return;
  PostgresRow row(rows);
  for (int i = 0; i < PQntuples(rows); ++i) {
    row.move_to(i);
    if (!sink(row)) break;
  }
}

constexpr std::array<std::string_view, 3> begin_sql = {
    "begin isolation level repeatable read read only", "begin isolation level serializable",
    "begin isolation level read committed"};  // by Purpose
constexpr std::array<std::string_view, 8> postgres_control_sql = {"",
                                                                  "",
                                                                  "",
                                                                  "commit",
                                                                  "rollback",
                                                                  "savepoint job",
                                                                  "release savepoint job",
                                                                  "rollback to savepoint job"};

}  // namespace

class PostgresConnection::Bound : public BoundParameters {
  using BoundParameters::BoundParameters;
};

ErrorKind kind_of_sqlstate(std::string_view state) {
  struct Known {
    std::string_view state;
    ErrorKind kind;
  };
  static constexpr std::array<Known, 27> known = {{
      {"23505", ErrorKind::unique},      {"23P01", ErrorKind::unique},
      {"23503", ErrorKind::foreign_key}, {"23514", ErrorKind::check},
      {"22003", ErrorKind::check},       {"22007", ErrorKind::check},
      {"22008", ErrorKind::check},       {"23502", ErrorKind::not_null},
      {"40001", ErrorKind::conflict},    {"40P01", ErrorKind::conflict},
      {"57014", ErrorKind::interrupted}, {"55P03", ErrorKind::busy},
      {"53100", ErrorKind::full},        {"53200", ErrorKind::io},
      {"58030", ErrorKind::io},          {"XX001", ErrorKind::corrupt},
      {"XX002", ErrorKind::corrupt},     {"53300", ErrorKind::unavailable},
      {"57P01", ErrorKind::unavailable}, {"57P02", ErrorKind::unavailable},
      {"57P03", ErrorKind::unavailable}, {"57P05", ErrorKind::unavailable},
      {"25P03", ErrorKind::unavailable}, {"25006", ErrorKind::unavailable},
      {"53400", ErrorKind::unavailable}, {"26000", ErrorKind::unavailable},
      {"0A000", ErrorKind::unavailable},
  }};
  for (const auto& one : known)
    if (one.state == state) return one.kind;
  return state.starts_with("08") ? ErrorKind::unavailable : ErrorKind::other;
}

StoreError PostgresConnection::error_of(const Result& result) const {
  const auto* r = result.get();
  const auto kind = kind_of_sqlstate(field(r, PG_DIAG_SQLSTATE));
  auto constraint = field(r, PG_DIAG_CONSTRAINT_NAME);
  if (kind == ErrorKind::not_null)
    constraint = field(r, PG_DIAG_TABLE_NAME) + "." + field(r, PG_DIAG_COLUMN_NAME);
  return StoreError(kind, trimmed(field(r, PG_DIAG_MESSAGE_PRIMARY)), constraint);
}

StoreError PostgresConnection::lost() {
  broken_ = true;
  in_transaction_ = false;
  sent_.clear();
  return StoreError(ErrorKind::unavailable, "The connection to PostgreSQL is lost: " +
                                                trimmed(PQerrorMessage(connection_)));
}

std::int64_t PostgresConnection::run(std::string_view sql, std::span<const Value> parameters,
                                     const RowSink& sink) {
  send(sql, parameters);
  sync();
  const Result result = drain();
  give_rows(result.get(), sink);
  auto* const own = const_cast<PGresult*>(result.get());
  if (std::string_view(PQcmdStatus(own)).starts_with("SELECT")) return 0;
  const std::string_view changed = PQcmdTuples(own);
  std::int64_t count = 0;
  std::from_chars(changed.data(), changed.data() + changed.size(), count);
  return count;
}

void PostgresConnection::enqueue(std::string_view sql, std::span<const Value> parameters) {
  send(sql, parameters);
}

// The extended protocol takes one statement at a time, so a script goes by the simple one.
void PostgresConnection::run_script(std::string_view sql) {
  settle();
  if (PQexitPipelineMode(connection_) != 1) throw lost();
  PQsetnonblocking(connection_, 0);
  const std::string script = "set local statement_timeout = 0; " + std::string(sql);
  const Result result(PQexec(connection_, script.c_str()));
  if (PQstatus(connection_) == CONNECTION_BAD) throw lost();
  PQsetnonblocking(connection_, 1);
  if (PQenterPipelineMode(connection_) != 1) throw lost();
  if (result.status() == PGRES_FATAL_ERROR) throw error_of(result);
}

void PostgresConnection::control(Control what) {
  const auto sql = postgres_control_sql[static_cast<std::size_t>(what)];
  switch (what) {
    case Control::begin_read:
      begin_is_due_ = in_transaction_ = true;
      return;
    case Control::begin_single:
      single_is_due_ = single_ = in_transaction_ = true;
      return;
    case Control::begin_write:
      in_transaction_ = true;
      return begin();
    case Control::commit:
    case Control::rollback:
      break;
    default:
      return send(sql, {});
  }
  if (what == Control::rollback) settle_quietly();
  if (what == Control::commit && purpose_ != Purpose::read) settle();
  in_transaction_ = false;
  if (std::exchange(begin_is_due_, false) || std::exchange(single_, false)) return;
  send(sql, {});
  sync();
  if (purpose_ == Purpose::read) return flush();  // nothing depends on it: the next call looks
  const Result result = drain();
  // A commit of what cannot be committed any more is answered with ROLLBACK, and no error.
  const std::string_view done = PQcmdStatus(const_cast<PGresult*>(result.get()));
  if (what == Control::commit && done != "COMMIT")
    throw StoreError(ErrorKind::other, "The transaction was rolled back instead of committed.");
}

// What was sent before, and the sync it lacks, must not count as a part of the transaction.
void PostgresConnection::begin() {
  if (!sent_.empty() && sent_.back().what != Sent::What::sync) sync();
  send(begin_sql[static_cast<std::size_t>(purpose_)], {});
}

void PostgresConnection::settle() {
  if (sent_.empty()) return;
  if (sent_.back().what != Sent::What::sync) sync();
  drain();
}

// What failed before a rollback has been told, or is of no interest. But the server ignores all
// that follows an error up to the next sync, a commit or a rollback too.
void PostgresConnection::settle_quietly() {
  try {
    settle();
  } catch (const StoreError&) {
    if (broken_) throw;
  }
}

void PostgresConnection::limit(std::chrono::milliseconds budget) {
  deadline_ = Clock::now() + budget;
  if (limit_ == budget) return;
  limit_ = budget;
  patience_ = budget + std::chrono::seconds(3);
  send("set statement_timeout = " + std::to_string(budget.count()), {});
}

PostgresConnection::Standing PostgresConnection::standing() {
  Standing standing;
  run("select cast(pg_current_xact_id() as text), "
      "cast(cast(pg_snapshot_xmax(now.snapshot) as text) as bigint) "
      "- cast(cast(pg_snapshot_xmin(now.snapshot) as text) as bigint) "
      "from (select pg_current_snapshot() as snapshot) as now",
      {}, [&](const Row& row) {
        standing.transaction = std::get<std::string_view>(row.at(0));
        standing.behind = std::get<std::int64_t>(row.at(1));
        return false;
      });
  return standing;
}

void PostgresConnection::send(std::string_view sql, std::span<const Value> parameters) {
  if (broken_) throw StoreError(ErrorKind::unavailable, "The connection to PostgreSQL is lost.");
  if (std::exchange(begin_is_due_, false)) begin();
  if (single_ && !std::exchange(single_is_due_, false))
    throw StoreError(ErrorKind::several, "This read runs several statements.");
  if (purpose_ == Purpose::read && in_transaction_ && Clock::now() > deadline_)
    throw StoreError(ErrorKind::interrupted, "The read took too long.");
  const Bound bound(parameters);
  const auto name = prepared(sql, bound);
  sent_.push_back({Sent::What::statement});
  if (PQsendQueryPrepared(connection_, name.c_str(), bound.count(), bound.pointers(),
                          bound.lengths(), bound.formats(), 0) != 1)
    throw lost();
}

// The name of the statement, which is prepared on its way if it is not yet.
std::string PostgresConnection::prepared(std::string_view sql, const Bound& bound) {
  auto at = prepared_.find(sql);
  if (at == prepared_.end()) at = prepared_.emplace(std::string(sql), Variants{}).first;
  auto& variants = at->second;
  for (const auto& variant : variants)
    if (takes(variant.types, bound.types())) return variant.name;
  const std::string name = "s" + std::to_string(++names_);
  variants.push_back({bound.types(), name});
  ++prepared_count_;
  sent_.push_back({Sent::What::prepare, &variants, name});
  if (PQsendPrepare(connection_, name.c_str(), at->first.c_str(), bound.count(), bound.oids()) != 1)
    throw lost();
  return name;
}

void PostgresConnection::sync() {
  sent_.push_back({Sent::What::sync});
  if (PQpipelineSync(connection_) != 1) throw lost();
}

void PostgresConnection::flush() {
  if (PQflush(connection_) < 0) throw lost();
}

// One sync for all questions, as each is a system call here and a transaction there. Answers are
// told apart by their order, so nothing else may be under way before the first question.
void PostgresConnection::ask(std::string_view sql, std::span<const Value> parameters) {
  if (questions_ == 0) settle();
  ++questions_;
  send(sql, parameters);
}

void PostgresConnection::answer(const RowSink& sink) {
  if (sent_.back().what != Sent::What::sync) sync();
  std::optional<StoreError> error;
  Result result;
  for (bool found = false; !found;) {
    const Sent sent = std::move(sent_.front());
    sent_.pop_front();
    found = sent.what == Sent::What::statement;
    result = take(sent, error);
  }
  if (--questions_ == 0) settle();
  check(error);
  if (result.status() == PGRES_PIPELINE_ABORTED)
    throw StoreError(ErrorKind::conflict, "A read that was asked before this one failed.");
  give_rows(result.get(), sink);
}

// Takes all answers that are due; the last statement's is the result. Throws the first error.
PostgresConnection::Result PostgresConnection::drain() {
  Result last;
  std::optional<StoreError> first;
  while (!sent_.empty()) {
    const Sent sent = std::move(sent_.front());
    sent_.pop_front();
    Result result = take(sent, first);
    if (sent.what == Sent::What::statement) last = std::move(result);
  }
  questions_ = 0;
  check(first);
  if (prepared_count_ > most_prepared) forget_prepared();
  return last;
}

void PostgresConnection::check(const std::optional<StoreError>& first) {
  if (!first) return;
  if (first->kind == ErrorKind::unavailable) {
    broken_ = true;
    in_transaction_ = false;
  }
  throw *first;
}

PostgresConnection::Result PostgresConnection::take(const Sent& sent,
                                                    std::optional<StoreError>& first) {
  Result result = next_result();
  if (sent.what == Sent::What::sync) {
    if (result.status() != PGRES_PIPELINE_SYNC) throw lost();
    return result;
  }
  const auto status = result.status();
  const bool failed = status == PGRES_FATAL_ERROR || status == PGRES_PIPELINE_ABORTED;
  if (status == PGRES_FATAL_ERROR && !first) first = error_of(result);
  if (failed && sent.variants) {
    std::erase_if(*sent.variants, [&](const Prepared& one) { return one.name == sent.name; });
    --prepared_count_;
  }
  while (next_result().get()) {  // each statement's answers end with none
  }
  return result;
}

PostgresConnection::Result PostgresConnection::next_result() {
  const auto until = Clock::now() + patience_;
  for (;;) {
    const int unsent = PQflush(connection_);
    if (unsent < 0) throw lost();
    if (!PQisBusy(connection_)) break;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
    pollfd socket{PQsocket(connection_), static_cast<short>(POLLIN | (unsent ? POLLOUT : 0)), 0};
    const int ready = left.count() > 0 ? poll(&socket, 1, static_cast<int>(left.count())) : 0;
    if (ready == 0 || PQconsumeInput(connection_) != 1) throw lost();
  }
  Result result(PQgetResult(connection_));
  if (PQstatus(connection_) == CONNECTION_BAD) {
    if (result.status() != PGRES_FATAL_ERROR) throw lost();
    const auto why = error_of(result);  // the server's own last word, if it had one
    broken_ = true;
    in_transaction_ = false;
    sent_.clear();
    throw StoreError(ErrorKind::unavailable, why.what()[0] ? why.what() : lost().what());
  }
  return result;
}

// Statements of many different texts (lists of values, filters) must not pile up in the server.
void PostgresConnection::forget_prepared() {
  prepared_.clear();
  prepared_count_ = 0;
  send("deallocate all", {});
  settle();
  prepared_.clear();
  prepared_count_ = 0;
}

}  // namespace stoa::store
