#include "apps/collections/build.h"

#include <algorithm>

#include "apps/collections/files.h"
#include "kernel/model/exact_json.h"
#include "kernel/model/nearest.h"
#include "kernel/model/schema_read.h"
#include "kernel/store/made_search.h"

namespace stoa::collections {
namespace {

struct ColumnRow {
  Id<Definition> definition = {};
  std::string field = {}, name = {};
};
BOOST_DESCRIBE_STRUCT(ColumnRow, (), (definition, field, name))

// "book_marks" -> "BookMarks": what schemas and problems call a record.
std::string shape_name(std::string_view name) {
  std::string made;
  bool upper = true;
  for (char c : name) {
    if (c == '_') {
      upper = true;
      continue;
    }
    made += upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    upper = false;
  }
  return made;
}

[[noreturn]] void refuse(const std::string& pointer, std::string_view code,
                         const std::string& message) {
  throw Refusal{problems::validation_failed, "", {{pointer, std::string(code), message}}};
}

boost::json::object schema_in(const Json& text) {
  const boost::json::value value = parse_exactly(text.text);
  if (!value.is_object()) refuse("/schema", "wrong_type", "A schema is an object.");
  return value.as_object();
}

void name_columns(const std::map<std::string, std::string>& names, std::vector<Field>& fields) {
  for (Field& field : fields) {
    const auto at = names.find(field.name);
    field.column = at == names.end() ? "c_" + field.name : at->second;
  }
}

class Builder {
 public:
  Builder(const Plan& plan, const Membership& members)
      : plan_(plan), members_(members), made_(std::make_unique<Build>()) {}

  // Every record has a Shape before any has its fields: they may refer to each other.
  void declare() {
    for (const Definition& definition : plan_.definitions) {
      declared_[definition.name] =
          &made_->book.declare({shape_name(definition.name), table_of(definition), {}});
    }
  }

  void add(const Definition& definition) {
    auto collection = begin(definition.id, definition.name, definition.title);
    auto find = [&](std::string_view name) {
      const auto at = declared_.find(std::string(name));
      return at == declared_.end() ? ShapeOf() : ShapeOf(*at->second);
    };
    std::vector<Field> fields = read_schema(schema_in(definition.schema), made_->book, find,
                                            "/schema", shape_name(definition.name));
    const auto columns = plan_.columns.find(definition.id);
    name_columns(
        columns == plan_.columns.end() ? std::map<std::string, std::string>{} : columns->second,
        fields);
    fields.push_back(
        {.name = "owner", .type = &type_of<std::optional<AccountId>>(), .role = FieldRole::owner});
    collection->types =
        store::make_record(made_->book, *declared_.at(definition.name), std::move(fields));
    finish(*collection, collection->types.record);
    collection->history = definition.history.value;
    collection->files = file_fields(made_->book, *declared_.at(definition.name));
    collection->patch = &made_->book.patch(*collection->types.record);
    for (const Index& index : definition.indexes)
      if (index.unique.value)
        collection->keys.emplace_back(index.fields.begin(), index.fields.end());
    made_->collections[definition.id] = std::move(collection);
  }

  // Once every record has its fields.
  void add_rules(const Definition& definition) {
    Collection& collection = *made_->collections.at(definition.id);
    const Rules rules = definition.rules.value_or(Rules{});
    add_rule(collection, Deed::read, rules.read, "/rules/read");
    add_rule(collection, Deed::create, rules.create, "/rules/create");
    add_rule(collection, Deed::update, rules.update, "/rules/update");
    add_rule(collection, Deed::remove, rules.remove, "/rules/remove");
    Shape& shape = *declared_.at(definition.name);
    for (auto& [name, of_field] : rules.fields) {
      const std::string at = "/rules/fields/" + name;
      check_field(shape, name, at);
      for (Field& field : shape.fields) field.guarded |= field.name == name && of_field.read;
      FieldRule& made = collection.fields[name];
      if (of_field.read) made.read = AccessRule::parse(*of_field.read, shape, at + "/read");
      if (of_field.write) made.write = AccessRule::parse(*of_field.write, shape, at + "/write");
    }
  }

  // Once it is known which fields rules guard: nobody finds out by searching what they may not
  // read.
  void add_search(const Definition& definition) {
    Collection& collection = *made_->collections.at(definition.id);
    std::vector<const Field*> fields;
    for (std::size_t i = 0; i < definition.search.size(); ++i) {
      const std::string &name = definition.search[i], at = "/search/" + std::to_string(i);
      const Shape& shape = collection.types.shape();
      check_field(shape, name, at);
      fields.push_back(shape.find(name));
      if (fields.back()->guarded)
        refuse(at, "guarded", "A rule says who may read this field; all readers search.");
      if (std::count(fields.begin(), fields.end(), fields.back()) > 1)
        refuse(at, "duplicate", "This field is searched already.");
      collection.searched.push_back(name);
    }
    if (auto fault = store::search_fault(fields); !fault.empty())
      refuse("/search", "not_searchable", fault);
    if (!fields.empty()) collection.types.index = store::index_statement(table_of(definition));
  }

