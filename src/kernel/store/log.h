// The log of an app: what was stored, changed and removed, and every event, in the order of their
// commits. A row is written in the transaction that it tells of, so that neither is there without
// the other.
//
// Outbox, live changes, audit and synchronisation read this one table; each reader keeps a cursor
// of its own. Called by a lane's thread.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/store/database.h"

namespace stoa::store {

// The kind of rows that tell of a record; an event's row has the event's own name.
inline constexpr std::string_view change_kind = "change";

// A row to be written. Empty means null.
struct LogEntry {
  Timestamp at;
  std::string_view actor = {};      // who caused it
  std::string_view kind;            // change_kind, or the event's name: "library.work_lent"
  std::string_view key;             // what it is about; rows of one key keep their order
  std::string_view entity = {};     // of a change: the record's table
  std::string_view operation = {};  // of a change: insert, update or remove
  std::string_view payload = {};    // JSON: the record as it is now, or the event
  std::string_view trace = {};      // the request that it began with
};

// A row as a reader gets it. An absent text is empty.
struct LogRow {
  std::string cursor;  // where it stands: to be given back, not to be looked into
  Timestamp at;
  std::string actor, kind, key, entity, operation, payload, trace;
};

// A text as a column that may be null holds it: no text is null.
Value text_or_null(std::string_view text);

void append_to_log(Connection& connection, const LogEntry& entry);

// Takes members out of the payloads of all rows of a key, and `actor` (if any) from those that it
// caused. Rows keep their places: a reader who was there already is not told.
void forget_in_log(Connection& connection, std::string_view key,
                   std::span<const std::string_view> members, std::string_view actor);

// The next rows behind `cursor` ("" is the beginning), in order, `limit` at the most. What is given
// here is final: no row will ever appear before the last of them.
//
// On PostgreSQL numbers are drawn before their transaction commits, so that a reader who has seen 6
// may meet 5 later. There rows are ordered by transaction id, and those at or above the oldest
// transaction that still runs (pg_snapshot_xmin) are left for later.
//
// Throws StoreError; std::invalid_argument when the cursor is none of this database's kind.
std::vector<LogRow> read_log(Connection& connection, std::string_view cursor, std::size_t limit);

// Where a reader begins who wants nothing of what this snapshot shows: it gets all that comes
// later, and on PostgreSQL perhaps some of what is there already.
std::string end_of_log(Connection& connection);
// Where a reader begins who wants what happened since then: right before the first row of it, or at
// the end.
std::string place_before(Connection& connection, Timestamp since);
// The place of the first row about a key, "" if there is none.
std::string place_of(Connection& connection, std::string_view key);
// Whether one place of a log is behind another. Throws std::invalid_argument as read_log().
bool is_later(std::string_view cursor, std::string_view than);

// The cursor that a reader of this name stored last, "" if none.
std::string stored_cursor(Connection& connection, std::string_view reader);
// Moves it on, in the transaction of what the rows brought about. False when it does not stand at
// `from` any more: somebody else with this name has been here, and all of this must be undone.
bool move_cursor(Connection& connection, std::string_view reader, std::string_view from,
                 std::string_view to, Timestamp now);

// Hands the next rows to `consume`, in one transaction with the step of the reader's cursor: what
// it does about them in this database is done once, whatever crashes when. What it does elsewhere
// may be done again after a crash, and wants the cursor as its key. Returns how many there were;
// waits, and so must not be called by a lane.
std::size_t consume_log(
    Database& database, std::string_view reader, std::size_t limit, Timestamp now,
    const std::function<void(Connection&, const std::vector<LogRow>&)>& consume);

// Creates the kernel's own tables: _log, _cursors, _files, _idempotency, _kernel, and those of
// jobs, mails and webhooks.
void create_kernel_tables(Connection& connection);

}  // namespace stoa::store
