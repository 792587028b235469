#include "kernel/model/made.h"

#include <algorithm>
#include <new>
#include <stdexcept>

#include "kernel/model/describe.h"

namespace stoa {
namespace {

// Stands for whatever an id names: all ids lie in memory alike.
struct AnyRecord {};
BOOST_DESCRIBE_STRUCT(AnyRecord, (), ())

// An optional of a scalar lies in memory as one of the C++ type that the scalar is kept in.
const Type& optional_like(const Type& element) {
  switch (element.kind) {
    case Kind::boolean:
      return type_of<std::optional<bool>>();
    case Kind::integer:
    case Kind::decimal:
      return type_of<std::optional<std::int64_t>>();
    case Kind::real:
      return type_of<std::optional<double>>();
    case Kind::text:
      return type_of<std::optional<std::string>>();
    case Kind::timestamp:
      return type_of<std::optional<Timestamp>>();
    case Kind::date:
      return type_of<std::optional<Date>>();
    case Kind::id:
      return type_of<std::optional<Id<AnyRecord>>>();
    case Kind::enumeration:
      return type_of<std::optional<std::int32_t>>();
    case Kind::money:
      return type_of<std::optional<Money>>();
    case Kind::json:
      return type_of<std::optional<Json>>();
    default:
      throw std::logic_error("there is no optional of this kind");
  }
}

// An object in a place of its own, so that there may be none.
using MadeOptional = MadeList;

const OptionalAccess object_optional{[](const void* o) -> const void* {
                                       auto& items = static_cast<const MadeOptional*>(o)->items;
                                       return items.empty() ? nullptr : items.front().get();
                                     },
                                     [](void* o) -> void* {
                                       auto& optional = *static_cast<MadeOptional*>(o);
                                       optional.items.clear();
                                       return optional.items.emplace_back(*optional.element).get();
                                     },
                                     [](void* o) { static_cast<MadeOptional*>(o)->items.clear(); }};

const ListAccess made_list{
    [](const void* l) { return static_cast<const MadeList*>(l)->items.size(); },
    [](const void* l, std::size_t i) -> const void* {
      return static_cast<const MadeList*>(l)->items[i].get();
    },
    [](void* l) -> void* {
      auto& list = *static_cast<MadeList*>(l);
      return list.items.emplace_back(*list.element).get();
    },
    [](void* l) { static_cast<MadeList*>(l)->items.pop_back(); },
    [](void* l) { static_cast<MadeList*>(l)->items.clear(); }};

// Of what knows its element or its struct itself.
template <class T>
Type made_type(Kind kind) {
  Type type;
  type.kind = kind;
  type.size = sizeof(T);
  type.align = alignof(T);
  type.construct = [](void* p, const Type& own) { new (p) T{own.element}; };
  type.destroy = [](void* p, const Type&) { static_cast<T*>(p)->~T(); };
  return type;
}

void destroy_fields(const Shape& shape, std::size_t count, void* object) {
  while (count-- > 0) {
    const Field& field = shape.fields[count];
    field.type->destroy(field.in(object), *field.type);
  }
}

void construct_object(void* object, const Type& type) {
  const Shape& shape = type.object();
  veil_of(object) = 0;
  std::size_t done = 0;
  try {
    for (; done < shape.fields.size(); ++done) {
      const Field& field = shape.fields[done];
      field.type->construct(field.in(object), *field.type);
    }
  } catch (...) {
    destroy_fields(shape, done, object);
    throw;
  }
}

void destroy_object(void* object, const Type& type) {
  destroy_fields(type.object(), type.object().fields.size(), object);
}

std::size_t aligned(std::size_t offset, std::size_t align) {
  return (offset + align - 1) / align * align;
}

}  // namespace

void MadePatch::apply(void* to) const {
  decode(record->object(), to, document, {.form = Form::merge_patch, .elsewhere = from_path});
}

const Type& TypeBook::keep(Type type) { return types_.emplace_back(std::move(type)); }

std::string_view TypeBook::keep(std::string text) { return texts_.emplace_back(std::move(text)); }

const Type& TypeBook::enumeration(const std::vector<std::string>& names) {
  auto& kept = names_.emplace_back();
  for (const std::string& name : names) {
    kept.push_back({keep(name), static_cast<std::int64_t>(kept.size())});
  }
  Type type = type_of<std::int32_t>();
  type.kind = Kind::enumeration;
  type.names = kept;
  return keep(type);
}

const Type& TypeBook::optional(const Type& element) {
  if (element.kind == Kind::object) {
    Type type = made_type<MadeOptional>(Kind::optional);
    type.element = &element;
    type.optional = &object_optional;
    return keep(type);
  }
  Type type = optional_like(element);
  type.element = &element;
  return keep(type);
}

const Type& TypeBook::list(const Type& element, std::int64_t min, std::int64_t max) {
  Type type = made_type<MadeList>(Kind::list);
  type.element = &element;
  type.list = &made_list;
  type.min = min;
  type.max = max;
  return keep(type);
}

const Type& TypeBook::id_of(ShapeOf record) {
  Type type = type_of<Id<AnyRecord>>();
  type.object = record;
  return keep(type);
}

const Type& TypeBook::object(Shape shape) {
  if (shape.fields.size() > most_made_fields) throw std::logic_error("a struct of too many fields");
  Type type;
  type.kind = Kind::object;
  type.align = alignof(std::uint64_t);
  std::size_t end = sizeof(std::uint64_t);
  for (Field& field : shape.fields) {
    field.veil = static_cast<int>(&field - shape.fields.data());
    field.offset = aligned(end, field.type->align);
    end = field.offset + field.type->size;
    type.align = std::max(type.align, field.type->align);
  }
  type.size = static_cast<std::uint32_t>(aligned(end, type.align));
  type.construct = construct_object;
  type.destroy = destroy_object;
  type.object = ShapeOf(shapes_.emplace_back(std::move(shape)));
  return keep(type);
}

const Type& TypeBook::patch(const Type& object) {
  Type type = made_type<MadePatch>(Kind::object);
  type.construct = [](void* p, const Type& own) {
    new (p) MadePatch{.record = own.element, .fields = Object(*own.element)};
  };
  type.element = &object;
  return keep(type);
}

const Shape& TypeBook::part(const Shape& whole, const std::function<bool(const Field&)>& is_in) {
  Shape part{whole.name, whole.table, {}};
  for (const Field& field : whole.fields) {
    if (is_in(field)) part.fields.push_back(field);
  }
  return shapes_.emplace_back(std::move(part));
}

}  // namespace stoa
