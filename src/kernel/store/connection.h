// One connection to a database, as the kernel sees it: run a statement, get rows.
//
// SQLite or PostgreSQL stands behind it; above this header only the choice of an SQL text asks
// which. A connection belongs to one lane and is called by that lane's thread only.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>

#include "kernel/model/types.h"

namespace stoa::store {

// Bytes that are not text.
struct Blob {
  std::string_view bytes;
};

// A bound parameter or a column. Views into the caller's memory (parameters: until run() returns;
// columns: until the sink returns). SQLite keeps a bool as a number and gives a number back.
using Value = std::variant<std::monostate, std::int64_t, double, std::string_view, Blob, bool>;

enum class Dialect { sqlite, postgres };

class Row {
 public:
  virtual ~Row() = default;
  virtual std::size_t size() const = 0;
  virtual std::string_view name(std::size_t column) const = 0;
  virtual Value at(std::size_t column) const = 0;
};

// Receives one row; returns false to stop early.
using RowSink = std::function<bool(const Row&)>;

// What a database said no with. It poisons the transaction it happened in, on every database: a
// handler that catches it still fails. `constraint` is the name of the violated index or check
// where the database tells it (for an unnamed one: "table.column").
class StoreError : public std::runtime_error {
 public:
  enum class Kind {
    unique,
    foreign_key,
    check,
    not_null,     // so far the data says no
    interrupted,  // over its budget
    several,      // a second statement after begin_single
    conflict,     // with another transaction: run again, both would have succeeded one by one
    busy,
    full,
    io,
    fsync,
    corrupt,      // the machine says no
    unavailable,  // the connection is gone, or the server takes no work now
    other,        // a bug: bad SQL, wrong number of parameters
  };
  StoreError(Kind kind, const std::string& message, std::string constraint = {})
      : std::runtime_error(message), kind(kind), constraint(std::move(constraint)) {}
  // The data says no, which is for whoever brought them; all else is for the lane.
  bool of_data() const { return kind <= Kind::not_null; }
  // Nothing is wrong but the moment.
  bool passes() const {
    return kind == Kind::interrupted || kind == Kind::conflict || kind == Kind::busy ||
           kind == Kind::unavailable;
  }
  Kind kind;
  std::string constraint;
};

class Connection;

// Work on a connection inside of a transaction that the lane opens and closes. A throw rolls it
// back. A write may be run more than once (its batch can be lost to a neighbour's failure), so it
// keeps no state of its own between runs.
using Work = std::function<void(Connection&)>;

class Connection {
 public:
  virtual ~Connection() = default;
  virtual Dialect dialect() const = 0;
  // Runs one statement with its parameters $1, $2, … (in any order, any number of times) and
  // gives each row to `sink` (may be empty). Returns the number of rows changed. The statement is
  // cached by its text. Throws StoreError.
  virtual std::int64_t run(std::string_view sql, std::span<const Value> parameters,
                           const RowSink& sink) = 0;
  // Runs one statement whose result nobody looks at. It may be on its way still when this returns:
  // then its error comes out of a later call, or of the commit.
  virtual void enqueue(std::string_view sql, std::span<const Value> parameters) {
    run(sql, parameters, {});
  }
  // Waits for all that was enqueued. Throws its first error.
  virtual void settle() {}
  // Runs several statements without parameters, as a migration does.
  virtual void run_script(std::string_view sql) = 0;
  // Has `statement` run at the end of this transaction's commit for `id` and all others that ask
  // for the same statement, `{in $1}` being their list; if the work that asks succeeds. Writes
  // only.
  virtual void index_at_commit(std::string_view /*statement*/, const Uuid& /*id*/) {
    throw std::logic_error("only a write has a commit");
  }
  // Has whoever waits for jobs told of new ones, once this transaction is committed.
  virtual void tell_of_jobs() {}
  // The same of the log and whoever reads it.
  virtual void tell_of_log() {}
  // Says this to whoever follows the topic, once this transaction is committed. Writes only.
  virtual void push(std::string /*topic*/, std::string /*text*/) {
    throw std::logic_error("only a write has a commit");
  }
};

// A connection as its lane holds it: what opens and closes transactions, which work never sees.
class Session : public Connection {
 public:
  enum class Control {
    begin_read,
    begin_single,  // a read of one statement, which is a snapshot of its own: cheaper on a server
    begin_write,
    commit,
    rollback,
    savepoint,
    release,
    rollback_to,
  };
  virtual void control(Control what) = 0;
  // False after an error that rolled the whole transaction back, savepoints included.
  virtual bool in_transaction() const = 0;
  // From here on what runs is interrupted when `budget` is spent.
  virtual void limit(std::chrono::milliseconds budget) = 0;
  virtual void lift_limit() = 0;
};

}  // namespace stoa::store
