#include "kernel/app/move_app.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

#include "kernel/app/databases.h"
#include "kernel/store/catalogue.h"
#include "kernel/store/scan.h"
#include "kernel/store/search_index.h"
#include "kernel/store/table_copy.h"

namespace stoa {
namespace {

using store::Catalogue;
using store::Reading;
using store::Session;
using store::Table;
using store::TableSum;
using Control = Session::Control;

// A transaction that is rolled back unless it is committed. PostgreSQL lets it wait for the other
// database as long as that takes.
class Transaction {
 public:
  Transaction(Session& session, Control begin) : session_(session) {
    session_.limit(store::scan_patience);
    session_.control(begin);
    if (session_.dialect() == store::Dialect::postgres)
      session_.run("set local idle_in_transaction_session_timeout = 0", {}, {});
  }
  ~Transaction() {
    try {
      if (session_.in_transaction()) session_.control(Control::rollback);
    } catch (const store::StoreError&) {  // the connection is lost, and the transaction with it
    }
  }
  Transaction(const Transaction&) = delete;
  void commit() { session_.control(Control::commit); }

 private:
  Session& session_;
};

bool has_rows(store::Connection& connection, const std::string& table) {
  bool some = false;
  connection.run("select 1 from " + store::quoted_name(table) + " limit 1", {},
                 [&](const store::Row&) { return some = true; });
  return some;
}

// "works.title" for every column that both databases have.
std::set<std::string> columns_of(const Catalogue& catalogue) {
  std::set<std::string> columns;
  for (const Table& table : catalogue.tables)
    for (const auto& column : table.columns) columns.insert(table.name + "." + column.name);
  return columns;
}

void check_alike(const App& app, const std::set<std::string>& here,
                 const std::set<std::string>& there) {
  std::vector<std::string> odd;
  std::set_symmetric_difference(here.begin(), here.end(), there.begin(), there.end(),
                                std::back_inserter(odd));
  if (odd.empty()) return;
  throw std::runtime_error(
      fmt::format("{}.{} is a column of one of the two databases only.", app.name(), odd.front()));
}

void check_source(const App& app, Session& source, const Catalogue& catalogue) {
  if (catalogue.tables.empty())
    throw std::runtime_error(
        fmt::format("The source has no database of {}: run stoa migrate on it first.", app.name()));
  if (!store::is_migrated(source, migrations_of(app)))
    throw std::runtime_error(
        fmt::format("The source's {} is not of this version of Stoa: run stoa migrate on it first.",
                    app.name()));
}

// What is searched must not come out empty because nobody said how it is made.
void check_searches(const App& app, const Catalogue& target) {
  if (target.search.size() != app.searches().size())
    throw std::logic_error(fmt::format("{} has {} search tables and says of {} how it is made.",
                                       app.name(), target.search.size(), app.searches().size()));
}

// Both transactions of a move, and what it does in them.
class AppMove {
 public:
  AppMove(const App& app, Session& source, Session& target, const MoveHooks& hooks)
      : app_(app),
        source_(source),
        target_(target),
        hooks_(hooks),
        reading_(source, Control::begin_read),
        writing_(target, Control::begin_write) {
    hooks_.begun(source_);
    from_ = store::read_catalogue(source_);
    check_source(app_, source_, from_);
    to_ = store::read_catalogue(target_);
  }

  std::uint64_t copy();
  void compare();

 private:
  using Step = TableSum (AppMove::*)(const Table&);

  void check_columns(bool made) const;
  void copy_tables();
  void each_table(Step step);
  TableSum copy(const Table& table);
  TableSum read(const Table& table);
  void check(const Table& table, const TableSum& expected);
  void analyze();
  void index(const App::Search& search);
  std::string label(std::string_view what) const { return fmt::format("{}.{}", app_.name(), what); }
  std::string fingerprint() const;

