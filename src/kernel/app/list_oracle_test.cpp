// Lists against an oracle: thousands of generated filters and orders, each answered by the database
// and by plain C++ over the same rows.

#include <algorithm>
#include <functional>
#include <random>

#include "kernel/app/list_testing.h"

namespace stoa::listed {

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

// Sanitizers look at how it is done, not at what comes out: a quarter of it shows them the same.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int rounds(int all) { return all / 4; }
#else
constexpr int rounds(int all) { return all; }
#endif

TEST("list: a filter finds what the same condition finds in memory") {
  Stoa stoa{app()};
  const auto things = plant(stoa, 80, 1);
  Chance chance(2);
  for (int i = 0; i < rounds(2500); ++i) {
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
  for (int i = 0; i < rounds(300); ++i) {
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
  for (int i = 0; i < rounds(20); ++i) {
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

}  // namespace stoa::listed
