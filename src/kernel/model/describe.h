// From a described struct to its Shape: the only templates of the model.
//
// type_of<T>() and shape_of<T>() are made once, at first use, and live for ever. An app's model.h
// includes this through kernel/app/app.h and writes BOOST_DESCRIBE_STRUCT after each struct.
// A struct has at most 52 members (Boost.Describe's limit); split a larger one into a base.
#pragma once

#include <algorithm>
#include <boost/describe.hpp>
#include <boost/mp11/algorithm.hpp>
#include <new>
#include <type_traits>

#include "kernel/model/shape.h"
#include "kernel/model/types.h"

namespace stoa {

template <class T>
const Shape& shape_of();
template <class T>
const Type& type_of();

namespace detail {

template <class T>
constexpr Type plain(Kind kind) {
  Type type;
  type.kind = kind;
  type.size = sizeof(T);
  type.align = alignof(T);
  type.construct = [](void* p, const Type&) { new (p) T(); };
  type.destroy = [](void* p, const Type&) { static_cast<T*>(p)->~T(); };
  return type;
}

template <class T>
constexpr Type bounded(Kind kind, std::int64_t min, std::int64_t max) {
  Type type = plain<T>(kind);
  type.min = min;
  type.max = max;
  return type;
}

template <class T>
constexpr Type ruled_text(TextRule rule, std::int64_t min, std::int64_t max) {
  static_assert(sizeof(T) == sizeof(std::string));
  Type type = bounded<T>(Kind::text, min, max);
  type.rule = rule;
  return type;
}

// JSON numbers beyond this are not safe in JavaScript.
inline constexpr std::int64_t max_safe_integer = (1LL << 53) - 1;

template <class T, class = void>
struct TypeOf;  // a member type without a TypeOf is not a word of the model

template <>
struct TypeOf<bool> {
  static Type make() { return plain<bool>(Kind::boolean); }
};
template <>
struct TypeOf<double> {
  static Type make() { return plain<double>(Kind::real); }
};
template <>
struct TypeOf<std::int32_t> {
  static Type make() { return bounded<std::int32_t>(Kind::integer, INT32_MIN, INT32_MAX); }
};
template <>
struct TypeOf<std::int64_t> {
  static Type make() {
    return bounded<std::int64_t>(Kind::integer, -max_safe_integer, max_safe_integer);
  }
};
template <std::int64_t Min, std::int64_t Max>
struct TypeOf<Range<Min, Max>> {
  static_assert(Min >= -max_safe_integer && Max <= max_safe_integer);
  static Type make() { return bounded<Range<Min, Max>>(Kind::integer, Min, Max); }
};
template <>
struct TypeOf<Version> {
  static Type make() { return bounded<Version>(Kind::integer, 0, max_safe_integer); }
};
template <int Scale>
struct TypeOf<Decimal<Scale>> {
  static Type make() {
    Type type = bounded<Decimal<Scale>>(Kind::decimal, -max_safe_integer, max_safe_integer);
    type.scale = Scale;
    return type;
  }
};
template <>
struct TypeOf<std::string> {
  static Type make() { return ruled_text<std::string>(TextRule::any, 0, 100'000); }
};
template <int Min, int Max>
struct TypeOf<Text<Min, Max>> {
  static Type make() { return ruled_text<Text<Min, Max>>(TextRule::any, Min, Max); }
};
template <Literal Expression>
struct TypeOf<Pattern<Expression>> {
  static Type make() {
    Type type = ruled_text<Pattern<Expression>>(TextRule::pattern, 0, 200);
    type.pattern = Expression.text;
    return type;
  }
};
template <>
struct TypeOf<Email> {
  static Type make() { return ruled_text<Email>(TextRule::email, 3, 254); }
};
template <>
struct TypeOf<Url> {
  static Type make() { return ruled_text<Url>(TextRule::url, 8, 2000); }
};
template <>
struct TypeOf<Slug> {
  static Type make() { return ruled_text<Slug>(TextRule::slug, 1, 80); }
};
template <>
struct TypeOf<Isbn10> {
  static Type make() { return ruled_text<Isbn10>(TextRule::isbn10, 10, 13); }
};
template <>
struct TypeOf<Isbn13> {
  static Type make() { return ruled_text<Isbn13>(TextRule::isbn13, 13, 17); }
};
template <>
struct TypeOf<Language> {
  static Type make() { return ruled_text<Language>(TextRule::language, 2, 35); }
};
template <>
struct TypeOf<Cursor> {
  static Type make() { return ruled_text<Cursor>(TextRule::cursor, 1, 12'000); }
};
template <>
struct TypeOf<Json> {
  static Type make() { return plain<Json>(Kind::json); }
};
template <>
struct TypeOf<Money> {
  static Type make() { return plain<Money>(Kind::money); }
};
template <>
struct TypeOf<Date> {
  static Type make() { return plain<Date>(Kind::date); }
};
template <>
struct TypeOf<Timestamp> {
  static Type make() { return plain<Timestamp>(Kind::timestamp); }
};
template <>
struct TypeOf<Created> {
  static Type make() { return plain<Created>(Kind::timestamp); }
};
template <>
struct TypeOf<Updated> {
  static Type make() { return plain<Updated>(Kind::timestamp); }
};
template <>
struct TypeOf<Upload> {
  static Type make() { return plain<Upload>(Kind::upload); }
};
template <class T>
struct TypeOf<Id<T>> {
  static Type make() {
    Type type = plain<Id<T>>(Kind::id);
    type.object = &shape_of<T>;
    return type;
  }
};

template <class T, auto V>
struct TypeOf<Default<T, V>> {
  static_assert(sizeof(Default<T, V>) == sizeof(T));
  static Type make() {
    Type type = TypeOf<T>::make();
    type.construct = [](void* p, const Type&) { new (p) Default<T, V>(); };
    type.has_default = true;
    return type;
  }
};

template <class T>
struct TypeOf<Computed<T>> {
  static_assert(sizeof(Computed<T>) == sizeof(T));
  static Type make() {
    Type type = TypeOf<T>::make();
    type.construct = [](void* p, const Type&) { new (p) Computed<T>(); };
    type.computed = true;
    return type;
  }
};

template <class E>
struct TypeOf<E, std::enable_if_t<std::is_enum_v<E>>> {
  static Type make() {
    static const auto names = [] {
      std::vector<EnumName> all;
      boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto d) {
        all.push_back({d.name, static_cast<std::int64_t>(d.value)});
      });
      return all;
    }();
    Type type = plain<E>(Kind::enumeration);
    type.names = names;
    return type;
  }
};

template <class T>
struct TypeOf<std::optional<T>> {
  static Type make() {
    static const OptionalAccess access{
        [](const void* o) -> const void* {
          auto& value = *static_cast<const std::optional<T>*>(o);
          return value ? &*value : nullptr;
        },
        [](void* o) -> void* { return &static_cast<std::optional<T>*>(o)->emplace(); },
        [](void* o) { static_cast<std::optional<T>*>(o)->reset(); }};
    Type type = plain<std::optional<T>>(Kind::optional);
    type.element = &type_of<T>();
    type.optional = &access;
    return type;
  }
};

template <class L, class T>
Type list_type(std::int64_t min, std::int64_t max) {
  static_assert(!std::is_same_v<T, bool>, "a list of bool has no addressable items");
  static const ListAccess access{
      [](const void* l) { return static_cast<const L*>(l)->size(); },
      [](const void* l, std::size_t i) -> const void* { return &(*static_cast<const L*>(l))[i]; },
      [](void* l) -> void* { return &static_cast<L*>(l)->emplace_back(); },
      [](void* l) { static_cast<L*>(l)->pop_back(); },
      [](void* l) { static_cast<L*>(l)->clear(); }};
  Type type = bounded<L>(Kind::list, min, max);
  type.element = &type_of<T>();
  type.list = &access;
  return type;
}
template <class T>
struct TypeOf<std::vector<T>> {
  static Type make() { return list_type<std::vector<T>, T>(0, 10'000); }
};
template <class T, int Min, int Max>
struct TypeOf<List<T, Min, Max>> {
  static Type make() { return list_type<List<T, Min, Max>, T>(Min, Max); }
};

template <class T>
struct TypeOf<std::map<std::string, T>> {
  using M = std::map<std::string, T>;
  static Type make() {
    static const MapAccess access{
        [](const void* m) { return static_cast<const M*>(m)->size(); },
        [](void* m, std::string key) -> void* {
          auto [at, fresh] = static_cast<M*>(m)->try_emplace(std::move(key));
          return fresh ? &at->second : nullptr;
        },
        [](void* m) { static_cast<M*>(m)->clear(); },
        [](const void* m, const std::function<void(const std::string&, const void*)>& visit) {
          for (auto& [key, value] : *static_cast<const M*>(m)) visit(key, &value);
        },
        [](void* m, const std::string& key) { static_cast<M*>(m)->erase(key); }};
    Type type = bounded<M>(Kind::map, 0, 1'000);
    type.element = &type_of<T>();
    type.map = &access;
    return type;
  }
};

template <class T>
struct TypeOf<T, std::enable_if_t<boost::describe::has_describe_members<T>::value>> {
  static Type make() {
    Type type = plain<T>(Kind::object);
    type.object = &shape_of<T>;
    return type;
  }
};

// The id of the struct itself, or of the record that it extends.
template <class T, class Member>
inline constexpr bool is_own_id = false;
template <class T, class Record>
inline constexpr bool is_own_id<T, Id<Record>> =
    std::is_same_v<T, Record> || std::is_base_of_v<Record, T>;

template <class T, class Member>
constexpr FieldRole role_of(std::string_view name) {
  if (is_own_id<T, Member> && name == "id") return FieldRole::self_id;
  if (std::is_same_v<Member, Version>) return FieldRole::version;
  if (std::is_same_v<Member, Created>) return FieldRole::created;
  if (std::is_same_v<Member, Updated>) return FieldRole::updated;
  return FieldRole::plain;
}

// "stoa::library::BookHit" -> "BookHit"; for a template its arguments' last names are appended.
std::string short_name(std::string_view pretty_function);
template <class T>
std::string type_name() {
  return short_name(__PRETTY_FUNCTION__);
}

}  // namespace detail

template <class T>
const Type& type_of() {
  static const Type type = detail::TypeOf<T>::make();
  return type;
}

template <class T>
const Shape& shape_of() {
  static const Shape shape = [] {
    namespace d = boost::describe;
    Shape made;
    made.name = detail::type_name<T>();
    const T sample{};
    bool extends_record = false;
    boost::mp11::mp_for_each<d::describe_members<T, d::mod_public | d::mod_inherited>>([&](auto m) {
      using Member = std::remove_cvref_t<decltype(sample.*m.pointer)>;
      auto offset = reinterpret_cast<const char*>(&(sample.*m.pointer)) -
                    reinterpret_cast<const char*>(&sample);
      made.fields.push_back({m.name, &type_of<Member>(), static_cast<std::size_t>(offset),
                             detail::role_of<T, Member>(m.name)});
      bool has_id = made.fields.back().role == FieldRole::self_id;
      extends_record = extends_record || (has_id && !std::is_same_v<Member, Id<T>>);
    });
    if constexpr (requires { T::table; }) {
      if (!extends_record) made.table = T::table;
    }
    if constexpr (requires { T::keeps_removed; }) made.keeps_removed = T::keeps_removed;
    // A record reads from its id on, also where its members come from a base.
    std::stable_partition(made.fields.begin(), made.fields.end(),
                          [](const Field& field) { return field.role == FieldRole::self_id; });
    return made;
  }();
  return shape;
}

}  // namespace stoa