  void add(const View& view) {
    const auto at = made_->collections.find(view.collection);
    if (at == made_->collections.end()) {
      refuse("/collection", "not_found", "This is no collection of the project.");
    }
    const Collection& whole = *at->second;
    auto part = begin(view.collection, view.name, view.title);
    part->is_view = true;
    part->types = whole.types;
    part->fields = whole.fields;
    part->files = whole.files;
    const Shape& shape = whole.types.shape();
    for (std::size_t i = 0; i < view.fields.size(); ++i) {
      check_field(shape, view.fields[i], "/fields/" + std::to_string(i));
    }
    Shape shown = shape;
    shown.name = shape_name(view.name);
    std::erase_if(shown.fields, [&](const Field& field) {
      const auto& all = view.fields;
      const bool named = std::find(all.begin(), all.end(), field.name) != all.end();
      return !named && (field.defined() || field.role == FieldRole::owner);
    });
    const bool shows_all = std::all_of(whole.searched.begin(), whole.searched.end(),
                                       [&](const auto& name) { return shown.find(name); });
    if (shows_all) part->searched = whole.searched;
    finish(*part, &made_->book.seen_as(*whole.types.record, std::move(shown)));
    if (view.filter) part->filter = AccessRule::parse(*view.filter, shape, "/filter");
    add_rule(*part, Deed::read, view.read, "/read");
    made_->views[view.id] = std::move(part);
  }

  std::unique_ptr<Build> take() { return std::move(made_); }

 private:
  std::shared_ptr<Collection> begin(const Id<Definition>& definition, const std::string& name,
                                    const std::string& title) const {
    auto made = std::make_shared<Collection>();
    made->definition = definition;
    made->project = plan_.project.name;
    made->name = name;
    made->title = title;
    made->members = &members_;
    return made;
  }

  void finish(Collection& collection, const Type* row) {
    collection.row = row;
    collection.page = &store::page_type(made_->book, *row);
  }

  static void add_rule(Collection& collection, Deed deed, const std::optional<Text<1, 1000>>& text,
                       const std::string& at) {
    if (text)
      collection.rules.emplace(deed, AccessRule::parse(*text, collection.types.shape(), at));
  }

  static void check_field(const Shape& shape, const std::string& name, const std::string& at) {
    if (shape.find(name)) return;
    std::vector<std::string_view> names;
    for (const Field& field : shape.fields) names.push_back(field.name);
    const auto nearest = nearest_name(names, name);
    refuse(at, "unknown_field",
           "There is no field " + name +
               (nearest.empty() ? "." : "; did you mean " + std::string(nearest) + "?"));
  }

  const Plan& plan_;
  const Membership& members_;
  std::unique_ptr<Build> made_;
  std::map<std::string, Shape*> declared_;
};

// What is wrong with another collection than the one that somebody writes, they are told in words.
template <class Step>
void about(const std::string& name, const Uuid& id, const Places& at, Step step) {
  const auto place = at.find(id);
  if (place != at.end()) return at_place(place->second, step);
  try {
    step();
  } catch (Refusal& refusal) {
    if (at.empty()) throw;
    for (FieldError& error : refusal.errors) {
      error.message = "In " + name + error.pointer + ": " + error.message;
      error.pointer = at.others;
    }
    throw;
  }
}

}  // namespace

Plan read_plan(Read& tx, const Project& project) {
  Plan plan{project};
  plan.definitions = tx.query<Definition>("where project = $1 order by name", project.id);
  plan.views = tx.query<View>("where project = $1 order by name", project.id);
  const auto columns = tx.rows<ColumnRow>(
      "select c.definition, c.field, c.name from columns c join definitions d on d.id = "
      "c.definition "
      "where d.project = $1 and c.dropped is null",
      project.id);
  for (const ColumnRow& column : columns)
    plan.columns[column.definition][column.field] = column.name;
  return plan;
}

std::unique_ptr<Build> build(const Plan& plan, const Membership& members, const Places& at) {
  Builder builder(plan, members);
  builder.declare();
  for (const Definition& one : plan.definitions)
    about(one.name, one.id.value, at, [&] { builder.add(one); });
  for (const Definition& one : plan.definitions)
    about(one.name, one.id.value, at, [&] {
      builder.add_rules(one);
      builder.add_search(one);
    });
  for (const View& one : plan.views) about(one.name, one.id.value, at, [&] { builder.add(one); });
  return builder.take();
}

std::string table_of(const Definition& definition) {
  const std::string id = to_string(definition.id);
  return definition.name + "_" + id.substr(id.size() - 8);
}

}  // namespace stoa::collections
