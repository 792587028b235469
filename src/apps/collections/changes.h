// What a new definition changes in the old one, and what that does to the records that are there.
//
// Columns are added, filled and let go of, never altered: what still runs on the definition before
// finds what it knows. Pure but for looking at records; called by the handlers of definitions.
#pragma once

#include "apps/collections/build.h"

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
};
BOOST_DESCRIBE_STRUCT(ChangeStep, (), (kind, what, records, misfits, example, loses, locks))

struct ChangeReport {
  std::vector<ChangeStep> steps = {};
  std::int64_t records = 0;
  bool possible = true;  // no record stands in the way
  bool loses = false;
};
BOOST_DESCRIBE_STRUCT(ChangeReport, (), (steps, records, possible, loses))

// So many records are looked at, or moved to another column, in one change.
inline constexpr std::int64_t most_changed_records = 5'000;
inline constexpr Problem too_many_records{
    409, "too_many_records",
    "There are too many records for this change; export them into a new collection."};
inline constexpr Problem values_misfit{409, "values_misfit",
                                       "There are values that the new definition does not allow."};
inline constexpr Problem would_lose{409, "would_lose",
                                    "Values would be lost; say accept_loss if they may be."};

// Of a change from one state of a collection to another. Looks at records, and changes none.
ChangeReport report(Read& tx, const Collection& before, const Collection& now,
                    const Definition& old_definition, const Definition& definition);

// The columns of the fields as they are to be, given all that the table ever had.
std::map<std::string, std::string> columns_of(const Collection& before, const Collection& now,
                                              const std::vector<ColumnName>& ever);

// Does it: new columns, with values, indexes, and what is searched. Throws values_misfit where a
// record stands in the way, too_many_records.
void migrate(Write& tx, const Collection& before, const Collection& now,
             const Definition& old_definition, const Definition& definition);

}  // namespace stoa::collections
