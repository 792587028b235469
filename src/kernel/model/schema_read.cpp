#include "kernel/model/schema_read.h"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <set>

#include "kernel/model/codec.h"
#include "kernel/model/nearest.h"
#include "kernel/model/schema.h"
#include "kernel/model/schema_faults.h"
#include "kernel/model/schema_file.h"
#include "kernel/model/schema_number.h"
#include "kernel/model/schema_text.h"

namespace stoa {
namespace {

namespace json = boost::json;

constexpr std::size_t most_fields = 50;
constexpr int deepest = 3;
constexpr std::int64_t most_items = 10'000;

// What the store and the answers have beside a record's own fields.
constexpr std::array<std::string_view, 7> reserved{"id",    "version", "created", "updated",
                                                   "owner", "deleted", "expand"};

bool is_field_name(std::string_view name) {
  auto is_letter = [](char c) { return 'a' <= c && c <= 'z'; };
  return !name.empty() && name.size() <= 40 && is_letter(name[0]) &&
         std::all_of(name.begin(), name.end(),
                     [&](char c) { return is_letter(c) || ('0' <= c && c <= '9') || c == '_'; });
}

json::object without_annotations(const json::object& schema) {
  json::object bare;
  for (const auto& member : schema) {
    if (!is_annotation(member.key())) bare[member.key()] = member.value();
  }
  return bare;
}

// An object as schema_of() writes an amount of money.
bool is_written_money(const json::object& schema) {
  auto bare = [](const json::object& whole) {
    json::object object = without_annotations(whole);
    object.erase("type");  // may be a list, with null
    if (json::value* properties = object.if_contains("properties"); properties->is_object()) {
      for (auto& member : properties->get_object()) {
        if (member.value().is_object())
          member.value() = without_annotations(member.value().get_object());
      }
    }
    return object;
  };
  const json::value* properties = schema.if_contains("properties");
  const bool may_be =
      properties && properties->is_object() && properties->get_object().contains("currency");
  return may_be && bare(schema) == bare(schema_of(type_of<Money>(), Face::input, {}));
}

class SchemaReader {
 public:
  SchemaReader(TypeBook& book, const FindRecord& record, const std::string& at)
      : book_(book), record_(record), faults_(at) {}

  std::vector<Field> whole(const json::object& schema, const std::string& name) {
    const Path root;
    const json::value* type = schema.if_contains("type");
    if (!type) {
      faults_.add(Path(root, "type"), "required", "The schema of a record has the type object.");
    } else if (*type != "object") {
      faults_.add(Path(root, "type"), "not_in_set", "A record is an object.");
    }
    auto read = fields(schema, root, name, 0);
    faults_.throw_any();
    return read;
  }

 private:
  // What a schema says of one value.
  struct Value {
    const Type* type = nullptr;  // none after a fault
    bool nullable = false;
  };

  // ---- objects ----------------------------------------------------------------------------------

  std::vector<Field> fields(const json::object& schema, const Path& at, const std::string& name,
                            int depth) {
    faults_.check_keywords(
        schema, at,
        {"type", "properties", "required", "additionalProperties", depth > 0 ? "default" : "type"});
    if (auto* more = schema.if_contains("additionalProperties"); more && *more != false)
      faults_.add(Path(at, "additionalProperties"), "unsupported",
                  "An object has the fields that its schema names, and no others.");
    const Path here(at, "properties");
    const json::value* properties = schema.if_contains("properties");
    if (!properties || !properties->is_object()) {
      faults_.add(here, properties ? "wrong_type" : "required", "An object of fields is expected.");
      return {};
    }
    const json::object& members = properties->get_object();
    if (members.empty()) faults_.add(here, "too_few", "At least one field is needed.");
    if (members.size() > most_fields) {
      faults_.add(here, "too_many", "At most 50 fields.");
      return {};
    }
    const auto required = required_names(schema, members, at);
    std::vector<Field> read;
    for (const auto& member : members) {
      const std::string_view key = member.key();
      const Path there(here, key);
      check_name(key, there, depth == 0);
      const std::string called = name.empty() ? std::string(key) : name + "." + std::string(key);
      const bool must = required.contains(key);
      const bool is_file = depth == 0 && is_called(member.value(), "file");
      const Type* type = is_file ? read_file_schema(member.value().get_object(), there, must,
                                                    called, book_, faults_)
                                 : field(member.value(), there, must, called, depth);
      if (type) {
        read.push_back({.name = std::string(key), .type = type});
        if (is_file) read.back().role = FieldRole::file;
      }
    }
    return read;
  }

  static bool is_called(const json::value& schema, std::string_view name) {
    const json::object* keywords = schema.if_object();
    const json::value* called = keywords ? keywords->if_contains("x-stoa-type") : nullptr;
    return called && called->is_string() && called->get_string() == name;
  }

