// SQL as literals, and the few ways to put pieces of it together.
//
// An Sql can only be made from a string literal, so that nothing a client says ever becomes SQL;
// values travel as parameters ($1, $2, …). Values only; any thread.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "kernel/model/describe.h"
#include "kernel/store/connection.h"

namespace stoa {

// A piece of SQL written in the source or in an app's queries.sql. One text does for both
// databases; where they truly differ, the PostgreSQL one stands in queries.pg.sql.
class Sql {
 public:
  template <std::size_t N>
  consteval Sql(const char (&literal)[N]) : sqlite_(literal, N - 1), postgres_(sqlite_) {}
  template <std::size_t N, std::size_t M>
  consteval Sql(const char (&sqlite)[N], const char (&postgres)[M])
      : sqlite_(sqlite, N - 1), postgres_(postgres, M - 1) {}
  constexpr std::string_view in(store::Dialect dialect) const {
    return dialect == store::Dialect::sqlite ? sqlite_ : postgres_;
  }

 private:
  std::string_view sqlite_, postgres_;
};

// The values of a `{in $1}`: "work {in $1}" holds for a column that has one of them.
struct AnyOf {
  const Type* element;
  std::vector<const void*> values;  // in the caller's memory until the statement has run
};
template <class T>
AnyOf any_of(const std::vector<T>& values) {
  AnyOf all{&type_of<T>(), {}};
  for (const T& value : values) all.values.push_back(&value);
  return all;
}

// Values bound to $1, $2, …; keeps what must outlive the call.
class Parameters {
 public:
  template <class... A>
  explicit Parameters(const A&... values) {
    (add(values), ...);
  }
  template <class A>
  void add(const A& value) {
    if constexpr (std::is_same_v<A, AnyOf>) {
      lists_.push_back({values_.size(), value});
      values_.push_back(std::monostate{});
    } else if constexpr (std::is_convertible_v<const A&, std::string_view>) {
      values_.push_back(std::string_view(value));
    } else {
      add(type_of<A>(), &value);
    }
  }
  // A copy owns its text, whoever owned it before.
  Parameters(const Parameters& other) { append(other); }
  Parameters(Parameters&&) = default;
  Parameters& operator=(Parameters&&) = default;
  // A member as its column holds it; a Money adds two.
  void add(const Type& type, const void* value);
  // A text that nobody else keeps.
  void add_own(std::string text);
  void append(const Parameters& other);
  std::span<const store::Value> values() const { return values_; }
  std::size_t size() const { return values_.size(); }
  // The statement with each `{in $n}` spelled out as `in ($n, …)`, the list's values bound. The
  // number of places is a power of two (the last value repeats), so that few statements are cached.
  std::string spell_out_lists(std::string_view sql);

 private:
  struct ListAt {
    std::size_t index;
    AnyOf list;
  };
  std::string in_list(std::size_t index);
  std::vector<ListAt> lists_;
  std::vector<store::Value> values_;
  std::deque<std::string> owned_;  // text made for a column, at a fixed address
};

struct FilterNode;

// Conditions joined by "and", each with its own $1, $2, …: the where of a list with optional
// filters.
class Where {
 public:
  Where() = default;
  template <class... A>
  explicit Where(Sql condition, const A&... values) {
    add(condition, values...);
  }
  template <class... A>
  Where& add(Sql condition, const A&... values) {
    static_assert((!std::is_same_v<A, AnyOf> && ...), "a {in $1} stands in a statement of its own");
    conditions_.push_back({condition, parameters_.size(), {}, {}});
    parameters_.append(Parameters(values...));
    return *this;
  }
  // A condition that was no literal: a rule, bound to its caller (kernel/store/rule.h), over the
  // columns of the table or alias `qualifier`. Its values are copied.
  Where& add(const FilterNode& condition, std::string_view qualifier);
  bool empty() const { return conditions_.empty(); }
  // " where (a) and (b)", or nothing.
  std::string clause(store::Dialect dialect) const;
  const Parameters& parameters() const { return parameters_; }

 private:
  struct Condition {
    Sql text;
    std::size_t first;             // parameters before its own
    std::string sqlite, postgres;  // of a condition that was no literal
    std::string_view in(store::Dialect dialect) const;
  };
  std::vector<Condition> conditions_;
  Parameters parameters_;
};

// A user's words as a search is given them: every word must be there, the last may be unfinished.
// Without a word in it, it finds nothing. This is an FTS5 MATCH expression; on PostgreSQL the
// function that makes a tsquery of it sees words alone, for quotes and star are no letters.
std::string search_words(std::string_view text);

}  // namespace stoa
