// What lists come to: aggregates against plain C++ over the same rows, what is refused, and whose
// rows they are.

#include <algorithm>
#include <boost/json.hpp>
#include <functional>
#include <limits>
#include <map>
#include <set>

#include "kernel/app/list_testing.h"
#include "kernel/model/made.h"
#include "kernel/store/list_probe.h"

namespace stoa::listed {
namespace {

struct Gauge {
  static constexpr auto table = "gauges";
  Id<Gauge> id = {};
  AccountId owner = {};
  std::optional<double> level = {};
  std::optional<Text<1, 2000>> story = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Gauge, (), (id, owner, level, story, version, created, updated))

struct NewGauge {
  std::optional<double> level = {};
};
BOOST_DESCRIBE_STRUCT(NewGauge, (), (level))

struct GaugeSearch : Paging {
  std::optional<double> over = {};
};
BOOST_DESCRIBE_STRUCT(GaugeSearch, (Paging), (over))

struct GroupedSearch : Paging {
  std::optional<bool> group = {};
};
BOOST_DESCRIBE_STRUCT(GroupedSearch, (Paging), (group))

Page<Gauge> list_gauges(Read& tx, const User& who, const GaugeSearch& in) {
  Where where("owner = $1", who.account());
  if (in.over) where.add("level > $1", *in.over);
  return tx.page<Gauge>("select * from gauges", where, "id", in);
}
// It knows before it asks that some are shown nothing.
Page<Gauge> list_if_any(Read& tx, const User& who, const GaugeSearch& in) {
  if (!tx.exists<Gauge>("owner = $1", who.account())) return {};
  return list_gauges(tx, who, in);
}
Page<Gauge> list_by_hand(Read& tx, const User&, const Paging&) {
  return {.items = tx.query<Gauge>("order by id limit 1")};
}
Gauge add_gauge(Write& tx, const User& who, const NewGauge& in) {
  return tx.insert(Gauge{.owner = who.account(), .level = in.level});
}
Page<Gauge> list_grouped(Read& tx, const Anyone&, const GroupedSearch& in) {
  return tx.page<Gauge>("select * from gauges", {}, "id", in);
}

App gauges() {
  static constexpr std::string_view sql =
      "create table gauges (id {id} primary key not null, owner {id} not null, level {real}, "
      "story {text}, version {int} not null, created {instant} not null, "
      "updated {instant} not null) strict;"
      "create index gauges_owner on gauges (owner, id);";
  static const std::vector<embedded::File> all = {
      {"migrations/0001_gauges.sql", {sql.data(), sql.data() + sql.size()}}};
  App app("gauges", "Gauges", all);
  app.get<&list_gauges>("/gauges", "List one's own")
      .get<&list_if_any>("/any", "List one's own, if any")
      .get<&list_by_hand>("/by-hand", "List one")
      .post<&add_gauge>("/gauges", "Add one");
  return app;
}

// ---- the oracle ---------------------------------------------------------------------------------

// A member by its name, as the numbers and the JSON that it is; nothing where there is no value.
struct Member {
  std::string name;
  std::function<std::optional<std::int64_t>(const Thing&)> number;
  std::function<Json(const Thing&)> json;
  int scale = 0;
};

Json json_of(const auto& value) { return {to_json(value)}; }

std::vector<Member> numbers() {
  return {
      {"n", [](const Thing& t) { return t.n; }, [](const Thing& t) { return json_of(t.n); }},
      {"m", [](const Thing& t) { return t.m ? std::optional(t.m->value) : std::nullopt; },
       [](const Thing& t) { return json_of(t.m); }},
      {"price", [](const Thing& t) { return t.price.units; },
       [](const Thing& t) { return json_of(t.price); }, 2},
      {"cost.amount", [](const Thing& t) { return t.cost.amount; },
       [](const Thing& t) { return json_of(t.cost.amount); }},
  };
}

// By what they are ordered: no value is the last.
struct Key {
  std::string name;
  std::function<std::string(const Thing&)> order;
  std::function<Json(const Thing&)> json;
};
std::vector<Key> keys() {
  const auto number = [](std::optional<std::int64_t> n) {
    return n ? std::string(1, static_cast<char>('0' + *n + 5)) : "~";
  };
  return {
      {"colour",
       [](const Thing& t) { return std::string(enum_name(type_of<Colour>(), &t.colour)); },
       [](const Thing& t) { return json_of(t.colour); }},
      {"m", [=](const Thing& t) { return number(t.m ? std::optional(t.m->value) : std::nullopt); },
       [](const Thing& t) { return json_of(t.m); }},
      {"flag", [](const Thing& t) { return std::string(t.flag ? "1" : "0"); },
       [](const Thing& t) { return json_of(t.flag); }},
      {"day", [](const Thing& t) { return t.day ? to_string(*t.day) : "~"; },
       [](const Thing& t) { return json_of(t.day); }},
      {"n", [=](const Thing& t) { return number(t.n); },
       [](const Thing& t) { return json_of(t.n); }},
      {"cost.currency", [](const Thing& t) { return std::string(t.cost.currency.data()); },
       [](const Thing& t) { return json_of(std::string(t.cost.currency.data())); }},
  };
}

AggregateGroup summed_up(const std::vector<const Thing*>& things) {
  AggregateGroup group;
  group.count = static_cast<std::int64_t>(things.size());
  for (const Member& member : numbers()) {
    const Thing *least = nullptr, *greatest = nullptr;
    std::int64_t sum = 0, count = 0;
    std::set<std::int64_t> values;
    for (const Thing* thing : things) {
      const auto value = member.number(*thing);
      if (!value) continue;
      sum += *value;
      ++count;
      values.insert(*value);
      if (!least || *value < *member.number(*least)) least = thing;
      if (!greatest || *value > *member.number(*greatest)) greatest = thing;
    }
    const double mean = count == 0 ? 0
                                   : static_cast<double>(sum) / ((member.scale ? 100.0 : 1.0) *
                                                                 static_cast<double>(count));
    const Json total = member.scale ? json_of(Decimal<2>{sum}) : json_of(sum);
    group.sum[member.name] = count ? total : Json{};
    group.avg[member.name] = count ? json_of(mean) : Json{};
    group.min[member.name] = least ? member.json(*least) : Json{};
    group.max[member.name] = greatest ? member.json(*greatest) : Json{};
    group.distinct[member.name] = static_cast<std::int64_t>(values.size());
  }
  return group;
}

Aggregates grouped(const std::vector<Thing>& things, const std::vector<Key>& by,
                   std::size_t limit) {
  std::map<std::vector<std::string>, std::vector<const Thing*>> groups;
  if (by.empty()) groups[{}];
  for (const Thing& thing : things) {
    std::vector<std::string> order;
    for (const Key& key : by) order.push_back(key.order(thing));
    groups[order].push_back(&thing);
  }
  Aggregates all;
  for (const auto& [order, members] : groups) {
    all.more = all.groups.size() == limit;
    if (all.more) break;
    all.groups.push_back(summed_up(members));
    for (const Key& key : by) all.groups.back().key[key.name] = key.json(*members.front());
  }
  return all;
}

// A value of the first group.
std::string said(const testing::Answer& answer, const std::string& value) {
  const auto found = answer.expect(200).at("/groups/0/" + value);
  return found.is_string() ? std::string(found.as_string()) : boost::json::serialize(found);
}

std::string joined_names(const auto& all) {
  std::string names;
  for (const auto& one : all) names += (names.empty() ? "" : ",") + one.name;
  return names;
}

}  // namespace

TEST("aggregate: groups and their sums are what plain C++ finds") {
  Stoa stoa{app()};
  const auto things = plant(stoa, 120, 11);
  Chance chance(12);
  const std::string members = joined_names(numbers());
  for (int round = 0; round < 150; ++round) {
    std::vector<Key> by = keys();
    for (std::size_t i = by.size(); i > 1; --i) std::swap(by[i - 1], by[chance.below(i)]);
    by.resize(chance.below(4));
    const auto least = static_cast<std::int64_t>(chance.below(6)) - 2;
    const auto& currency = chance.of(currencies);
    std::vector<Thing> found;
    for (const Thing& thing : things) {
      if (thing.n >= least && currency == thing.cost.currency.data()) found.push_back(thing);
    }
    const std::size_t limit = chance.one_in(2) ? 100 : 1 + chance.below(5);
    std::string path = "/api/listed/things/aggregate?limit=" + std::to_string(limit) + "&filter=" +
                       testing::percent_encoded("n >= " + std::to_string(least) +
                                                " AND cost.currency = " + currency);
    if (!by.empty()) path += "&group=" + joined_names(by);
    for (const char* function : {"sum", "avg", "min", "max", "distinct"}) {
      path += "&" + std::string(function) + "=" + members;
    }
    CAPTURE(path);
    REQUIRE(stoa.nobody().get(path).expect(200).body() == to_json(grouped(found, by, limit)));
  }
}

TEST("aggregate: a list that is not asked anything is counted, an empty one too") {
  Stoa stoa{app()};
  const std::string path = "/api/listed/things/aggregate";
  const std::string rest = R"("sum":{},"avg":{},"min":{},"max":{},"distinct":{}}],"more":false})";
  CHECK(stoa.nobody().get(path).expect(200).body() == R"({"groups":[{"key":{},"count":0,)" + rest);
  CHECK(stoa.nobody().get(path + "?group=n").expect(200).body() == R"({"groups":[],"more":false})");
  CHECK(said(stoa.nobody().get(path + "?sum=n&min=name"), "count") == "0");
  plant(stoa, 7, 1);
  CHECK(stoa.nobody().get(path).expect(200).body() == R"({"groups":[{"key":{},"count":7,)" + rest);
}

TEST("aggregate: what is none is told where and why") {
  Stoa stoa{app()};
  const auto refused = [&](const std::string& query, const std::string& field,
                           const std::string& code) {
    CAPTURE(query);
    stoa.nobody().get("/api/listed/things/aggregate?" + query).expect_field(field, code);
  };
  refused("sum=nn", "/sum", "unknown_field");
  refused("sum=n,,m", "/sum", "unknown_field");
  refused("sum=n,n", "/sum", "duplicate_field");
  refused("sum=n&sum=m", "/sum", "duplicate_field");
  refused("sum=name", "/sum", "not_aggregated");
  refused("avg=at", "/avg", "not_aggregated");
  refused("min=id", "/min", "not_aggregated");
  refused("max=colour", "/max", "not_aggregated");
  refused("group=n,m,flag,day", "/group", "too_many");
  refused("group=price,cost", "/group", "unknown_field");
  refused("limit=0", "/limit", "too_small");
  refused("limit=1001", "/limit", "too_large");
  refused("filter=nothing=1", "/filter", "unknown_field");
  for (const char* none : {"sort", "after", "count", "fields", "expand", "format", "having"}) {
    refused(std::string(none) + "=n", "/" + std::string(none), "unknown_field");
  }
}

TEST("aggregate: amounts of money are summed within one currency") {
  Stoa stoa{app()};
  plant(stoa, 20, 2);
  const std::string path = "/api/listed/things/aggregate?";
  const auto get = [&](const std::string& query) { return stoa.nobody().get(path + query); };
  for (const std::string function : {"sum", "avg", "min", "max"}) {
    get(function + "=cost.amount").expect_field("/" + function, "mixed_currencies");
  }
  get("sum=cost.amount&group=cost.currency").expect(200);
  get("sum=cost.amount&filter=cost.currency=EUR").expect(200);
  get("sum=cost.amount&filter=" + testing::percent_encoded("n > 0 AND (cost.currency = EUR)"))
      .expect(200);
  for (const char* filter : {"cost.currency != EUR", "NOT cost.currency = EUR",
                             "cost.currency = EUR OR n = 1", "cost.currency = \"E*\""}) {
    get("sum=cost.amount&filter=" + testing::percent_encoded(filter))
        .expect_field("/sum", "mixed_currencies");
  }
  get("distinct=cost.amount&group=cost.amount").expect(200);
}

TEST("aggregate: a sum is exact or refused") {
  Stoa stoa{app()};
  const auto add = [&](std::int64_t n, std::int64_t units, const std::string& name) {
    stoa.database().write_now([&](store::Connection& connection) {
      Write tx(connection, {.now = wall_clock()});
      Chance chance(3);
      Thing thing = random_thing(chance);
      thing.n = n;
      thing.price.units = units;
      thing.name = name;
      tx.insert(thing);
    });
  };
  const std::string path = "/api/listed/things/aggregate?filter=name=";
  const auto most = std::numeric_limits<std::int64_t>::max();
  add(detail::max_safe_integer, most, "a");
  add(-1, -1, "a");
  add(1, 2, "b");
  add(-detail::max_safe_integer, -most - 1, "c");
  add(-1, 1, "c");
  const auto a = stoa.nobody().get(path + "a&sum=n,price").expect(200);
  CHECK(said(a, "sum/n") == "9007199254740990");
  CHECK(said(a, "sum/price") == "92233720368547758.06");
  const std::string all = "/api/listed/things/aggregate?";
  const std::string either = "&filter=" + testing::percent_encoded("name = a OR name = b");
  stoa.nobody().get(all + "sum=price" + either).expect_field("/sum", "too_large");
  stoa.nobody().get(path + "c&sum=n").expect_field("/sum", "too_large");
  CHECK(said(stoa.nobody().get(path + "c&sum=price"), "sum/price") == "-92233720368547758.07");
  CHECK(said(stoa.nobody().get(all + "sum=price"), "sum/price") == "0.01");
  stoa.nobody().get(all + "avg=n,price").expect(200);
}

TEST("aggregate: nobody sums up rows that their list does not have") {
  Stoa stoa{std::vector<App>{app(), gauges()}};
  const auto things = plant(stoa, 60, 8);
  const auto flagged =
      std::count_if(things.begin(), things.end(), [](const Thing& thing) { return thing.flag; });
  CHECK(said(stoa.nobody().get("/api/listed/flagged/aggregate"), "count") ==
        std::to_string(flagged));
  const std::string around = testing::percent_encoded("flag = false OR n:*");
  CHECK(said(stoa.nobody().get("/api/listed/flagged/aggregate?filter=" + around), "count") ==
        std::to_string(flagged));
  const auto ann = stoa.user(), bob = stoa.user();
  const std::string path = "/api/gauges/gauges";
  for (const double level : {0.5, 1.25, -3.0}) ann.post(path, {{"level", level}}).expect(201);
  ann.post(path, {{"level", nullptr}}).expect(201);
  stoa.nobody().get(path + "/aggregate").expect(401, "not_signed_in");
  CHECK(said(bob.get(path + "/aggregate?sum=level"), "count") == "0");
  const auto sums = ann.get(path + "/aggregate?sum=level&avg=level&distinct=owner").expect(200);
  CHECK(said(sums, "count") == "4");
  CHECK(said(sums, "distinct/owner") == "1");
  CHECK(std::stod(said(sums, "sum/level")) == -1.25);
  CHECK(std::stod(said(sums, "avg/level")) == -1.25 / 3);
  const auto over = ann.get(path + "/aggregate?min=level&over=0").expect(200);
  CHECK(said(over, "count") == "2");
  CHECK(std::stod(said(over, "min/level")) == 0.5);
  ann.get(path + "/aggregate?group=story").expect_field("/group", "not_aggregated");
  ann.get(path + "/aggregate?max=story").expect_field("/max", "not_aggregated");
  for (int i = 0; i < 2; ++i) ann.post(path, {{"level", 1.7e308}}).expect(201);
  ann.get(path + "/aggregate?sum=level").expect_field("/sum", "too_large");
}

TEST("aggregate: a handler that asks for no page shows nothing, or makes its rows itself") {
  Stoa stoa{gauges()};
  const auto ann = stoa.user(), bob = stoa.user();
  const std::string path = "/api/gauges/", all = "?sum=level&avg=level&max=level&distinct=owner";
  const std::string nothing = ann.get(path + "gauges/aggregate" + all).expect(200).body();
  CHECK(ann.get(path + "by-hand/aggregate").expect(200).at("/more") == false);
  ann.post(path + "gauges", {{"level", 2.5}}).expect(201);
  CHECK(bob.get(path + "any/aggregate" + all).expect(200).body() == nothing);
  CHECK(bob.get(path + "any/aggregate?group=owner").expect(200).body() ==
        R"({"groups":[],"more":false})");
  bob.get(path + "any/aggregate?sum=lvel").expect_field("/sum", "unknown_field");
  bob.get(path + "any/aggregate?filter=lvel=1").expect_field("/filter", "unknown_field");
  CHECK(said(ann.get(path + "any/aggregate" + all), "count") == "1");
  ann.get(path + "by-hand/aggregate").expect(422, "validation_failed");
}

TEST("aggregate: rows of a Shape that was made at run time") {
  struct Pages : Read {
    using Read::Read;
    using Read::run_page;
  };
  Stoa stoa{app()};
  const auto things = plant(stoa, 40, 13);
  static TypeBook book;
  Shape shape{.name = "Made", .table = "", .fields = {}};
  shape.fields.push_back({.name = "id", .type = &type_of<Id<Thing>>()});
  shape.fields.push_back({.name = "number", .type = &type_of<std::int64_t>(), .column = "n"});
  shape.fields.push_back(
      {.name = "maybe", .type = &book.optional(type_of<std::int64_t>()), .column = "m"});
  const Type& row = book.object(std::move(shape));
  const Type& list = book.list(row, 0, 1000);
  Aggregating asked;
  asked.group = Text<1, 200>("maybe");
  asked.sum = Text<1, 200>("number");
  ListProbe probe{.aggregating = &asked};
  stoa.database().read_now([&](store::Connection& connection) {
    Pages tx(connection, wall_clock());
    probe.asked = false;
    tx.probe(probe);
    Object items(list);
    tx.run_page({"select id, n, m from things", Parameters(), "id"}, Paging{}, row.object(), list,
                items.get());
    CHECK(list.list->size(items.get()) == 0);
  });
  const Aggregates expected = grouped(things, {keys()[1]}, 100);
  REQUIRE(probe.aggregates.groups.size() == expected.groups.size());
  for (std::size_t i = 0; i < expected.groups.size(); ++i) {
    CHECK(probe.aggregates.groups[i].key.at("maybe") == expected.groups[i].key.at("m"));
    CHECK(probe.aggregates.groups[i].sum.at("number") == expected.groups[i].sum.at("n"));
  }
}

TEST("aggregate: one that takes too long is told which index would help") {
  Stoa stoa{app()};
  plant(stoa, 1, 9);
  stoa.nobody().get("/api/listed/for-ever/aggregate?filter=m=1").expect(422, "filter_too_costly");
}

TEST("aggregate: a list cannot have a parameter that means something else there") {
  App odd("odd", "Odd", {});
  odd.get<&list_grouped>("/gauges", "List");
  CHECK_THROWS_AS(Stoa{std::move(odd)}, std::logic_error);
}

}  // namespace stoa::listed