  const App& app_;
  Session& source_;
  Session& target_;
  const MoveHooks& hooks_;
  Transaction reading_, writing_;
  Catalogue from_, to_;
  std::map<std::string, TableSum> sums_;
};

// Of the target as it is now: before it has the tables that its app makes, or with them.
void AppMove::check_columns(bool made) const {
  Catalogue expected = from_;
  if (app_.made_tables() && !made) {
    std::erase_if(expected.tables, [&](const Table& table) {
      return std::none_of(to_.tables.begin(), to_.tables.end(),
                          [&](const Table& one) { return one.name == table.name; });
    });
  }
  std::set<std::string> columns = columns_of(expected);
  if (app_.made_tables() && made) {
    Read tx(source_, wall_clock());
    for (const auto& column : app_.made_tables()->let_go(tx)) columns.erase(column);
  }
  check_alike(app_, columns, columns_of(to_));
}

std::uint64_t AppMove::copy() {
  check_columns(false);
  check_searches(app_, to_);
  copy_tables();
  if (const auto& made = app_.made_tables()) {
    Write tx(target_, {wall_clock()});
    made->make(tx);
    to_ = store::read_catalogue(target_);
    check_columns(true);
    copy_tables();
    made->index(tx);
  }
  analyze();
  for (const auto& search : app_.searches()) index(search);
  store::continue_numbers(target_);
  store::remember_move(target_, fingerprint());
  hooks_.check_alone();
  writing_.commit();
  std::uint64_t rows = 0;
  for (const auto& [table, sum] : sums_) rows += sum.rows;
  return rows;
}

void AppMove::compare() {
  check_columns(true);
  each_table(&AppMove::read);
  if (store::remembered_move(target_) != fingerprint())
    throw std::runtime_error(fmt::format(
        "The target's {0} is of an earlier move, but the source has changed since.", app_.name()));
}

void AppMove::copy_tables() {
  if (to_.circular) store::defer_references(target_);
  each_table(&AppMove::copy);
  if (to_.circular) store::check_references(target_);
}

// Those that were not there yet.
void AppMove::each_table(Step step) {
  for (const Table& table : to_.tables) {
    if (sums_.contains(table.name)) continue;
    const auto name = label(table.name);
    try {
      const auto sum = sums_[table.name] = (this->*step)(table);
      check(table, sum);
      hooks_.tell(name + ": " + store::to_string(sum));
    } catch (const store::StoreError& error) {
      throw std::runtime_error(name + ": " + error.what());
    }
  }
}

TableSum AppMove::copy(const Table& table) {
  return store::copy_table(source_, target_, table, Ticker(hooks_.tell, label(table.name)));
}

TableSum AppMove::read(const Table& table) {
  return store::sum_table(source_, table, Reading::to_move, Ticker(hooks_.tell, label(table.name)));
}

void AppMove::check(const Table& table, const TableSum& expected) {
  const auto sum = store::sum_table(target_, table, Reading::plain,
                                    Ticker(hooks_.tell, label(table.name) + ", reading it back"));
  if (sum == expected) return;
  throw std::runtime_error(fmt::format("{} differs: the source has {}, the target {}.",
                                       label(table.name), store::to_string(expected),
                                       store::to_string(sum)));
}

// Statements about tables that PostgreSQL still takes for empty run ten times as long.
void AppMove::analyze() {
  if (target_.dialect() != store::Dialect::postgres) return;
  for (const Table& table : to_.tables)
    target_.run("analyze " + store::quoted_name(table.name), {}, {});
}

void AppMove::index(const App::Search& search) {
  Ticker ticker(hooks_.tell, label(search.table) + ", words to search");
  const auto select = fmt::format("select id from {} where id > $1 order by id limit {}",
                                  store::quoted_name(search.table), store::indexed_at_once);
  std::vector<Uuid> ids(1);  // from the nil id on
  for (std::uint64_t done = 0; !ids.empty(); ticker(done += ids.size())) {
    const Uuid last = ids.back();
    const store::Value after = store::Blob{last.view()};
    ids.clear();
    target_.run(select, {&after, 1}, [&](const store::Row& row) {
      const auto bytes = std::get<store::Blob>(row.at(0)).bytes;
      std::copy(bytes.begin(), bytes.end(), ids.emplace_back().bytes.begin());
      return true;
    });
    store::index_records(target_, search.index.in(target_.dialect()), ids);
  }
  target_.settle();
}

std::string AppMove::fingerprint() const {
  std::string text;
  for (const auto& [table, sum] : sums_)
    text += fmt::format("{}{}: {}", text.empty() ? "" : "; ", table, store::to_string(sum));
  return text;
}

}  // namespace

bool was_moved(const App& app, Session& target) {
  const Transaction reading(target, Control::begin_read);
  if (!store::remembered_move(target).empty()) return true;
  const Catalogue catalogue = store::read_catalogue(target);
  std::vector<std::string> tables = catalogue.search;
  for (const Table& table : catalogue.tables) tables.push_back(table.name);
  for (const auto& table : tables)
    if (has_rows(target, table))
      throw std::runtime_error(
          fmt::format("The target is not empty: {}.{} has rows.", app.name(), table));
  return false;
}

std::uint64_t move_app(const App& app, Session& source, Session& target, const MoveHooks& hooks) {
  const bool there = was_moved(app, target);
  AppMove move(app, source, target, hooks);
  if (!there) return move.copy();
  hooks.tell(app.name() + " is there of an earlier move; comparing");
  move.compare();
  return 0;
}

}  // namespace stoa
