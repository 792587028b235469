#include <set>

#include "kernel/model/codec.h"
#include "kernel/model/decoding.h"
#include "kernel/model/envelope.h"
#include "kernel/model/field_set.h"
#include "kernel/model/free_json.h"
#include "kernel/model/json_reader.h"
#include "kernel/model/nearest.h"
#include "kernel/model/scalars.h"
#include "kernel/model/text_faults.h"
#include "kernel/model/utf8.h"

namespace stoa {
namespace {

// Whether what is read stands for itself or changes what is there.
enum class Mode { whole, merge };

const char* name_of(JsonKind kind) {
  switch (kind) {
    case JsonKind::object:
      return "an object";
    case JsonKind::array:
      return "a list";
    case JsonKind::string:
      return "a string";
    case JsonKind::number:
      return "a number";
    case JsonKind::boolean:
      return "true or false";
    case JsonKind::null:
      return "null";
  }
  return "something else";
}

std::string in_sentence(std::string text) {
  text[0] = static_cast<char>(text[0] - ('a' <= text[0] && text[0] <= 'z' ? 32 : 0));
  return text;
}

// Money in JSON is an object of two members; this is that object.
struct MoneyMembers {
  std::int64_t amount = 0;
  Text<3, 3> currency;
};
BOOST_DESCRIBE_STRUCT(MoneyMembers, (), (amount, currency))

bool is_currency(std::string_view text) {
  return text.size() == 3 && text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == text.npos;
}

class Decoder {
 public:
  Decoder(std::string_view json, const DecodeOptions& options) : in_(json), options_(options) {}

  void document(const Type& type, void* target) {
    value(type, target, Path(), first_mode());
    finish();
  }
  void document(const Shape& shape, void* target) {
    object(shape, target, Path(), first_mode());
    finish();
  }

 private:
  Mode first_mode() const { return options_.form == Form::whole ? Mode::whole : Mode::merge; }
  // How a value is read that a patch makes where there was none: it must be complete, which a mere
  // check cannot ask for, because it does not know what is there.
  Mode fresh_mode() const { return options_.form == Form::patch_check ? Mode::merge : Mode::whole; }

  void finish() {
    in_.end();
    errors_.throw_any();
  }

  void value(const Type& type, void* target, const Path& at, Mode mode) {
    switch (type.kind) {
      case Kind::optional:
        return optional(type, target, at, mode);
      case Kind::list:
        return list(type, target, at);
      case Kind::map:
        return map(type, target, at, mode);
      case Kind::object:
        return object(type.object(), target, at, mode);
      case Kind::money:
        return money(target, at, mode);
      case Kind::json:
        return json(target, at, mode);
      default:
        return scalar(type, target, at);
    }
  }

  // ---- scalars ----------------------------------------------------------------------------------

  void scalar(const Type& type, void* target, const Path& at) {
    auto kind = in_.peek();
    if (kind == JsonKind::string && is_text_like(type.kind)) {
      auto [text, flaw] = in_.string();
      verdict(at, flaw == TextFlaw::none ? set_text(type, target, text) : text_fault(flaw));
    } else if (kind == JsonKind::number && is_number_like(type.kind)) {
      verdict(at, set_number(type, target, in_.number()));
    } else if (kind == JsonKind::boolean && type.kind == Kind::boolean) {
      *static_cast<bool*>(target) = in_.boolean();
    } else {
      wrong_type(expected(type), at);
    }
  }

  void money(void* target, const Path& at, Mode mode) {
    auto& money = *static_cast<Money*>(target);
    MoneyMembers members;
    if (money.currency[0] == '\0') {
      mode = mode == Mode::whole ? mode : fresh_mode();
    } else if (mode == Mode::merge) {
      members = {money.amount, Text<3, 3>(money.currency.data())};
    }
    if (in_.peek() != JsonKind::object) return wrong_type("an object", at);
    object(shape_of<MoneyMembers>(), &members, at, mode);
    if (count_code_points(members.currency) == 3 && !is_currency(members.currency)) {
      errors_.add(Path(at, "currency"), {"bad_format", "Three capital letters, such as EUR."});
    }
    money.amount = members.amount;
    money.currency = {};
    members.currency.copy(money.currency.data(), 3);
  }

  void json(void* target, const Path& at, Mode mode) {
    auto& text = static_cast<Json*>(target)->text;
    std::string read;
    read_free_json(in_, read, at, errors_);
    if (errors_.any()) return;
    text = mode == Mode::merge ? merge_json(text, read) : std::move(read);
  }

  // ---- containers -------------------------------------------------------------------------------

  void optional(const Type& type, void* target, const Path& at, Mode mode) {
    if (in_.peek() == JsonKind::null) {
      in_.null();
      return type.optional->reset(target);
    }
    bool merges = mode == Mode::merge && type.optional->get(target) != nullptr;
    void* inside =
        merges ? const_cast<void*>(type.optional->get(target)) : type.optional->emplace(target);
    value(*type.element, inside, at,
          merges                ? Mode::merge
          : mode == Mode::whole ? mode
                                : fresh_mode());
  }

  void list(const Type& type, void* target, const Path& at) {
    if (in_.peek() != JsonKind::array) return wrong_type("a list", at);
    std::int64_t count = 0;
    type.list->clear(target);
    for (in_.begin_array(); in_.next_item(); ++count) {
      if (count >= type.max || errors_.full()) {
        in_.skip();
      } else {
        value(*type.element, type.list->append(target), Path(at, count), Mode::whole);
      }
    }
    check_count(type, count, at);
  }

