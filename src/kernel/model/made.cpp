#include "kernel/model/made.h"

#include <algorithm>
#include <cstring>
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

void destroy_fields(const Shape& shape, std::size_t count, void* object) {
  while (count-- > 0) {
    const Field& field = shape.fields[count];
    field.type->destroy(field.in(object), *field.type);
  }
}

// Of a type that sees an object of another one, that is its element.
const Shape& laid_out(const Type& type) {
  return type.element ? type.element->object() : type.object();
}

void construct_object(void* object, const Type& type) {
  const Shape& shape = laid_out(type);
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
  destroy_fields(laid_out(type), laid_out(type).fields.size(), object);
}

void copy(const Type& type, const void* from, void* to);

void copy_fields(const Shape& shape, const void* from, void* to) {
  for (const Field& field : shape.fields) copy(*field.type, field.in(from), field.in(to));
}

void copy_items(const Type& type, const void* from, void* to) {
  for (std::size_t i = 0; i < type.list->size(from); ++i) {
    copy(*type.element, type.list->at(from, i), type.list->append(to));
  }
}

// Into a value that was just made.
void copy(const Type& type, const void* from, void* to) {
  switch (type.kind) {
    case Kind::text:
      *static_cast<std::string*>(to) = *static_cast<const std::string*>(from);
      return;
    case Kind::json:
      *static_cast<Json*>(to) = *static_cast<const Json*>(from);
      return;
    case Kind::upload:
      *static_cast<Upload*>(to) = *static_cast<const Upload*>(from);
      return;
    case Kind::optional:
      if (const void* inside = type.optional->get(from)) {
        copy(*type.element, inside, type.optional->emplace(to));
      }
      return;
    case Kind::list:
      return copy_items(type, from, to);
    case Kind::map:
      type.map->each(from, [&](const std::string& key, const void* item) {
        copy(*type.element, item, type.map->insert(to, key));
      });
      return;
    case Kind::object:
      return copy_fields(type.object(), from, to);
    default:
      std::memcpy(to, from, type.size);  // numbers, ids, times
  }
}

std::size_t aligned(std::size_t offset, std::size_t align) {
  return (offset + align - 1) / align * align;
}

}  // namespace

void MadePatch::apply(void* to) const {
  decode(record->object(), to, document, {.form = Form::merge_patch, .elsewhere = from_path});
}

Object copy_of(const Type& object, const void* from) {
  Object made(object);
  copy(object, from, made.get());
  return made;
}

const Type& TypeBook::keep(Type type) { return types_.emplace_back(std::move(type)); }

std::string_view TypeBook::keep(std::string text) { return texts_.emplace_back(std::move(text)); }

const FileRule& TypeBook::keep(FileRule rule) { return file_rules_.emplace_back(std::move(rule)); }

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
    Type type = holder<MadeOptional>(Kind::optional, element);
    type.optional = &object_optional;
    return keep(type);
  }
  Type type = optional_like(element);
  type.element = &element;
  return keep(type);
}

const Type& TypeBook::list(const Type& element, std::int64_t min, std::int64_t max) {
  Type type = holder<MadeList>(Kind::list, element);
  type.list = &made_list;
  type.min = min;
  type.max = max;
  return keep(type);
}

const Type& TypeBook::id_of(ShapeOf record) {
  static const Shape unknown;
  Type type = type_of<Id<AnyRecord>>();
  type.object = record ? record : ShapeOf(unknown);
  return keep(type);
}

template <class T>
void TypeBook::construct_preset(void* at, const Type& own) {
  new (at) T(static_cast<const Preset&>(own).value.as<T>());
}

const Type& TypeBook::with_default(const Type& scalar, Object value) {
  auto construct = [&]() -> void (*)(void*, const Type&) {
    switch (scalar.kind) {
      case Kind::boolean:
        return construct_preset<bool>;
      case Kind::integer:
      case Kind::decimal:
        return construct_preset<std::int64_t>;
      case Kind::real:
        return construct_preset<double>;
      case Kind::text:
        return construct_preset<std::string>;
      case Kind::timestamp:
        return construct_preset<Timestamp>;
      case Kind::date:
        return construct_preset<Date>;
      case Kind::enumeration:
        return construct_preset<std::int32_t>;
      default:
        throw std::logic_error("there is no default of this kind");
    }
  }();
  Preset& type = presets_.emplace_back(Preset{scalar, std::move(value)});
  type.construct = construct;
  type.has_default = true;
  return type;
}

Shape& TypeBook::declare(Shape shape) { return shapes_.emplace_back(std::move(shape)); }

const Type& TypeBook::lay_out(Shape& shape) {
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
  type.object = ShapeOf(shape);
  return keep(type);
}

// An object is made and unmade by the type that it was laid out for, whoever looks at it.
const Type& TypeBook::seen_as(const Type& object, Shape shape) {
  Type type = object;
  type.element = object.element ? object.element : &object;
  type.object = ShapeOf(declare(std::move(shape)));
  return keep(type);
}

}  // namespace stoa
