// Lists against an oracle: thousands of generated filters and orders, each answered by the database
// and by plain C++ over the same rows.

#include <algorithm>
#include <functional>
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

const std::vector<embedded::File>& files() {
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

Page<Thing> list_things(Read& tx, const Anyone&, const Paging& in) {
  return tx.page<Thing>("select * from things", {}, "n, id", in);
}
// A row rule: nobody sees what is not flagged.
Page<Thing> list_flagged(Read& tx, const Anyone&, const Paging& in) {
  return tx.page<Thing>("select * from things", Where("flag = $1", true), "n, id", in);
}

// A list that no index helps with.
Page<Thing> list_for_ever(Read& tx, const Anyone&, const Paging& in) {
  return tx.page<Thing>(
      "select * from things where n < (with recursive c(i) as (select 1 union all select i + 1 "
      "from "
      "c) select max(i) from c)",
      {}, "n, id", in);
}

App app() {
  return App("listed", "Things", files())
      .get<&list_for_ever>("/for-ever", "List for ever")
      .get<&list_things>("/things", "List")
      .get<&list_flagged>("/flagged", "List");
}

const std::vector<std::string> names = {"a",   "b",    "ab",    "aba", "A",    "ä",
                                        "a*b", "it's", "\"q\"", "\\",  "日本", "a\U0010ffff",
                                        "AND", "null", "%",     "a b", "_",    "aa"};
const std::vector<std::string> currencies = {"EUR", "USD"};

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

Thing random_thing(Chance& chance) {
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

using Holds = std::function<bool(const Thing&)>;
struct Condition {
  std::string text;
  Holds holds;
};

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\' || c == '*') out += '\\';
    out += c;
  }
  return out + '"';
}

// One of < <= > >= = !=; `order` tells -1, 0 or 1, or nothing where there is no value.
Condition compared(Chance& chance, const std::string& member, const std::string& value,
                   std::function<std::optional<int>(const Thing&)> order, bool equality_only) {
  const std::size_t which = chance.below(equality_only ? 2 : 6);
  const char* comparators[] = {"=", "!=", "<", "<=", ">", ">="};
  const std::string blank = chance.one_in(2) ? " " : "";
  return {member + blank + comparators[which] + blank + value, [=](const Thing& thing) {
            const auto at = order(thing);
            if (!at) return which == 1;
            const bool truth[] = {*at == 0, *at != 0, *at<0, *at <= 0, *at> 0, *at >= 0};
            return truth[which];
          }};
}

