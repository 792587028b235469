// Types and Shapes that are made at run time, out of a definition that somebody wrote.
//
// A TypeBook owns what it makes, and what that refers to (names, patterns). Whoever has seen a
// Shape may keep it for ever, so a book is never closed: its owner keeps it until the process ends.
// Made by one thread; once it is made, read by any.
#pragma once

#include <deque>
#include <functional>
#include <new>
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
  explicit MadePatch(const Type* record) : record(record), fields(*record) {}

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
  const FileRule& keep(FileRule rule);
  // An enumeration of these names, in this order.
  const Type& enumeration(const std::vector<std::string>& names);
  // Throws std::logic_error for an optional of an optional, a list or a map.
  const Type& optional(const Type& element);
  const Type& list(const Type& element, std::int64_t min, std::int64_t max);
  // The id of a record; of none that is known here, it is any UUID.
  const Type& id_of(ShapeOf record);
  // The same scalar, which may be left out of an input and then is `value`. Throws std::logic_error
  // for what is no boolean, number, text, name, day or time.
  const Type& with_default(const Type& scalar, Object value);
  // A Shape whose fields are not known yet, so that others may refer to it.
  Shape& declare(Shape shape);
  // A struct of its fields, each laid out behind the others. Of each object the first word says
  // which fields its reader may not see (Field::veil): the i-th field's is bit i, of at most 63.
  const Type& lay_out(Shape& declared);
  const Type& object(Shape shape) { return lay_out(declare(std::move(shape))); }
  // The same objects, of which other fields are seen, at their places.
  const Type& seen_as(const Type& object, Shape shape);
  // What a MadePatch of such a struct is made as.
  const Type& patch(const Type& object) { return holder<MadePatch>(Kind::object, object); }
  // A T{&element}, which knows the type of what it holds.
  template <class T>
  const Type& holder(Kind kind, const Type& element, ShapeOf shape = {}) {
    Type type;
    type.kind = kind;
    type.size = sizeof(T);
    type.align = alignof(T);
    type.construct = [](void* p, const Type& own) { new (p) T{own.element}; };
    type.destroy = [](void* p, const Type&) { static_cast<T*>(p)->~T(); };
    type.element = &element;
    type.object = shape;
    return keep(type);
  }

 private:
  // A type that knows what its values begin as; it is never copied as a mere Type.
  struct Preset : Type {
    Object value = {};
  };
  template <class T>
  static void construct_preset(void* at, const Type& own);

  std::deque<Type> types_;
  std::deque<Preset> presets_;
  std::deque<std::string> texts_;
  std::deque<FileRule> file_rules_;
  std::deque<std::vector<EnumName>> names_;
  std::deque<Shape> shapes_;
};

inline constexpr std::size_t most_made_fields = 63;

// Another object of the same type, its fields alike.
Object copy_of(const Type& object, const void* from);

// The fields of an object that its reader may not see.
inline std::uint64_t& veil_of(void* object) { return *static_cast<std::uint64_t*>(object); }

}  // namespace stoa
