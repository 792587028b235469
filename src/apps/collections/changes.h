// What a new definition changes in the old one, and what that does to the records that are there.
//
// Columns are added, filled and let go of, never altered: what still runs on the definition before
// finds what it knows. Called by the handlers of definitions, and by the job that does in portions
// what is too much for one transaction (background.h).
#pragma once

#include "apps/collections/build.h"
#include "apps/collections/columns.h"
#include "apps/collections/proposal.h"

namespace stoa::collections {

enum class ChangeKind {
  add_field,
  remove_field,
  copy_field,     // other rules, the same kind of value: it moves to a column with these rules
  convert_field,  // another kind of value: each record's is read anew
  add_index,
  remove_index,
  add_search,
  remove_search
};
BOOST_DESCRIBE_ENUM(ChangeKind, add_field, remove_field, copy_field, convert_field, add_index,
                    remove_index, add_search, remove_search)

struct ChangeStep {
  ChangeKind kind = {};
  std::string what = {};     // the field, or those of an index or a search
  std::int64_t records = 0;  // that it is about
  std::int64_t misfits = 0;  // of them, whose values are not as the new definition wants them
  std::string example = {};  // one of those, and why
  bool loses = false;        // values are lost, but for what can be had back by undoing it by hand
  bool locks = false;        // nobody writes into the collection meanwhile
  double seconds = 0;        // that it takes, about
};
BOOST_DESCRIBE_STRUCT(ChangeStep, (),
                      (kind, what, records, misfits, example, loses, locks, seconds))

struct ChangeReport {
  std::vector<ChangeStep> steps = {};
  std::int64_t records = 0;
  bool possible = true;  // no record stands in the way
  bool loses = false;
  // It is too much for one transaction: begun by POST /changes, it goes on while the collection is
  // used as before.
  bool background = false;
};
BOOST_DESCRIBE_STRUCT(ChangeReport, (), (steps, records, possible, loses, background))

// So many records are looked at, or moved to another column, in one transaction.
inline constexpr std::int64_t most_at_once = 5'000;
inline constexpr Problem too_many_records{409, "too_many_records",
                                          "There are too many records for a change at once; POST "
                                          "/api/collections/changes makes it in the "
                                          "background."};
inline constexpr Problem values_misfit{409, "values_misfit",
                                       "There are values that the new definition does not allow."};
inline constexpr Problem would_lose{409, "would_lose",
                                    "Values would be lost; say accept_loss if they may be."};

// A field whose values move to another column.
struct Move {
  const Field* old;
  const Field* now;
};
std::vector<Move> moves_of(const Collection& before, const Collection& now);

// What a change does. The records are not looked at yet: look_at() counts those that stand in its
// way.
ChangeReport report(Read& tx, const Proposal& proposal);
void look_at(const Proposal& proposal, std::vector<Object>& records, ChangeReport& report);

// The columns of the fields as they are to be, given all that the table ever had.
Columns columns_of(const Collection& before, const Collection& now,
                   const std::vector<ColumnName>& ever);

// Makes the change, of at most `most_at_once` records where they are looked at. Throws
// values_misfit where one stands in the way.
void migrate(Write& tx, const Proposal& proposal);

// Its parts. First the new columns, and what makes words of what is written from here on; then each
// record is moved; the rest is when all are.
void begin_migration(Write& tx, const Proposal& proposal);
// Throws Refusal values_misfit, its detail an example.
void move_record(Write& tx, const Proposal& proposal, const std::vector<Move>& moves,
                 Object& record);
void end_migration(Write& tx, const Proposal& proposal);
bool searches_anew(const Proposal& proposal);

// For the history: what a definition became at once.
Change done_at_once(const User& who, const Definition& definition, std::int64_t records);
// Throws change_running.
void check_not_running(Read& tx, const Id<Definition>& id);
// Removes it, its records and all that is known of them. Throws change_running.
void forget_definition(Write& tx, const Definition& definition);

}  // namespace stoa::collections