  void map(const Type& type, void* target, const Path& at, Mode mode) {
    if (in_.peek() != JsonKind::object) return wrong_type("an object", at);
    if (mode == Mode::whole) type.map->clear(target);
    std::set<std::string> seen;
    JsonString key;
    for (in_.begin_object(); in_.next_member(key);) {
      std::string name(key.text);
      Path member(at, name);
      if (errors_.full()) {
        in_.skip();
      } else if (key.flaw != TextFlaw::none) {
        refuse(member, text_fault(key.flaw));
      } else if (!seen.insert(name).second) {
        refuse(member, duplicate_field());
      } else {
        map_member(type, target, name, member, mode);
      }
    }
    check_count(type, static_cast<std::int64_t>(type.map->size(target)), at);
  }

  void map_member(const Type& type, void* target, const std::string& name, const Path& at,
                  Mode mode) {
    if (mode == Mode::merge && in_.peek() == JsonKind::null) {
      in_.null();
      return type.map->erase(target, name);
    }
    // One more than allowed is enough to see that there are too many.
    if (static_cast<std::int64_t>(type.map->size(target)) > type.max) return in_.skip();
    void* fresh = type.map->insert(target, name);
    if (fresh != nullptr)
      return value(*type.element, fresh, at, mode == Mode::whole ? mode : fresh_mode());
    value(*type.element, find(type, target, name), at, Mode::merge);
  }

  static void* find(const Type& type, void* map, const std::string& name) {
    const void* found = nullptr;
    type.map->each(map, [&](const std::string& key, const void* value) {
      if (key == name) found = value;
    });
    return const_cast<void*>(found);
  }

  void check_count(const Type& type, std::int64_t count, const Path& at) {
    if (count < type.min)
      errors_.add(at, {"too_few", type.min == 1 ? "At least one is needed."
                                                : "At least " + items(type.min) + "."});
    if (count > type.max) errors_.add(at, {"too_many", "At most " + items(type.max) + "."});
  }
  static std::string items(std::int64_t count) {
    return std::to_string(count) + (count == 1 ? " item" : " items");
  }

  // ---- objects ----------------------------------------------------------------------------------

  void object(const Shape& shape, void* target, const Path& at, Mode mode) {
    if (in_.peek() != JsonKind::object) return wrong_type("an object", at);
    FieldSet seen(shape.fields.size());
    std::size_t next = 0;  // most writers keep the order of the fields
    JsonString key;
    for (in_.begin_object(); in_.next_member(key);) {
      bool in_order = next < shape.fields.size() && shape.fields[next].name == key.text;
      const Field* field = in_order ? &shape.fields[next] : shape.find(key.text);
      if (errors_.full()) {
        in_.skip();
      } else if (field == nullptr || key.flaw != TextFlaw::none) {
        unknown(shape, key, at);
      } else {
        next = static_cast<std::size_t>(field - shape.fields.data());
        member(*field, target, Path(at, field->name), seen.insert(next++), mode);
      }
    }
    if (mode == Mode::whole) check_required(shape, seen, at);
  }

  void member(const Field& field, void* target, const Path& at, bool first, Mode mode) {
    if (!first) {
      refuse(at, duplicate_field());
    } else if (comes_from_elsewhere(field, at)) {
      refuse(at, {"read_only", "This comes from the address of the request."});
    } else if (field.role == FieldRole::file && options_.strictness == Strictness::client) {
      refuse(at, {"read_only",
                  "A file is put to an address of its own: …/{id}/files/" + field.name + "."});
    } else if (field.managed() && options_.strictness == Strictness::client) {
      refuse(at, {"read_only", "Only the server writes this."});
    } else {
      value(*field.type, field.in(target), at, mode);
    }
  }

  void unknown(const Shape& shape, const JsonString& key, const Path& at) {
    std::string name(key.text);
    Path member(at, name);
    if (key.flaw != TextFlaw::none) return refuse(member, text_fault(key.flaw));
    if (options_.strictness == Strictness::peer) return in_.skip();
    if (options_.enveloped && member.is_top_member() && is_of_envelope(name)) return in_.skip();
    std::string message = "There is no field of this name";
    auto nearest = nearest_name(shape, name);
    message += nearest.empty() ? "." : "; did you mean \"" + std::string(nearest) + "\"?";
    refuse(member, {"unknown_field", std::move(message)});
  }

  void check_required(const Shape& shape, const FieldSet& seen, const Path& at) {
    for (std::size_t i = 0; i < shape.fields.size(); ++i) {
      const auto& field = shape.fields[i];
      Path member(at, field.name);
      if (seen.has(i) || !field.required() || comes_from_elsewhere(field, member)) continue;
      errors_.add(member, {"required", "This field is required."});
    }
  }

  // Only members of the outermost object can come from the path.
  bool comes_from_elsewhere(const Field& field, const Path& at) const {
    return options_.elsewhere && at.is_top_member() && options_.elsewhere(field);
  }

  // ---- errors -----------------------------------------------------------------------------------

  void verdict(const Path& at, std::optional<Fault> fault) {
    if (fault) errors_.add(at, std::move(*fault));
  }
  // Notes what is wrong with the value that comes next, and passes over it.
  void refuse(const Path& at, Fault fault) {
    errors_.add(at, std::move(fault));
    in_.skip();
  }
  void wrong_type(std::string what, const Path& at) {
    auto message = in_sentence(std::move(what)) + " is expected, not " + name_of(in_.peek()) + ".";
    refuse(at, {"wrong_type", std::move(message)});
  }

  JsonReader in_;
  const DecodeOptions& options_;
  FieldErrors errors_;
};

}  // namespace

void decode(const Shape& shape, void* object, std::string_view json, const DecodeOptions& options) {
  Decoder(json, options).document(shape, object);
}

void decode(const Type& type, void* value, std::string_view json, const DecodeOptions& options) {
  Decoder(json, options).document(type, value);
}

}  // namespace stoa
