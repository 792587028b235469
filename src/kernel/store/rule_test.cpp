// Rules: what they refuse, and thousands of generated ones, each answered by a database and by
// plain C++ over the same rows and callers.
#include "kernel/store/rule.h"

#include <algorithm>
#include <functional>
#include <random>
#include <set>

#include "kernel/model/problem.h"
#include "kernel/store/postgres_server.h"
#include "kernel/store/sqlite.h"
#include "kernel/store/transaction.h"
#include "kernel/testing/postgres.h"
#include "kernel/testing/test.h"

namespace stoa::ruled {

// All three have columns of the same names, so that a wrong table is a wrong answer.
struct Person {};
BOOST_DESCRIBE_STRUCT(Person, (), ())
using PersonId = Id<Person>;

enum class Desk { editor, clerk };
BOOST_DESCRIBE_ENUM(Desk, editor, clerk)

struct Team {
  static constexpr bool keeps_removed = true;
  static constexpr auto table = "teams";
  Id<Team> id = {};
  std::optional<PersonId> owner = {};
  std::optional<std::int64_t> level = {};
  std::string title = {};
  bool open = false;
  std::optional<Id<Team>> team = {};
  std::optional<Timestamp> deleted = {};
};
BOOST_DESCRIBE_STRUCT(Team, (), (id, owner, level, title, open, team, deleted))

struct Author {
  static constexpr bool keeps_removed = true;
  static constexpr auto table = "authors";
  Id<Author> id = {};
  std::optional<PersonId> owner = {};
  std::optional<std::int64_t> level = {};
  std::string title = {};
  bool open = false;
  std::optional<Id<Team>> team = {};
  std::optional<Timestamp> deleted = {};
};
BOOST_DESCRIBE_STRUCT(Author, (), (id, owner, level, title, open, team, deleted))

struct Work {
  static constexpr auto table = "works";
  Id<Work> id = {};
  std::optional<PersonId> owner = {};
  std::optional<std::int64_t> level = {};
  std::string title = {};
  bool open = false;
  std::optional<Id<Author>> author = {};
  Id<Team> team = {};
  Desk desk = {};
  std::optional<Money> price = {};
};
BOOST_DESCRIBE_STRUCT(Work, (), (id, owner, level, title, open, author, team, desk, price))

namespace {

using store::Connection;
using testing::PostgresTestDatabase;

struct Chance {
  std::mt19937_64 random;
  std::size_t below(std::size_t n) { return random() % n; }
  bool one_in(std::size_t n) { return below(n) == 0; }
};

template <class T>
Id<T> id_number(std::size_t n) {
  Id<T> id;
  id.value.bytes[15] = static_cast<std::uint8_t>(n);
  return id;
}

struct World {
  std::vector<Team> teams;
  std::vector<Author> authors;
  std::vector<Work> works;
};

const std::vector<std::string> titles = {"", "sea", "The Sea", "editor", "100%"};

template <class R>
R some_record(Chance& chance, std::size_t n) {
  R record;
  record.id = id_number<R>(n);
  if (!chance.one_in(3)) record.owner = id_number<Person>(chance.below(3));
  if (!chance.one_in(3)) record.level = static_cast<std::int64_t>(chance.below(4));
  record.title = titles[chance.below(titles.size())];
  record.open = chance.one_in(2);
  return record;
}

World some_world(Chance& chance) {
  World world;
  for (std::size_t i = 0; i < 6; ++i) {
    auto& team = world.teams.emplace_back(some_record<Team>(chance, i));
    if (!chance.one_in(4)) team.team = id_number<Team>(chance.below(8));  // some are nowhere
    if (chance.one_in(4)) team.deleted = Timestamp{1};
  }
  for (std::size_t i = 0; i < 8; ++i) {
    auto& author = world.authors.emplace_back(some_record<Author>(chance, i));
    if (!chance.one_in(4)) author.team = id_number<Team>(chance.below(8));
    if (chance.one_in(4)) author.deleted = Timestamp{1};
  }
  for (std::size_t i = 0; i < 30; ++i) {
    auto& work = world.works.emplace_back(some_record<Work>(chance, i));
    if (!chance.one_in(4)) work.author = id_number<Author>(chance.below(10));
    work.team = id_number<Team>(chance.below(8));
    work.desk = chance.one_in(2) ? Desk::editor : Desk::clerk;
    if (chance.one_in(2)) work.price = Money{static_cast<std::int64_t>(chance.below(3)), {"EUR"}};
  }
  return world;
}

// ---- databases ----------------------------------------------------------------------------------

template <class R>
void put(Connection& connection, const std::vector<R>& rows) {
  const Shape& shape = shape_of<R>();
  for (const R& row : rows) {
    Parameters values;
    for (const Field& field : shape.fields) values.add(*field.type, field.in(&row));
    std::string places = "$1";
    for (std::size_t i = 2; i <= values.size(); ++i) places += ", $" + std::to_string(i);
    connection.run("insert into " + shape.table + " values (" + places + ")", values.values(), {});
  }
}

void fill(Connection& connection, const World& world) {
  const bool sqlite = connection.dialect() == store::Dialect::sqlite;
  const std::string id = sqlite ? "blob" : "uuid", number = sqlite ? "int" : "bigint",
                    truth = sqlite ? "int" : "boolean";
  const std::string text = sqlite ? "text" : "text collate \"C\"";
  const std::string common = "(id " + id + ", owner " + id + ", level " + number + ", title " +
                             text + ", open " + truth + ", ";
  const std::string of_team = "team " + id + ", deleted " + number;
  connection.run_script("create table teams " + common + of_team + "); create table authors " +
                        common + of_team + "); create table works " + common + "author " + id +
                        ", team " + id + ", desk text, price " + number + ", price_currency text)");
  put(connection, world.teams);
  put(connection, world.authors);
  put(connection, world.works);
}

// SQLite in memory, and PostgreSQL where there is a server.
struct Databases {
  explicit Databases(const World& world) : postgres(PostgresTestDatabase::make()) {
    fill(sqlite, world);
    if (!postgres) return;
    postgres->execute("create schema s");
    server.emplace(store::PostgresServerOptions{.url = postgres->url(), .connections = 4});
    remote = server->connect("s", store::Purpose::write);
    fill(*remote, world);
  }
  std::vector<Connection*> all() {
    if (!remote) return {&sqlite};
    return {&sqlite, remote.get()};
  }
  store::SqliteConnection sqlite{{.file = ":memory:", .writer = true}};
  std::optional<PostgresTestDatabase> postgres;
  std::optional<store::PostgresServer> server;
  std::unique_ptr<store::PostgresConnection> remote;
};

// The works for which a bound rule holds, by their numbers.
std::set<std::size_t> found_by(Connection& connection, const FilterNode& condition) {
  Where where("level is null or level >= $1", std::int64_t{-1});  // a rule is not alone
  where.add(condition, "w").add("1 = $1", std::int64_t{1});
  std::set<std::size_t> found;
  connection.run(
      "select id from works as w" + where.clause(connection.dialect()), where.parameters().values(),
      [&](const store::Row& row) {
        found.insert(static_cast<unsigned char>(std::get<store::Blob>(row.at(0)).bytes.back()));
        return true;
      });
  return found;
}

// ---- the oracle ---------------------------------------------------------------------------------

struct Asked {
  const World& world;
  const Work& work;
  const RuleCaller& caller;
};
// What a comparison comes to; nothing where it is one with an absent variable, which no NOT turns.
using Truth = std::function<std::optional<bool>(const Asked&)>;
struct Part {
  std::string text;
  std::function<bool(const Asked&, bool negated)> holds;
};

// The same members of whichever record.
struct Common {
  std::optional<PersonId> owner;
  std::optional<std::int64_t> level;
  std::string title;
  bool open;
};
template <class R>
Common common_of(const R& record) {
  return {record.owner, record.level, record.title, record.open};
}

template <class R>
const R* there(const std::vector<R>& all, const std::optional<Id<R>>& id) {
  for (const R& one : all)
    if (id && one.id == *id && !one.deleted) return &one;
  return nullptr;
}

// The record at the end of a path, if it is there.
struct Path {
  std::string text;
  std::function<std::optional<Common>(const Asked&)> end;
};
Path random_path(Chance& chance) {
  auto end = [](const auto* record) {
    return record ? std::optional(common_of(*record)) : std::nullopt;
  };
  auto team_of = [](const Asked& asked, const auto* record) -> const Team* {
    if (!record) return nullptr;
    return there(asked.world.teams, std::optional<Id<Team>>(record->team));
  };
  auto author = [](const Asked& a) { return there(a.world.authors, a.work.author); };
  switch (chance.below(6)) {
    case 0:
      return {"author.", [=](const Asked& a) { return end(author(a)); }};
    case 1:
      return {"team.", [=](const Asked& a) { return end(team_of(a, &a.work)); }};
    case 2:
      return {"author.team.", [=](const Asked& a) { return end(team_of(a, author(a))); }};
    case 3:
      return {"team.team.", [=](const Asked& a) { return end(team_of(a, team_of(a, &a.work))); }};
    default:
      return {"", [=](const Asked& a) { return end(&a.work); }};
  }
}

Part part_of(std::string text, Truth truth) {
  return {std::move(text), [truth](const Asked& asked, bool negated) {
            const auto came_to = truth(asked);
            return came_to && *came_to != negated;
          }};
}

Part random_member(Chance& chance) {
  const Path path = random_path(chance);
  const bool unlike = chance.one_in(3);
  const std::string compared = unlike ? " != " : " = ";
  auto one = [&](const std::string& rest, auto holds) {
    return part_of(path.text + rest, [=](const Asked& asked) -> std::optional<bool> {
      const auto record = path.end(asked);
      return (record && holds(*record)) != unlike;
    });
  };
  const auto level = static_cast<std::int64_t>(chance.below(4));
  const std::string& title = titles[1 + chance.below(titles.size() - 1)];
  switch (chance.below(5)) {
    case 0:
      return one("level" + compared + std::to_string(level),
                 [=](const Common& c) { return c.level == level; });
    case 1:
      return one("title" + compared + "\"" + title + "\"",
                 [=](const Common& c) { return c.title == title; });
    case 2:
      return one("title" + compared + "\"*" + title + "*\"",
                 [=](const Common& c) { return c.title.find(title) != c.title.npos; });
    case 3:  // `= null` is what a value's presence is not
      return one("owner" + std::string(unlike ? " = null" : ":*"),
                 [](const Common& c) { return c.owner.has_value(); });
    default:
      return one("open" + compared + "true", [](const Common& c) { return c.open; });
  }
}

Part random_with_caller(Chance& chance) {
  const Path path = random_path(chance);
  const bool unlike = chance.one_in(3);
  const std::string compared = unlike ? " != " : " = ";
  // `absent` where it is nothing, whatever it is compared with.
  auto one = [&](const std::string& rest, auto absent, auto holds) {
    return part_of(path.text + rest, [=](const Asked& asked) -> std::optional<bool> {
      if (absent(asked.caller)) return std::nullopt;
      const auto record = path.end(asked);
      return (record && holds(*record, asked.caller)) != unlike;
    });
  };
  switch (chance.below(3)) {
    case 0:
      return one(
          "owner" + compared + "@me", [](const RuleCaller& who) { return !who.account; },
          [](const Common& c, const RuleCaller& who) {
            return c.owner && c.owner->value == *who.account;
          });
    case 1:
      return one(
          "title" + compared + "@role", [](const RuleCaller& who) { return who.role.empty(); },
          [](const Common& c, const RuleCaller& who) { return c.title == who.role; });
    default:
      return one(
          "open" + compared + "@signed_in", [](const RuleCaller&) { return false; },
          [](const Common& c, const RuleCaller& who) { return c.open == who.account.has_value(); });
  }
}

Part random_of_caller(Chance& chance) {
  const bool unlike = chance.one_in(3);
  const std::string compared = unlike ? " != " : " = ";
  const PersonId person = id_number<Person>(chance.below(3));
  switch (chance.below(5)) {
    case 0:
      return part_of("@role" + compared + "editor",
                     [=](const Asked& asked) { return (asked.caller.role == "editor") != unlike; });
    case 1:
      return part_of("@signed_in" + compared + "false",
                     [=](const Asked& asked) { return !asked.caller.account != unlike; });
    case 2:
      return part_of("@me" + compared + to_string(person),
                     [=](const Asked& asked) -> std::optional<bool> {
                       if (!asked.caller.account) return std::nullopt;
                       return (*asked.caller.account == person.value) != unlike;
                     });
    default:
      return part_of(unlike ? "false" : "true", [=](const Asked&) { return !unlike; });
  }
}

Part random_rule(Chance& chance, int depth, bool of_rows) {
  if (depth == 0 || chance.one_in(4)) {
    Part part = !of_rows || chance.one_in(5) ? random_of_caller(chance)
                : chance.one_in(2)           ? random_with_caller(chance)
                                             : random_member(chance);
    if (!chance.one_in(4)) return part;
    return {"NOT " + part.text,
            [holds = part.holds](const Asked& asked, bool no) { return holds(asked, !no); }};
  }
  const bool all = chance.one_in(2), negated = chance.one_in(4);
  std::vector<Part> parts;
  std::string text;
  for (std::size_t i = 0, count = 2 + chance.below(2); i < count; ++i) {
    parts.push_back(random_rule(chance, depth - 1, of_rows));
    text += (i ? (all ? " AND (" : " OR (") : "(") + parts.back().text + ")";
  }
  // NOT goes down to the comparisons, where an absent variable stops it.
  auto holds = [=](const Asked& asked, bool no) {
    const bool negate = negated != no;
    const auto each = [&](const Part& part) { return part.holds(asked, negate); };
    return all != negate ? std::all_of(parts.begin(), parts.end(), each)
                         : std::any_of(parts.begin(), parts.end(), each);
  };
  return {negated ? "NOT (" + text + ")" : text, holds};
}

std::vector<RuleCaller> callers() {
  std::vector<RuleCaller> all = {{}, {.account = {}, .role = "editor"}};
  for (std::size_t i = 0; i < 2; ++i) {
    all.push_back({.account = id_number<Person>(i).value, .role = ""});
    all.push_back({.account = id_number<Person>(i).value, .role = i ? "editor" : "clerk"});
  }
  return all;
}

std::string refused(const std::string& text) {
  try {
    AccessRule::parse(text, shape_of<Work>(), "/definition/rule");
  } catch (const Refusal& refusal) {
    CHECK(refusal.problem == problems::validation_failed);
    REQUIRE(refusal.errors.size() == 1);
    CHECK(refusal.errors[0].pointer == "/definition/rule");
    return refusal.errors[0].code + ": " + refusal.errors[0].message;
  }
  return "";
}

}  // namespace

TEST("rule: it says what is wrong with it, and where") {
  CHECK(refused("ownr = @me") ==
        "unknown_field: Work has no member ownr; did you mean owner? (at character 1)");
  CHECK(refused("open = true AND author.ownr = @me") ==
        "unknown_field: Author has no member ownr; did you mean owner? (at character 17)");
  CHECK(refused("level.owner = @me").starts_with("unknown_field: Work has no member level.owner"));
  CHECK(
      refused("id.id.id.id = @me").starts_with("too_complex: A path follows at most 2 references"));
  CHECK(refused("owner = @mee").starts_with("unknown_variable: There is no variable @mee"));
  CHECK(refused("@ = 1").starts_with("unknown_variable"));
  CHECK(refused("level = @me").starts_with("bad_comparison: level is nothing to compare with @me"));
  CHECK(refused("title = @signed_in").starts_with("bad_comparison"));
  CHECK(refused("owner > @me").starts_with("bad_comparison: A variable is compared by = and !="));
  CHECK(refused("owner:@me").starts_with("bad_comparison"));
  CHECK(refused("@me = null").starts_with("bad_comparison"));
  CHECK(refused("@me = @role").starts_with("bad_comparison"));
  CHECK(refused("@role = \"ed*\"").starts_with("bad_comparison"));
  CHECK(refused("@me = owner").starts_with("bad_value: An account's id is expected here"));
  CHECK(refused("@signed_in = yes").starts_with("bad_value"));
  CHECK(refused("@signed_in").starts_with("bad_syntax: One of = != < <= > >= or : is expected"));
  CHECK(refused("").starts_with("bad_syntax"));
  CHECK(refused("true true").starts_with("bad_syntax"));
  CHECK(refused("true = true").starts_with("bad_syntax"));
  CHECK(refused("true AND open = true OR open = false").starts_with("mixed_and_or"));
  std::string many = "true";
  for (int i = 0; i < 50; ++i) many += " OR true";
  CHECK(refused(many).starts_with("too_complex"));
  CHECK(refused(std::string(11, '(') + "true" + std::string(11, ')')).starts_with("too_complex"));
  CHECK(refused("title = \"@me\"").empty());  // in quotes it is a text
}

TEST("rule: a client's filter has no variables, constants or paths") {
  const auto fails = [](std::string_view text) {
    CHECK_THROWS_AS(parse_filter(text, shape_of<Work>()), Refusal);
  };
  fails("@signed_in = true");
  fails("owner = @me");
  fails("true");
  fails("author.owner = null");
  CHECK(parse_filter("title = @me", shape_of<Work>()).value->as<std::string>() == "@me");
}

TEST("rule: it tells the members that it names, and whether a row is needed") {
  const auto members = [](const std::string& text) {
    return AccessRule::parse(text, shape_of<Work>()).members();
  };
  CHECK(
      members(
          "(author.team.owner = @me AND price.amount > 1) OR author.open = true OR open = true") ==
      std::vector<std::string>{"author", "price", "open"});
  CHECK(members("@me = 00000000-0000-0000-0000-000000000000").empty());
  const AccessRule rule = AccessRule::parse("@role = editor OR false", shape_of<Work>());
  CHECK_FALSE(rule.needs_row());
  CHECK(rule.holds({.account = {}, .role = "editor"}));
  CHECK_FALSE(rule.holds({}));
  const AccessRule of_rows =
      AccessRule::parse("@signed_in = true AND owner = @me", shape_of<Work>());
  CHECK(of_rows.needs_row());
  CHECK_THROWS_AS(of_rows.holds({}), std::logic_error);
  const FilterNode nobody = of_rows.bind({});
  CHECK(nobody.kind == FilterNode::Kind::constant);
  CHECK_FALSE(nobody.holds);
  const AccessRule path = AccessRule::parse("author.open = true", shape_of<Work>());
  CHECK_THROWS_AS(Where().add(path.bind({}), ""), std::logic_error);
  Parameters parameters;
  CHECK_THROWS_AS(filter_sql(parse_rule("owner = @me", shape_of<Work>(), "/rule"),
                             store::Dialect::sqlite, parameters),
                  std::logic_error);
}

TEST("rule: it says itself as it is asked, and its parts") {
  const auto said = [](const std::string& text) {
    return AccessRule::parse(text, shape_of<Work>()).text();
  };
  CHECK(said("NOT (open = true OR author.team.owner = @me)") ==
        "open != true AND author.team.owner != @me");
  CHECK(said("NOT level>3 AND (title = 'a\\*' OR title = \"*\\\"b*\")") ==
        "NOT level > 3 AND (title = \"a\\*\" OR title = \"*\\\"b*\")");
  CHECK(said("level:* OR level = null OR NOT title = \"x*\"") ==
        "level != null OR level = null OR title != \"x*\"");
  CHECK(said("@role = editor OR NOT @signed_in = true OR false") ==
        "@role = \"editor\" OR @signed_in != \"true\" OR false");
  const auto parts =
      AccessRule::parse("open = true OR (level = 1 AND level = 2)", shape_of<Work>()).parts();
  CHECK(parts.size() == 2);
  CHECK(parts[1].text() == "level = 1 AND level = 2");
  CHECK(parts[0].parts().empty());
  Chance chance{std::mt19937_64(11)};
  for (int i = 0; i < 300; ++i) {
    const std::string once = said(random_rule(chance, 3, true).text);
    CHECK(said(once) == once);
  }
}

TEST("rule: an enumeration is compared with a role, which it may not have") {
  Chance chance{std::mt19937_64(3)};
  const World world = some_world(chance);
  Databases databases(world);
  const auto count = [&](const std::string& text, const std::string& role) {
    const auto condition =
        AccessRule::parse(text, shape_of<Work>()).bind({.account = {}, .role = role});
    std::set<std::size_t> found = found_by(databases.sqlite, condition);
    for (Connection* connection : databases.all()) CHECK(found_by(*connection, condition) == found);
    return found.size();
  };
  const auto at_editors = static_cast<std::size_t>(
      std::count_if(world.works.begin(), world.works.end(),
                    [](const Work& work) { return work.desk == Desk::editor; }));
  REQUIRE(at_editors > 0);
  REQUIRE(at_editors < world.works.size());
  CHECK(count("desk = @role", "editor") == at_editors);
  CHECK(count("desk != @role", "editor") == world.works.size() - at_editors);
  CHECK(count("desk = @role", "guest") == 0);
  CHECK(count("desk != @role", "guest") == world.works.size());
  CHECK(count("desk != @role", "") == 0);
}

TEST("rule: thousands of them hold where plain C++ says so, on each database") {
  Chance chance{std::mt19937_64(20'261)};
  const World world = some_world(chance);
  Databases databases(world);
  std::size_t some = 0, all = 0;
  for (int round = 0; round < 2000; ++round) {
    const Part part = random_rule(chance, 3, true);
    CAPTURE(part.text);
    const AccessRule rule = AccessRule::parse(part.text, shape_of<Work>());
    for (const RuleCaller& caller : callers()) {
      CAPTURE(caller.role);
      std::set<std::size_t> expected;
      for (std::size_t i = 0; i < world.works.size(); ++i) {
        if (part.holds({world, world.works[i], caller}, false)) expected.insert(i);
      }
      const FilterNode condition = rule.bind(caller);
      for (Connection* connection : databases.all()) {
        REQUIRE(found_by(*connection, condition) == expected);
      }
      some += !expected.empty() && expected.size() < world.works.size();
      ++all;
    }
  }
  CHECK(some > all / 4);  // not constants alone
}

TEST("rule: one that needs no row is decided as plain C++ does") {
  Chance chance{std::mt19937_64(7)};
  const World world;
  const Work work;
  for (int round = 0; round < 3000; ++round) {
    const Part part = random_rule(chance, 3, false);
    CAPTURE(part.text);
    const AccessRule rule = AccessRule::parse(part.text, shape_of<Work>());
    REQUIRE_FALSE(rule.needs_row());
    for (const RuleCaller& caller : callers()) {
      REQUIRE(rule.holds(caller) == part.holds({world, work, caller}, false));
    }
  }
}

}  // namespace stoa::ruled
