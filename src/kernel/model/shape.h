// A Shape is a run-time value: what a record looks like, for code that never sees its C++ type.
//
// Nothing in the codec, the validation, the SQL mapping or OpenAPI is a template over a model: all
// of it walks a Shape over raw memory. shape_of<T>() makes one from a described struct; a
// collection makes one from a JSON Schema. Immutable once made; any thread.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace stoa {

struct Shape;
struct Type;

enum class Kind : std::uint8_t {
  boolean,
  integer,
  real,
  decimal,
  text,
  timestamp,
  date,
  id,
  enumeration,
  money,
  json,
  optional,
  list,
  map,
  object,
  upload,  // a file that comes with a request, never in JSON
};

// Which rule a text keeps besides its length.
enum class TextRule : std::uint8_t {
  any,
  pattern,
  email,
  url,
  slug,
  isbn10,
  isbn13,
  language,
  cursor,
  own  // that of Type::own
};

// The rule of a word that a floor above the model adds to it (kernel/time/words.h).
struct OwnRule {
  // Brings a text into its normal form, and says what is wrong with it in a sentence: "" if
  // nothing.
  std::string (*normalise)(std::string& text);
  std::string_view description;  // for OpenAPI, in a sentence
};

struct EnumName {
  std::string_view name;
  std::int64_t value;
};

// How to reach into a container without knowing its C++ type.
struct OptionalAccess {
  const void* (*get)(const void*);  // nullptr when empty
  void* (*emplace)(void*);
  void (*reset)(void*);
};
struct ListAccess {
  std::size_t (*size)(const void*);
  const void* (*at)(const void*, std::size_t);
  void* (*append)(void*);
  void (*drop_last)(void*);
  void (*clear)(void*);
};
struct MapAccess {
  std::size_t (*size)(const void*);
  void* (*insert)(void*, std::string key);  // nullptr when the key is there
  void (*clear)(void*);
  void (*each)(const void*, const std::function<void(const std::string&, const void*)>&);
  void (*erase)(void*, const std::string& key);
};

// The Shape of a struct: a described one's, made at its first use, or one that is made already.
class ShapeOf {
 public:
  ShapeOf() = default;
  ShapeOf(const Shape& (*described)()) : described_(described) {}
  explicit ShapeOf(const Shape& made) : made_(&made) {}
  const Shape& operator()() const { return made_ ? *made_ : described_(); }
  explicit operator bool() const { return made_ || described_; }

 private:
  const Shape& (*described_)() = nullptr;
  const Shape* made_ = nullptr;
};

// Between which a real lies: from min to max, or beyond the one and below the other.
struct RealBounds {
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
  bool min_excluded = false, max_excluded = false;

  bool below_min(double value) const { return min_excluded ? !(value > min) : value < min; }
  bool above_max(double value) const { return max_excluded ? !(value < max) : value > max; }
  bool operator==(const RealBounds&) const = default;
};

// Which files a field takes (FieldRole::file).
struct FileRule {
  std::int64_t max_bytes = 0;
  std::vector<std::string> types = {};  // "image/png"; any when there is none
};

// The type of one member: its kind, its rules, how to make and reach it.
struct Type {
  Kind kind{};
  std::uint32_t size = 0, align = 0;
  // Given the type itself: what is made at run time learns its element or its shape from it.
  void (*construct)(void*, const Type&) = nullptr;
  void (*destroy)(void*, const Type&) = nullptr;
  // Bounds of the value (integer, decimal), the characters (text), the items (list).
  std::int64_t min = std::numeric_limits<std::int64_t>::min();
  std::int64_t max = std::numeric_limits<std::int64_t>::max();
  RealBounds real = {};  // of a real
  int scale = 0;         // digits after the point of a decimal
  TextRule rule = TextRule::any;
  std::string_view pattern = {};
  const OwnRule* own = nullptr;
  std::span<const EnumName> names = {};
  const Type* element = nullptr;  // of an optional, list or map
  ShapeOf object = {};            // of an object; of what an id names
  const OptionalAccess* optional = nullptr;
  const ListAccess* list = nullptr;
  const MapAccess* map = nullptr;
  const FileRule* file = nullptr;  // of a field that is a file
  bool has_default = false;
  bool computed = false;  // no column holds it
};

