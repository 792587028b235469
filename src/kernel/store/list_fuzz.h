// Rows with a member of each kind that a list is filtered and sorted by, in a database in memory.
//
// For fuzz targets, which are one thread.
#pragma once

#include <string>
#include <vector>

#include "kernel/model/describe.h"
#include "kernel/store/catalogue.h"
#include "kernel/store/mapping.h"
#include "kernel/store/sql.h"
#include "kernel/store/sqlite.h"

namespace stoa::list_fuzz {

enum class Mood { calm, merry };
BOOST_DESCRIBE_ENUM(Mood, calm, merry)

struct Row {
  static constexpr auto table = "rows";
  Id<Row> id = {};
  std::int64_t number = 0;
  Range<1, 9> few = {};
  double real = 0;
  bool yes = false;
  Mood mood = {};
  Text<0, 500> title = {};
  Slug slug = {};
  Decimal<2> weight = {};
  Money price = {};
  Date day = {};
  Timestamp moment = {};
  std::optional<Text<1, 600>> note = {};
  std::optional<std::int64_t> count = {};
  std::optional<Money> fee = {};
  std::optional<Isbn13> isbn = {};
  std::optional<Id<Row>> other = {};
};
BOOST_DESCRIBE_STRUCT(Row, (),
                      (id, number, few, real, yes, mood, title, slug, weight, price, day, moment,
                       note, count, fee, isbn, other))

inline std::vector<Row> some_rows() {
  std::vector<Row> rows(5);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Row& row = rows[i];
    const auto n = static_cast<std::int64_t>(i);
    row.id.value.bytes[15] = static_cast<std::uint8_t>(i + 1);
    row.number = n - 2;
    row.few = n + 1;
    row.real = static_cast<double>(n) / 4;
    row.yes = i % 2 != 0;
    row.mood = i % 2 != 0 ? Mood::merry : Mood::calm;
    row.weight.units = n * 125;
    row.price = {n * 100, {'E', 'U', 'R', '\0'}};
    row.day.days = static_cast<std::int32_t>(n * 10'000);
    row.moment.micros = n * 1'000'000'000'000;
    row.slug = Slug("row-" + std::to_string(i));
  }
  rows[1].title = "The Hobbit";
  rows[2].title = "the *\\ \"end\"";
  rows[3].title = "Caf\u00e9 \U0010ffff";
  rows[1].note = "x";
  rows[1].count = 7;
  rows[2].fee = Money{-1, {'J', 'P', 'Y', '\0'}};
  rows[2].isbn = Isbn13("9780306406157");
  rows[3].other = rows[1].id;
  return rows;
}

inline std::size_t row_count() { return some_rows().size(); }

// Has the rows of some_rows() in its one table, `listed`.
inline store::SqliteConnection& database() {
  static store::SqliteConnection connection({.file = ":memory:", .writer = true});
  static const bool ready = [] {
    connection.run_script(
        "create table listed (id blob, number int, few int, real real, yes int, mood text, title "
        "text, slug text, weight int, price int, price_currency text, day text, moment int, "
        "note text, \"count\" int, fee int, fee_currency text, isbn text, other blob);"
        "create view rows as select * from listed");  // what `other` refers to
    std::string places = "$1";
    for (int i = 2; i <= 19; ++i) places += ", $" + std::to_string(i);
    for (const Row& row : some_rows()) {
      Parameters values;
      for (const Field& field : shape_of<Row>().fields) values.add(*field.type, field.in(&row));
      connection.run("insert into listed values (" + places + ")", values.values(), {});
    }
    return true;
  }();
  static_cast<void>(ready);
  return connection;
}

// The numbers of the rows for which a condition holds. Throws StoreError.
inline std::vector<std::int64_t> rows_where(const std::string& condition,
                                            const Parameters& parameters,
                                            const std::string& order = "") {
  std::vector<std::int64_t> found;
  database().run("select * from listed where " + condition + order, parameters.values(),
                 [&](const store::Row& row) {
                   found.push_back(std::get<std::int64_t>(row.at(1)));
                   return true;
                 });
  return found;
}

}  // namespace stoa::list_fuzz
