// Prepared statements by their text, the least recently used dropped first.
//
// Owned by one SqliteConnection and used by its thread only.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

struct sqlite3_stmt;

namespace stoa::store {

struct FinalizeStatement {
  void operator()(sqlite3_stmt* statement) const;
};
using Statement = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

class StatementCache {
 public:
  explicit StatementCache(std::size_t capacity) : capacity_(capacity) {}

  struct Entry {
    std::string sql;
    Statement statement;
    bool lent = false;
  };

  // A statement in use. Giving it back resets it and clears its bindings, which point into the
  // caller's memory.
  class Lease {
   public:
    explicit Lease(Entry& cached);
    explicit Lease(Statement uncached);
    ~Lease();
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    sqlite3_stmt* get() const { return statement_; }

   private:
    Entry* cached_ = nullptr;
    Statement uncached_;
    sqlite3_stmt* statement_;
  };

  // The statement for `sql`, made by `prepare(sql)` if it is new. The same text may be lent twice
  // at a time (a row sink that runs the statement it is fed by): the second is not cached.
  template <typename Prepare>
  Lease lend(std::string_view sql, Prepare prepare) {
    Entry* known = find(sql);
    if (known && known->lent) return Lease(prepare(sql));
    return Lease(known ? *known : add(sql, prepare(sql)));
  }

 private:
  using Entries = std::list<Entry>;
  Entry* find(std::string_view sql);  // and moves it to the front
  Entry& add(std::string_view sql, Statement statement);

  std::size_t capacity_;
  Entries entries_;                                                 // the last used first
  std::unordered_map<std::string_view, Entries::iterator> by_sql_;  // keys: Entry::sql
};

}  // namespace stoa::store
