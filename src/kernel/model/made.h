// Types and Shapes that are made at run time, out of a definition that somebody wrote.
//
// A TypeBook owns what it makes, and what that refers to (names, patterns). Whoever has seen a
// Shape may keep it for ever, so a book is never closed: its owner keeps it until the process ends.
// Made by one thread; once it is made, read by any.
#pragma once

#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/model/codec.h"
#include "kernel/model/shape.h"

namespace stoa {

// A list of values of a type that is known at run time only; it knows the type itself.
struct MadeList {
  const Type* element;
  std::vector<Object> items = {};
};

// A merge patch of such an object (Patch<T>, kernel/model/codec.h).
struct MadePatch {
  const Type* record;
  Object fields;  // with what came from the path
  std::string document = "{}";
  std::function<bool(const Field&)> from_path = {};

  void apply(void* to) const;
};

class TypeBook {
 public:
  TypeBook() = default;
  TypeBook(const TypeBook&) = delete;

  // The same type, or text, at an address of its own.
  const Type& keep(Type type);
  std::string_view keep(std::string text);
  // An enumeration of these names, in this order.
  const Type& enumeration(const std::vector<std::string>& names);
  // Throws std::logic_error for an optional of an optional, a list or a map.
  const Type& optional(const Type& element);
  const Type& list(const Type& element, std::int64_t min, std::int64_t max);
  // The id of a record.
  const Type& id_of(ShapeOf record);
  // A struct of these fields, each laid out behind the others. Of each object the first word says
  // which fields its reader may not see (Field::veil): the i-th field's is bit i, of at most 64.
  const Type& object(Shape shape);
  // What a MadePatch of such a struct is made as.
  const Type& patch(const Type& object);
  // The same struct with fewer fields to see: objects of the one are objects of the other.
  const Shape& part(const Shape& whole, const std::function<bool(const Field&)>& is_in);

 private:
  std::deque<Type> types_;
  std::deque<std::string> texts_;
  std::deque<std::vector<EnumName>> names_;
  std::deque<Shape> shapes_;
};

inline constexpr std::size_t most_made_fields = 64;

// The fields of an object that its reader may not see.
inline std::uint64_t& veil_of(void* object) { return *static_cast<std::uint64_t*>(object); }

}  // namespace stoa