  void check_name(std::string_view name, const Path& at, bool of_record) {
    if (!is_field_name(name)) {
      faults_.add(at, "bad_name", "A field is called by a-z, 0-9 and _, up to 40, a letter first.");
    } else if (of_record && std::find(reserved.begin(), reserved.end(), name) != reserved.end()) {
      faults_.add(at, "reserved_name", "Each record has a field of this name already.");
    }
  }

  std::set<std::string_view> required_names(const json::object& schema, const json::object& members,
                                            const Path& at) {
    std::set<std::string_view> names;
    const json::value* listed = schema.if_contains("required");
    if (!listed) return names;
    const Path here(at, "required");
    if (!listed->is_array()) {
      faults_.add(here, "wrong_type", "A list of names of fields is expected.");
      return names;
    }
    std::size_t i = 0;
    for (const json::value& name : listed->get_array()) {
      const Path item(here, i++);
      if (!name.is_string()) {
        faults_.add(item, "wrong_type", "A string is expected.");
      } else if (!members.contains(name.get_string())) {
        unknown_field(name.get_string(), members, item);
      } else if (!names.insert(name.get_string()).second) {
        faults_.add(item, "duplicate", "This name stands here twice.");
      }
    }
    return names;
  }

  void unknown_field(std::string_view name, const json::object& members, const Path& at) {
    std::vector<std::string_view> known;
    for (const auto& member : members) known.push_back(member.key());
    const auto nearest = nearest_name(known, name);
    faults_.add(at, "unknown_field",
                nearest.empty() ? "There is no field of this name."
                                : "There is no field of this name; did you mean \"" +
                                      std::string(nearest) + "\"?");
  }

  // A field's type: what its value is, and whether there must be one.
  const Type* field(const json::value& schema, const Path& at, bool required,
                    const std::string& name, int depth) {
    const Value read = value(schema, at, name, depth);
    if (!read.type) return nullptr;
    const json::object* keywords = schema.if_object();
    const json::value* preset = keywords ? keywords->if_contains("default") : nullptr;
    if (preset && !says_nothing(*preset, read)) return with_default(read, *preset, at, required);
    if (read.type->kind == Kind::list) return list_field(*read.type, at, required, read.nullable);
    return required && !read.nullable ? read.type : &book_.optional(*read.type);
  }

  // The default of what would be so without one.
  static bool says_nothing(const json::value& preset, const Value& read) {
    const bool is_empty_list = preset.is_array() && preset.get_array().empty();
    return read.type->kind == Kind::list ? is_empty_list && read.type->min == 0
                                         : read.nullable && preset.is_null();
  }

  static bool may_have_default(Kind kind) {
    return kind != Kind::id && kind != Kind::json && kind != Kind::money && kind != Kind::list &&
           kind != Kind::object;
  }

  const Type* with_default(const Value& read, const json::value& preset, const Path& at,
                           bool required) {
    const Path here(at, "default");
    if (!may_have_default(read.type->kind)) {
      faults_.add(here, "unsupported", "What is of this type has no default.");
      return nullptr;
    }
    if (required || read.nullable) {
      faults_.add(here, "contradiction",
                  required ? "A field that must be there needs no default."
                           : "A field with a default is never null.");
      return nullptr;
    }
    try {
      Object object(*read.type);
      decode(*read.type, object.get(), json::serialize(preset));
      return &book_.with_default(*read.type, std::move(object));
    } catch (const Refusal& refusal) {
      faults_.add_all(here, refusal);
    }
    return nullptr;
  }

  const Type* list_field(const Type& type, const Path& at, bool required, bool nullable) {
    if (nullable) {
      faults_.add(Path(at, "type"), "unsupported", "A list is empty, never null.");
      return nullptr;
    }
    if (required || type.min == 0) return &type;
    faults_.add(Path(at, "minItems"), "contradiction",
                "A list that may be left out may be empty; is it missing in `required`?");
    return nullptr;
  }

  // ---- values -----------------------------------------------------------------------------------

  Value value(const json::value& schema, const Path& at, const std::string& name, int depth) {
    if (schema.is_bool() && schema.get_bool()) return {&type_of<Json>()};
    if (!schema.is_object()) {
      faults_.add(at, schema.is_bool() ? "unsupported" : "wrong_type", "A schema is expected.");
      return {};
    }
    const json::object& keywords = schema.get_object();
    if (keywords.contains("anyOf")) return or_null(keywords, at, name, depth);
    if (without_annotations(keywords).empty()) return {&type_of<Json>()};
    bool nullable = false;
    if (is_called(schema, "file")) {
      faults_.add(at, "unsupported", "A file is a field of the record itself.");
      return {};
    }
    const bool is_money = is_called(schema, "money");
    const auto type = type_name(keywords, at, is_money ? "object" : "", nullable);
    if (!type) return {};
    if (is_money && *type == "object") {
      faults_.check_keywords(keywords, at, {"type", "x-stoa-type", "default"});
      return {&type_of<Money>(), nullable};
    }
    return {typed(*type, keywords, at, name, depth, nullable), nullable};
  }

