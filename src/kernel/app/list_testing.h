// Things with a member of each kind, in lists, and any number of them by chance.
//
// For the tests named "list:".
#pragma once

#include <random>

#include "kernel/testing/stoa.h"

namespace stoa::listed {

using testing::Stoa;

enum class Colour { red, green, blue };
BOOST_DESCRIBE_ENUM(Colour, red, green, blue)

struct Thing {
  static constexpr auto table = "things";
  Id<Thing> id = {};
  Text<1, 40> name = {};
  std::optional<Text<1, 40>> note = {};
  std::int64_t n = 0;
  std::optional<Range<0, 5>> m = {};
  bool flag = false;
  Colour colour = Colour::red;
  std::optional<Date> day = {};
  Timestamp at = {};
  Decimal<2> price = {};
  Money cost = {};
  std::optional<Id<Thing>> parent = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Thing, (),
                      (id, name, note, n, m, flag, colour, day, at, price, cost, parent, version,
                       created, updated))

inline const std::vector<embedded::File>& files() {
  static constexpr std::string_view sql = R"(
    create table things (id {id} primary key not null, name {text} not null, note {text},
      n {int} not null, m {int}, flag {bool} not null, colour {text} not null, day {date},
      at {instant} not null, price {int} not null, cost {int} not null,
      cost_currency {text} not null, parent {id}, version {int} not null,
      created {instant} not null, updated {instant} not null) strict;
    create index things_n on things (n, id);)";
  static const std::vector<embedded::File> all = {
      {"migrations/0001_things.sql", {sql.data(), sql.data() + sql.size()}}};
  return all;
}

inline Page<Thing> list_things(Read& tx, const Anyone&, const Paging& in) {
  return tx.page<Thing>("select * from things", {}, "n, id", in);
}
// A row rule: nobody sees what is not flagged.
inline Page<Thing> list_flagged(Read& tx, const Anyone&, const Paging& in) {
  return tx.page<Thing>("select * from things", Where("flag = $1", true), "n, id", in);
}

// A list that no index helps with.
inline Page<Thing> list_for_ever(Read& tx, const Anyone&, const Paging& in) {
  return tx.page<Thing>(
      "select * from things where n < (with recursive c(i) as (select 1 union all select i + 1 "
      "from "
      "c) select max(i) from c)",
      {}, "n, id", in);
}

inline App app() {
  return App("listed", "Things", files())
      .get<&list_for_ever>("/for-ever", "List for ever")
      .get<&list_things>("/things", "List")
      .get<&list_flagged>("/flagged", "List");
}

inline const std::vector<std::string> names = {"a",   "b",    "ab",    "aba", "A",    "ä",
                                               "a*b", "it's", "\"q\"", "\\",  "日本", "a\U0010ffff",
                                               "AND", "null", "%",     "a b", "_",    "aa"};
inline const std::vector<std::string> currencies = {"EUR", "USD"};

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : random_(seed) {}
  std::size_t below(std::size_t n) { return random_() % n; }
  bool one_in(std::size_t n) { return below(n) == 0; }
  template <class T>
  const T& of(const std::vector<T>& all) {
    return all[below(all.size())];
  }

 private:
  std::mt19937_64 random_;
};

inline Thing random_thing(Chance& chance) {
  Thing thing;
  thing.name = chance.of(names);
  if (!chance.one_in(3)) thing.note = Text<1, 40>(chance.of(names));
  thing.n = static_cast<std::int64_t>(chance.below(6)) - 2;
  if (!chance.one_in(3)) thing.m = Range<0, 5>(static_cast<std::int64_t>(chance.below(6)));
  thing.flag = chance.one_in(2);
  thing.colour = static_cast<Colour>(chance.below(3));
  if (!chance.one_in(3)) thing.day = Date{static_cast<std::int32_t>(20'000 + chance.below(4))};
  thing.at = {static_cast<std::int64_t>(chance.below(4)) * 500'000};
  thing.price = {static_cast<std::int64_t>(chance.below(5)) * 50 - 50};
  thing.cost.amount = static_cast<std::int64_t>(chance.below(3));
  chance.of(currencies).copy(thing.cost.currency.data(), 3);
  return thing;
}

inline std::vector<Thing> plant(Stoa& stoa, std::size_t count, std::uint64_t seed) {
  Chance chance(seed);
  std::vector<Thing> things;
  stoa.database().write_now([&](store::Connection& connection) {
    things.clear();
    Write tx(connection, {.now = wall_clock()});
    for (std::size_t i = 0; i < count; ++i) things.push_back(tx.insert(random_thing(chance)));
  });
  return things;
}

inline Page<Thing> page(Stoa& stoa, const Paging& paging) {
  Page<Thing> page;
  stoa.database().read_now([&](store::Connection& connection) {
    Read tx(connection, wall_clock());
    page = list_things(tx, {}, paging);
  });
  return page;
}

inline std::vector<Uuid> ids_of(const std::vector<Thing>& things) {
  std::vector<Uuid> ids;
  for (const Thing& thing : things) ids.push_back(thing.id.value);
  return ids;
}

}  // namespace stoa::listed