// The name of an enumeration's value, and the value of a name (false when there is none such).
std::string_view enum_name(const Type& type, const void* value);
bool set_enum(const Type& type, void* value, std::string_view name);

enum class FieldRole : std::uint8_t {
  plain,
  self_id,
  version,
  created,
  updated,
  owner,
  file,  // a file, told by what is known of it; it is put to an address of its own
};

struct Field {
  std::string name;
  const Type* type = nullptr;
  std::size_t offset = 0;
  FieldRole role = FieldRole::plain;
  std::string column = {};  // where it is not called as the field is
  int veil = -1;            // which bit of the object's first word takes it out of an answer
  bool guarded = false;     // by a rule of who may read it: an answer may lack it

  const std::string& column_name() const { return column.empty() ? name : column; }
  // Whoever reads this object may not read the field: it is absent, not null.
  bool veiled_in(const void* object) const {
    return veil >= 0 && (*static_cast<const std::uint64_t*>(object) >> veil & 1);
  }
  // The store writes it, a client never does: not in a body.
  bool managed() const { return role != FieldRole::plain; }
  // Of a record's own fields, one that its definition names.
  bool defined() const { return role == FieldRole::plain || role == FieldRole::file; }
  // An input must have it. A list or a map that may be empty may be left out.
  bool required() const {
    bool may_be_empty = (type->kind == Kind::list || type->kind == Kind::map) && type->min <= 0;
    return !managed() && type->kind != Kind::optional && !type->has_default && !may_be_empty;
  }
  const void* in(const void* object) const { return static_cast<const char*>(object) + offset; }
  void* in(void* object) const { return static_cast<char*>(object) + offset; }
};

// What others have made of a Shape and keep with it (kernel/model/per_shape.h). A copy begins anew.
class ShapeMemo {
 public:
  ShapeMemo() = default;
  ShapeMemo(const ShapeMemo&) {}
  ShapeMemo& operator=(const ShapeMemo&) { return *this; }

  // The slot of one kind of thing: empty until it is asked for the first time.
  std::atomic<const void*>& slot(std::size_t i) const { return slots_[i]; }
  // Keeps it, and what `made` keeps alive, as long as the Shape.
  const void* keep(std::size_t i, std::shared_ptr<const void> made) const;

 private:
  static constexpr std::size_t most = 6;
  mutable std::array<std::atomic<const void*>, most> slots_{};
  mutable std::array<std::shared_ptr<const void>, most> kept_{};
};

struct Shape {
  std::string name;   // "Author": the schema's name
  std::string table;  // "authors", or empty when it is not kept, or extends a record that is
  std::vector<Field> fields;
  bool keeps_removed =
      false;  // a record that was removed stays, with a time in its column `deleted`
  ShapeMemo memo = {};

  const Field* find(std::string_view field) const;
  const Field* find(FieldRole role) const;
};

// An object of a type that is known at run time only.
class Object {
 public:
  Object() = default;
  explicit Object(const Type& type);
  Object(Object&& other) noexcept : memory_(std::move(other.memory_)) {}
  Object& operator=(Object&&) noexcept = default;
  void* get() const { return memory_.get(); }
  explicit operator bool() const { return memory_ != nullptr; }
  template <class T>
  T& as() const {
    return *static_cast<T*>(memory_.get());
  }

 private:
  struct Deleter {
    const Type* type;
    void operator()(void* memory) const;
  };
  std::unique_ptr<void, Deleter> memory_;
};

}  // namespace stoa
