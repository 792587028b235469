#include "kernel/store/statement_cache.h"

#include <sqlite3.h>

#include <utility>

namespace stoa::store {

void FinalizeStatement::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

StatementCache::Lease::Lease(Entry& cached) : cached_(&cached), statement_(cached.statement.get()) {
  cached.lent = true;
}

StatementCache::Lease::Lease(Statement uncached)
    : uncached_(std::move(uncached)), statement_(uncached_.get()) {}

StatementCache::Lease::~Lease() {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
  if (cached_) cached_->lent = false;
}

StatementCache::Entry* StatementCache::find(std::string_view sql) {
  const auto found = by_sql_.find(sql);
  if (found == by_sql_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return &entries_.front();
}

StatementCache::Entry& StatementCache::add(std::string_view sql, Statement statement) {
  if (entries_.size() >= capacity_ && !entries_.back().lent) {
    by_sql_.erase(entries_.back().sql);
    entries_.pop_back();
  }
  entries_.push_front({std::string(sql), std::move(statement)});
  by_sql_.emplace(entries_.front().sql, entries_.begin());
  return entries_.front();
}

}  // namespace stoa::store
