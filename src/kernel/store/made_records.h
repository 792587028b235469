// Records whose Shape is made at run time (kernel/model/made.h), in the table that it names.
//
// What Read and Write are to a struct, for a definition: which rows somebody sees, and which fields
// of them, is said by conditions that the database evaluates. Made within a handler, for its
// transaction.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "kernel/model/made.h"
#include "kernel/store/filter.h"
#include "kernel/store/transaction.h"

namespace stoa::store {

// The types of one table's records: as the world sees them, and as a statement gives them, with the
// veil beside the columns. Objects of the one are objects of the other.
struct MadeRecord {
  const Type* record = nullptr;
  const Type* loaded = nullptr;
  const Type* list = nullptr;  // of loaded ones
  std::string index = {};  // index_statement(), if they are found by words; it outlives the commit

  const Shape& shape() const { return record->object(); }
};
// `columns` are the fields behind id, version and times. A deleted row keeps its place in the
// table, in a column `deleted` of which the Shape knows nothing.
MadeRecord make_record(TypeBook& book, Shape& declared, std::vector<Field> columns);

// What somebody sees of a table.
struct Sight {
  std::vector<FilterNode> rows = {};                    // where all of these hold
  std::string words = {};                               // of those, what search_words() finds
  std::uint64_t veil = 0;                               // what they see of no row
  std::vector<std::pair<int, FilterNode>> fields = {};  // bit, and where the field is seen
};

// A page of such records, as Page<T> lies in memory.
struct MadePage {
  MadeList items;
  std::optional<Cursor> next = {};
  std::optional<Total> total = {};
};
// The type of a page of these rows.
const Type& page_type(TypeBook& book, const Type& row);

// Which records a statement is about, as to whether they were removed.
enum class Removed { no, only, too };

class MadeRecords {
 public:
  MadeRecords(Read& tx, const MadeRecord& of) : tx_(tx), of_(of) {}

  // The record if there is one and it is seen.
  std::optional<Object> find(const Uuid& id, const Sight& sight, Removed removed = Removed::no);
  // Whether a table has records that were not removed.
  static bool any(Read& tx, const std::string& table);
  // How many it has, those that were removed among them; and each that is seen.
  std::int64_t count();
  void each(const Sight& sight, const std::function<void(Object&)>& visit);
  // The next ones behind this id, by id, those that were removed among them; so many at the most.
  std::vector<Object> after(const Uuid& id, std::int64_t most);
  // Those that a watch has noted (made_guard.h).
  std::vector<Uuid> written(std::int64_t most);
  // `nameable` has the fields that the client may filter and sort by.
  PageEnds page(const Sight& sight, const Shape& nameable, std::string_view order,
                const Paging& paging, MadeList& items);

 private:
  ListStatement select(const Sight& sight, Removed removed) const;

  Read& tx_;
  const MadeRecord& of_;
};

class MadeWrites {
 public:
  MadeWrites(Write& tx, const MadeRecord& of) : tx_(tx), of_(of) {}

  // As Write::insert and Write::update.
  void insert(Object& record);
  void update(Object& record);
  // Puts a value into a column that a record did not have before; it stays the same version.
  void fill(const Field& column, const void* value, const Uuid& id);
  // Has a record found by the words that it has now.
  void index(const Uuid& id);
  // Takes it out of what a watch has noted.
  void forget_written(const Uuid& id);
  // Nobody owns any more what this account does.
  void disown(const Uuid& account);
  // Marks a record as removed, or takes the mark away again: one version more.
  void mark(Object& record, std::optional<Timestamp> deleted);

 private:
  void index_written(const Object& record);

  Write& tx_;
  const MadeRecord& of_;
};

}  // namespace stoa::store