template <class T>
int order_of(const T& a, const T& b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

Condition text_condition(Chance& chance, const std::string& member,
                         std::function<std::optional<std::string>(const Thing&)> get) {
  const std::string value = chance.of(names);
  const std::size_t stars = chance.below(6);
  if (stars > 2) {
    auto order = [=](const Thing& thing) -> std::optional<int> {
      const auto text = get(thing);
      if (!text) return std::nullopt;
      return order_of(std::string(*text), value);
    };
    return compared(chance, member, quoted(value), order, false);
  }
  const bool negated = chance.one_in(3);
  std::string pattern = quoted(value);
  if (stars != 0) pattern.insert(1, "*");                   // "*end"
  if (stars != 1) pattern.insert(pattern.size() - 1, "*");  // "start*"
  return {member + (negated ? " != " : " = ") + pattern, [=](const Thing& thing) {
            const auto text = get(thing);
            const bool found = text && (stars == 0   ? text->starts_with(value)
                                        : stars == 1 ? text->ends_with(value)
                                                     : text->find(value) != text->npos);
            return found != negated;
          }};
}

// What `get` gives of a row, if anything, compared with `value`, which is written as `text`.
template <class T, class Get>
Condition against(Chance& chance, const std::string& member, const std::string& text, T value,
                  Get get, bool equality_only = false) {
  auto order = [=](const Thing& thing) -> std::optional<int> {
    const std::optional<T> own = get(thing);
    if (!own) return std::nullopt;
    return order_of(*own, value);
  };
  return compared(chance, member, text, order, equality_only);
}

Condition random_number(Chance& chance) {
  const auto v = static_cast<std::int64_t>(chance.below(9)) - 2;
  switch (chance.below(4)) {
    case 0:
      return against(chance, "n", std::to_string(v), v, [](const Thing& t) { return t.n; });
    case 1:  // beyond the member's own bounds, too
      return against(chance, "m", std::to_string(v), v,
                     [](const Thing& t) { return t.m ? std::optional(t.m->value) : std::nullopt; });
    case 2:
      return against(chance, "cost.amount", std::to_string(v), v,
                     [](const Thing& t) { return t.cost.amount; });
    default: {
      const std::vector<std::string> texts = {"-0.50", "0", "0.5", "1"};
      const std::size_t which = chance.below(texts.size());
      return against(chance, "price", texts[which], static_cast<std::int64_t>(which) * 50 - 50,
                     [](const Thing& t) { return t.price.units; });
    }
  }
}

Condition random_presence(Chance& chance) {
  const bool absent = chance.one_in(2);
  if (chance.one_in(2)) {
    return {absent ? "m = null" : "m:*", [=](const Thing& t) { return t.m.has_value() != absent; }};
  }
  return {absent ? "note = null" : "note != null",
          [=](const Thing& t) { return t.note.has_value() != absent; }};
}

Condition random_comparison(Chance& chance) {
  switch (chance.below(9)) {
    case 0:
      return text_condition(chance, "name", [](const Thing& t) { return std::optional(t.name); });
    case 1:
      return text_condition(chance, "note", [](const Thing& t) {
        return t.note ? std::optional<std::string>(*t.note) : std::nullopt;
      });
    case 2: {
      const bool v = chance.one_in(2);
      return against(
          chance, "flag", v ? "true" : "false", v, [](const Thing& t) { return t.flag; }, true);
    }
    case 3: {
      const auto v = static_cast<Colour>(chance.below(3));
      return against(
          chance, "colour", std::string(enum_name(type_of<Colour>(), &v)), v,
          [](const Thing& t) { return t.colour; }, true);
    }
    case 4: {
      const Date v{static_cast<std::int32_t>(19'999 + chance.below(6))};
      return against(chance, "day", to_string(v), v, [](const Thing& t) { return t.day; });
    }
    case 5: {
      const Timestamp v{static_cast<std::int64_t>(chance.below(5)) * 500'000};
      return against(chance, "at", to_string(v), v, [](const Thing& t) { return t.at; });
    }
    case 6:
      return random_presence(chance);
    default:
      return random_number(chance);
  }
}

Condition random_condition(Chance& chance, int depth) {
  if (depth == 0 || chance.one_in(3)) {
    Condition one = random_comparison(chance);
    if (!chance.one_in(4)) return one;
    return {(chance.one_in(2) ? "NOT " : "-") + one.text,
            [holds = one.holds](const Thing& t) { return !holds(t); }};
  }
  const bool all = chance.one_in(2);
  std::vector<Holds> parts;
  std::string text;
  for (std::size_t i = 0, count = 2 + chance.below(2); i < count; ++i) {
    Condition part = random_condition(chance, depth - 1);
    text += (i ? (all ? " AND " : " OR ") : "") +
            (part.text.find(' ') == part.text.npos ? part.text : "(" + part.text + ")");
    parts.push_back(part.holds);
  }
  const bool negated = chance.one_in(4);
  if (negated) text = "NOT (" + text + ")";
  return {text, [=](const Thing& t) {
            const bool truth = all ? std::all_of(parts.begin(), parts.end(),
                                                 [&](const Holds& part) { return part(t); })
                                   : std::any_of(parts.begin(), parts.end(),
                                                 [&](const Holds& part) { return part(t); });
            return truth != negated;
          }};
}

// -1, 0, 1 as a list sorts: no value is last, whichever way it goes.
using Compare = std::function<int(const Thing&, const Thing&)>;
template <class Get>
Compare by(Get get, bool descending) {
  return [=](const Thing& a, const Thing& b) {
    const auto x = get(a), y = get(b);
    if (!x || !y) return x ? -1 : y ? 1 : 0;
    return descending ? order_of(*y, *x) : order_of(*x, *y);
  };
}

struct Order {
  std::string text;
  std::vector<Compare> keys;
  bool operator()(const Thing& a, const Thing& b) const {
    for (const Compare& key : keys)
      if (const int order = key(a, b)) return order < 0;
    return false;
  }
};

Order random_order(Chance& chance) {
  using std::optional;
  std::vector<std::pair<std::string, std::function<Compare(bool)>>> members;
  auto add = [&](std::string name, auto get) {
    members.emplace_back(name, [=](bool descending) { return by(get, descending); });
  };
  add("name", [](const Thing& t) { return optional<std::string>(t.name); });
  add("note",
      [](const Thing& t) { return t.note ? optional<std::string>(*t.note) : std::nullopt; });
  add("n", [](const Thing& t) { return optional(t.n); });
  add("m", [](const Thing& t) { return t.m ? optional(t.m->value) : std::nullopt; });
  add("flag", [](const Thing& t) { return optional(t.flag); });
  add("colour", [](const Thing& t) {
    return optional(std::string(enum_name(type_of<Colour>(), &t.colour)));
  });
  add("day", [](const Thing& t) { return t.day; });
  add("price", [](const Thing& t) { return optional(t.price.units); });
  add("cost.currency",
      [](const Thing& t) { return optional(std::string(t.cost.currency.data())); });
  std::shuffle(members.begin(), members.end(), std::mt19937_64(chance.below(1'000'000)));
  Order order;
  bool first_descending = false;
  for (std::size_t i = 0, count = 1 + chance.below(3); i < count; ++i) {
    const bool descending = chance.one_in(2);
    if (i == 0) first_descending = descending;
    order.text += (i ? "," : "") + std::string(descending ? "-" : "") + members[i].first;
    order.keys.push_back(members[i].second(descending));
  }
  order.keys.push_back(by([](const Thing& t) { return optional(t.id.value); }, first_descending));
  return order;
}

std::vector<Thing> plant(Stoa& stoa, std::size_t count, std::uint64_t seed) {
  Chance chance(seed);
  std::vector<Thing> things;
  stoa.database().write_now([&](store::Connection& connection) {
    things.clear();
    Write tx(connection, {.now = wall_clock()});
    for (std::size_t i = 0; i < count; ++i) things.push_back(tx.insert(random_thing(chance)));
  });
  return things;
}

Page<Thing> page(Stoa& stoa, const Paging& paging) {
  Page<Thing> page;
  stoa.database().read_now([&](store::Connection& connection) {
    Read tx(connection, wall_clock());
    page = list_things(tx, {}, paging);
  });
  return page;
}

std::vector<Uuid> ids_of(const std::vector<Thing>& things) {
  std::vector<Uuid> ids;
  for (const Thing& thing : things) ids.push_back(thing.id.value);
  return ids;
}

TEST("list: a filter finds what the same condition finds in memory") {
  Stoa stoa{app()};
  const auto things = plant(stoa, 80, 1);
  Chance chance(2);
  for (int i = 0; i < 2500; ++i) {
    const Condition condition = random_condition(chance, 3);
    if (condition.text.size() > 2000) continue;
    std::vector<Thing> expected;
    std::copy_if(things.begin(), things.end(), std::back_inserter(expected), condition.holds);
    Paging paging;
    paging.limit = Range<1, 100>(100);
    paging.filter = Text<1, 2000>(condition.text);
    paging.count = Count::exact;
    const auto found = page(stoa, paging);
    auto ids = ids_of(found.items), wanted = ids_of(expected);
    std::sort(ids.begin(), ids.end());
    std::sort(wanted.begin(), wanted.end());
    REQUIRE_MESSAGE(ids == wanted, condition.text);
    REQUIRE(found.total->rows == static_cast<std::int64_t>(wanted.size()));
  }
}

TEST("list: pages in any order are the sorted rows, each of them once") {
  Stoa stoa{app()};
  const auto things = plant(stoa, 80, 3);
  Chance chance(4);
  for (int i = 0; i < 300; ++i) {
    const Condition condition = random_condition(chance, 1);
    const Order order = random_order(chance);
    std::vector<Thing> expected;
    std::copy_if(things.begin(), things.end(), std::back_inserter(expected), condition.holds);
    std::sort(expected.begin(), expected.end(), order);
    Paging paging;
    paging.limit = Range<1, 100>(static_cast<std::int64_t>(1 + chance.below(30)));
    paging.sort = Text<1, 200>(order.text);
    paging.filter = Text<1, 2000>(condition.text);
    std::vector<Thing> walked;
    do {
      const auto next = page(stoa, paging);
      walked.insert(walked.end(), next.items.begin(), next.items.end());
      paging.after = next.next;
    } while (paging.after && walked.size() <= things.size());
    REQUIRE_MESSAGE(ids_of(walked) == ids_of(expected), order.text << " of " << condition.text);
  }
}

TEST("list: rows that come and go move no row that was there all the time") {
  Stoa stoa{app()};
  const auto things = plant(stoa, 60, 5);
  Chance chance(6);
  for (int i = 0; i < 20; ++i) {
    const Order order = random_order(chance);
    Paging paging;
    paging.limit = Range<1, 100>(7);
    paging.sort = Text<1, 200>(order.text);
    std::vector<Uuid> seen, others;
    do {
      const auto next = page(stoa, paging);
      for (const Thing& thing : next.items) seen.push_back(thing.id.value);
      paging.after = next.next;
      stoa.database().write_now([&](store::Connection& connection) {
        Write tx(connection, {.now = wall_clock()});
        for (int k = 0; k < 3; ++k) others.push_back(tx.insert(random_thing(chance)).id.value);
        tx.remove(Id<Thing>{others[others.size() / 2]});
        others.erase(others.begin() + static_cast<std::ptrdiff_t>(others.size() / 2));
      });
    } while (paging.after && seen.size() < 400);
    for (const Thing& thing : things) {
      REQUIRE_MESSAGE(std::count(seen.begin(), seen.end(), thing.id.value) == 1, order.text);
    }
    stoa.database().write_now([&](store::Connection& connection) {
      Write tx(connection, {.now = wall_clock()});
      for (const Uuid& id : others) tx.remove(Id<Thing>{id});
    });
  }
}

TEST("list: a filter that is none is told where and why") {
  Stoa stoa{app()};
  auto refused = [&](std::string filter) {
    const auto answer =
        stoa.nobody().get("/api/listed/things?filter=" + testing::percent_encoded(filter));
    return answer.status() == 422
               ? answer.text("/errors/0/code") + ": " + answer.text("/errors/0/message")
               : std::to_string(answer.status());
  };
  CHECK(refused("n = 1 AND n = 2 OR n = 3") ==
        "mixed_and_or: AND and OR stand side by side only with parentheses (at character 17)");
  CHECK(refused("nme = 1") ==
        "unknown_field: This list has no member nme; did you mean name? (at character 1)");
  CHECK(refused("n = ") == "bad_syntax: A value is expected here (at character 5)");
  CHECK(refused("n") == "bad_syntax: One of = != < <= > >= or : is expected here (at character 2)");
  CHECK(refused("(n = 1") == "bad_syntax: A ) is expected here (at character 7)");
  CHECK(refused("n = 1)") == "bad_syntax: No parenthesis is open here (at character 6)");
  CHECK(refused("n = 1 n = 2") == "bad_syntax: AND or OR is expected here (at character 7)");
  CHECK(refused("name = \"日本") == "bad_syntax: This text has no end (at character 8)");
  CHECK(refused("name = \"日\" # 1").starts_with("bad_syntax: This belongs to no filter"));
  CHECK(refused("n = one").starts_with("bad_value: "));
  CHECK(refused("day = 2026-02-30").starts_with("bad_value: "));
  CHECK(refused("flag > true").starts_with("bad_comparison: "));
  CHECK(refused("n < null").starts_with("bad_comparison: "));
  CHECK(refused("n = \"1*\"").starts_with("bad_comparison: "));
  CHECK(refused("name = \"a*b\"").starts_with("bad_syntax: A * stands"));
  std::string deep(20, '(');
  CHECK(refused(deep + "n = 1" + std::string(20, ')')).starts_with("too_complex: "));
  std::string many = "n = 1";
  for (int i = 0; i < 50; ++i) many += " OR n = 1";
  CHECK(refused(many).starts_with("too_complex: "));
  CHECK(refused("name = 'a' OR 1 = 1").starts_with("unknown_field"));
}

TEST("list: an order that is none is told why") {
  Stoa stoa{app()};
  auto refused = [&](std::string sort) {
    return stoa.nobody().get("/api/listed/things?sort=" + sort).text("/errors/0/code");
  };
  CHECK(refused("nme") == "unknown_field");
  CHECK(refused("n,-n") == "duplicate_field");
  CHECK(refused("n,,m") == "unknown_field");
  CHECK(refused("name,note,n,m,flag") == "too_many");
}

TEST("list: a cursor is good for whoever got it and for the list that gave it") {
  Stoa stoa{app()};
  plant(stoa, 30, 7);
  const auto ann = stoa.user(), bob = stoa.user();
  const auto first = ann.get("/api/listed/things?limit=5&sort=-m").expect(200);
  const std::string cursor = first.text("/next");
  CHECK(std::string(first.header("Link")) ==
        "</api/listed/things?limit=5&sort=-m&after=" + cursor + ">; rel=\"next\"");
  const std::string things = "/api/listed/things?";
  stoa.nobody().get(things + "sort=-m&after=" + cursor).expect(200);  // open to all: nobody's
  stoa.nobody().get(things + "sort=-m&limit=50&after=" + cursor).expect(200);
  for (const std::string other : {"sort=m&", "", "sort=-m&filter=n=1&", "filter=n=1&sort=-m,n&"}) {
    stoa.nobody().get(things + other + "after=" + cursor).expect_field("/after", "bad_cursor");
  }
  stoa.nobody()
      .get("/api/listed/flagged?sort=-m&after=" + cursor)
      .expect_field("/after", "bad_cursor");
  std::string altered = cursor;
  altered[10] = altered[10] == 'A' ? 'B' : 'A';
  stoa.nobody().get(things + "sort=-m&after=" + altered).expect_field("/after", "bad_cursor");
}

TEST("list: a filter reaches no row that its caller may not see") {
  Stoa stoa{app()};
  const auto things = plant(stoa, 60, 8);
  const auto flagged =
      std::count_if(things.begin(), things.end(), [](const Thing& thing) { return thing.flag; });
  for (const std::string filter : {"flag = false OR n > -9", "NOT (flag = true)", "n > -9"}) {
    const auto answer = stoa.nobody().get("/api/listed/flagged?limit=100&count=exact&filter=" +
                                          testing::percent_encoded(filter));
    const auto rows = answer.expect(200).at("/total/rows").as_int64();
    CHECK(rows == (filter == "NOT (flag = true)" ? 0 : flagged));
    CHECK(answer.at("/items").as_array().size() == static_cast<std::size_t>(rows));
  }
}

TEST("list: a filter that takes too long is told the index that would help") {
  Stoa stoa{app()};
  plant(stoa, 3, 10);
  stoa.get("/api/listed/for-ever").expect(503, "query_too_costly");
  const auto cut = stoa.get("/api/listed/for-ever?sort=-name&filter=" +
                            testing::percent_encoded("n > 1 AND m = 2"))
                       .expect(422, "filter_too_costly");
  CHECK(cut.text("/detail") == "An index on (m, n, name, id) would help.");
}

TEST("list: rows are counted when that is asked for") {
  Stoa stoa{app()};
  plant(stoa, 12, 9);
  CHECK(stoa.get("/api/listed/things").at("/total").is_null());
  CHECK(stoa.get("/api/listed/things?count=capped").at("/total/rows") == 12);
  CHECK(stoa.get("/api/listed/things?count=capped").at("/total/capped") == false);
  const auto page = stoa.get("/api/listed/things?count=exact&limit=5");
  const auto next = stoa.get("/api/listed/things?count=exact&limit=5&after=" + page.text("/next"));
  CHECK(next.at("/total/rows") == 12);
}

}  // namespace stoa::listed
