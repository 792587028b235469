// The Connection on PostgreSQL: libpq in pipeline mode, prepared statements, errors by name.
//
// What is enqueued leaves at once and is answered when somebody waits, so that a transaction of
// many statements costs two or three round trips (libpq, chapter 34.5 "Pipeline Mode"). Owned by a
// lane and used by one thread at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "kernel/store/ask_ahead.h"

struct pg_conn;
struct pg_result;

namespace stoa::store {

// libpq's connection parameters by name ("host", "password", …).
using PostgresParameters = std::vector<std::pair<std::string, std::string>>;

// What a connection is for: a read is a read-only snapshot, a write serializable, unless it says
// otherwise.
enum class Purpose { read, write, write_committed };

class PostgresConnection final : public Session, public AskAhead {
 public:
  using Clock = std::chrono::steady_clock;

  // Connects with libpq's parameters (they may hold a password: they are in no message) and sets
  // the session up. Throws StoreError unavailable, also when the server is not one to trust data
  // to.
  // `place` is let go of when the connection is closed.
  PostgresConnection(const PostgresParameters& parameters, const std::string& schema,
                     Purpose purpose, std::shared_ptr<void> place = {});
  ~PostgresConnection() override;
  PostgresConnection(const PostgresConnection&) = delete;
  PostgresConnection& operator=(const PostgresConnection&) = delete;

  Dialect dialect() const override { return Dialect::postgres; }
  std::int64_t run(std::string_view sql, std::span<const Value> parameters,
                   const RowSink& sink) override;
  void enqueue(std::string_view sql, std::span<const Value> parameters) override;
  void run_script(std::string_view sql) override;

  void ask(std::string_view sql, std::span<const Value> parameters) override;
  void answer(const RowSink& sink) override;

  // Only the commit and the rollback of a write wait for their answer.
  void control(Control what) override;
  bool in_transaction() const override { return in_transaction_; }
  void settle() override;
  void limit(std::chrono::milliseconds budget) override;
  void lift_limit() override {}

  // Lets what is enqueued go, without waiting.
  void flush();
  // Of the write that runs: its id, for a commit whose answer gets lost, and how many transactions
  // began since the oldest one that still runs, which is where the log's readers stop. Waits, as
  // settle() does.
  struct Standing {
    std::string transaction;
    std::int64_t behind = 0;
  };
  Standing standing();
  // True after the connection was lost: it is of no more use.
  bool broken() const { return broken_; }

 private:
  struct Result;  // a pg_result, owned
  struct Prepared {
    std::string types;  // one letter a parameter
    std::string name;
  };
  using Variants = std::vector<Prepared>;
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  // What was sent and is not answered yet.
  struct Sent {
    enum class What { statement, prepare, sync } what;
    Variants* variants = nullptr;  // of a prepare
    std::string name = {};
  };
  class Bound;

  void set_up(const std::string& schema);
  void begin();
  void settle_quietly();
  void send(std::string_view sql, std::span<const Value> parameters);
  std::string prepared(std::string_view sql, const Bound& bound);
  void sync();
  Result drain();
  void check(const std::optional<StoreError>& first);
  Result take(const Sent& sent, std::optional<StoreError>& first);
  Result next_result();
  void forget_prepared();
  StoreError lost();
  StoreError error_of(const Result& result) const;

  const std::shared_ptr<void> place_;
  pg_conn* connection_ = nullptr;
  const Purpose purpose_;
  std::unordered_map<std::string, Variants, TextHash, std::equal_to<>> prepared_;
  std::size_t prepared_count_ = 0, names_ = 0;
  std::deque<Sent> sent_;
  std::size_t questions_ = 0;  // asked ahead and not answered
  bool in_transaction_ = false;
  bool begin_is_due_ = false;  // a read that runs no statement needs no transaction
  bool single_ = false;        // after begin_single
  bool single_is_due_ = false;
  bool broken_ = false;
  std::chrono::milliseconds limit_{0};
  // Then what we wait for is not going to come: the server itself gives up earlier.
  std::chrono::milliseconds patience_{5000};
  Clock::time_point deadline_ = Clock::time_point::max();  // for the statements of a read
};

// The kind of an error by its SQLSTATE (PostgreSQL, appendix A).
StoreError::Kind kind_of_sqlstate(std::string_view state);

}  // namespace stoa::store