  // {"anyOf": [schema, {"type": "null"}]}, as schema_of() writes a struct that may be null.
  Value or_null(const json::object& schema, const Path& at, const std::string& name, int depth) {
    faults_.check_keywords(schema, at, {"anyOf", "default"});
    const Path here(at, "anyOf");
    const json::value& listed = schema.at("anyOf");
    const json::value null = json::object{{"type", "null"}};
    if (listed.is_array() && listed.get_array().size() == 2) {
      const json::array& both = listed.get_array();
      const std::size_t other = both[0] == null ? 1 : 0;
      const json::object* inner = both[other].if_object();
      if (both[1 - other] == null && inner && !inner->contains("anyOf") &&
          !inner->contains("default"))
        return {value(both[other], Path(here, other), name, depth).type, true};
    }
    faults_.add(here, "unsupported", "Only a schema or null: [{…}, {\"type\": \"null\"}].");
    return {};
  }

  // The type's name without null.
  std::optional<std::string_view> type_name(const json::object& schema, const Path& at,
                                            std::string_view otherwise, bool& nullable) {
    const Path here(at, "type");
    const json::value* type = schema.if_contains("type");
    if (!type && !otherwise.empty()) return otherwise;
    if (!type) {
      faults_.add(here, "required", "A schema says of what type its values are.");
      return std::nullopt;
    }
    if (type->is_string()) return std::string_view(type->get_string());
    if (type->is_array() && type->get_array().size() == 2) {
      const json::array& both = type->get_array();
      const std::size_t other = both[0] == "null" ? 1 : 0;
      nullable = both[1 - other] == "null";
      if (nullable && both[other].is_string()) return std::string_view(both[other].get_string());
    }
    faults_.add(here, "unsupported", "One type, or one and \"null\".");
    return std::nullopt;
  }

  const Type* typed(std::string_view type, const json::object& schema, const Path& at,
                    const std::string& name, int depth, bool nullable) {
    if (type == "string") return read_text_schema(schema, at, nullable, book_, record_, faults_);
    if (type == "integer") return read_integer_schema(schema, at, book_, faults_);
    if (type == "number") return read_real_schema(schema, at, book_, faults_);
    if (type == "boolean") {
      faults_.check_keywords(schema, at, {"type", "default"});
      return &type_of<bool>();
    }
    if (type == "array") return list(schema, at, name, depth);
    if (type == "object") return object(schema, at, name, depth);
    faults_.add(Path(at, "type"), "not_in_set",
                "One of string, integer, number, boolean, array, object.");
    return nullptr;
  }

  bool may_nest(const Path& at, int depth) {
    if (depth < deepest) return true;
    faults_.add(at, "too_deep", "Lists and objects lie at most 3 deep in each other.");
    return false;
  }

  const Type* object(const json::object& schema, const Path& at, const std::string& name,
                     int depth) {
    if (is_written_money(schema)) return &type_of<Money>();
    if (!may_nest(at, depth)) return nullptr;
    Shape shape{name, "", fields(schema, at, name, depth + 1)};
    return shape.fields.empty() ? nullptr : &book_.object(std::move(shape));
  }

  const Type* list(const json::object& schema, const Path& at, const std::string& name, int depth) {
    faults_.check_keywords(schema, at, {"type", "items", "minItems", "maxItems", "default"});
    if (!may_nest(at, depth)) return nullptr;
    const auto min = faults_.whole(schema, at, "minItems", 0, most_items).value_or(0);
    const auto max = faults_.whole(schema, at, "maxItems", 1, most_items).value_or(most_items);
    if (min > max)
      faults_.add(Path(at, "minItems"), "contradiction", "This is more than maxItems.");
    const Path here(at, "items");
    const json::value* items = schema.if_contains("items");
    if (!items) {
      faults_.add(here, "required", "A list says what its items are.");
      return nullptr;
    }
    const Value item = value(*items, here, name, depth + 1);
    if (!item.type || min > max) return nullptr;
    const json::object* keywords = items->if_object();
    const bool has_default = keywords && keywords->contains("default");
    if (item.nullable || has_default || item.type->kind == Kind::list) {
      faults_.add(here, "unsupported", "An item is never null nor a list, and has no default.");
      return nullptr;
    }
    return &book_.list(*item.type, min, max);
  }

  TypeBook& book_;
  const FindRecord& record_;
  SchemaFaults faults_;
};

}  // namespace

std::vector<Field> read_schema(const json::object& schema, TypeBook& book, const FindRecord& record,
                               const std::string& at, const std::string& name) {
  return SchemaReader(book, record, at).whole(schema, name);
}

}  // namespace stoa
