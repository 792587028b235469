#include "kernel/app/view.h"

#include <algorithm>
#include <map>
#include <utility>

#include "kernel/app/aggregates.h"
#include "kernel/app/export.h"
#include "kernel/app/made_routes.h"
#include "kernel/app/path.h"
#include "kernel/model/nearest.h"

namespace stoa {
namespace {

// What a route's answer is made of: the rows of a list, or the record itself.
const Shape* viewed_shape(const Route& route) {
  if (route.method != "GET" || route.lane != Lane::read || !route.output) return nullptr;
  if (route.aggregates) return nullptr;
  if (route.listing.row) return route.listing.row;
  const bool record =
      route.output->kind == Kind::object && route.output->object().find(FieldRole::self_id);
  return record ? &route.output->object() : nullptr;
}

// The type of the id that a member holds, or holds several of; nullptr for no reference.
const Type* reference_of(const Field& field) {
  const Type* type = field.type;
  while (type->kind == Kind::optional || type->kind == Kind::list) type = type->element;
  return type->kind == Kind::id && field.name != "id" ? type : nullptr;
}

const MountedRoute* route_of(const MountedApp& app, const Field& field) {
  const Type* id = reference_of(field);
  if (!id) return nullptr;
  const auto at = app.records.find(&id->object());
  return at != app.records.end() ? at->second : app.made->record(id->object());
}

[[noreturn]] void refuse(std::string_view code, const std::string& message) {
  throw Refusal{problems::validation_failed, "", {{"/expand", std::string(code), message}}};
}

// Adds "edition.work" to what is expanded already.
class ExpansionReader {
 public:
  ExpansionReader(const MountedRoute& mounted, const Caller& caller)
      : mounted_(mounted), caller_(caller) {}

  void add(std::vector<Expansion>& to, std::string_view path) {
    std::vector<Expansion>* at = &to;
    const MountedRoute* from = &mounted_;
    for (std::size_t depth = 1;; ++depth) {
      if (depth > most_expand_depth) {
        refuse("too_deep", "At most " + std::to_string(most_expand_depth) +
                               " references are followed, one from the other.");
      }
      const std::size_t dot = path.find('.');
      Expansion& next = enter(*at, *from, path.substr(0, dot));
      if (dot == path.npos) return;
      path.remove_prefix(dot + 1);
      at = &next.inner;
      from = next.route;
    }
  }

 private:
  Expansion& enter(std::vector<Expansion>& among, const MountedRoute& from,
                   std::string_view member) {
    for (Expansion& known : among)
      if (known.member == member) return known;
    const Field* field = viewed_shape(from.route)->find(member);
    const MountedRoute* route = field ? route_of(*from.app, *field) : nullptr;
    if (!route) refuse_member(from, member);
    if (++count_ > most_expansions) {
      refuse("too_many", "At most " + std::to_string(most_expansions) + " members are expanded.");
    }
    check_access(route->route.access, route->route.scope(), caller_.principal);
    return among.emplace_back(Expansion{std::string(member), route});
  }

  [[noreturn]] static void refuse_member(const MountedRoute& from, std::string_view member) {
    std::string text = "This refers to no record: " + std::string(member) + ". What does: ";
    const auto members = expandable_members(from);
    for (const std::string& name : members) text += (&name == &members[0] ? "" : ", ") + name;
    refuse("unknown_field", members.empty() ? "Nothing can be expanded here." : text + ".");
  }

  const MountedRoute& mounted_;
  const Caller& caller_;
  std::size_t count_ = 0;
};

std::vector<Expansion> read_expansions(const MountedRoute& mounted, const Caller& caller,
                                       std::string_view paths) {
  std::vector<Expansion> all;
  ExpansionReader reader(mounted, caller);
  for (;;) {
    const std::size_t comma = paths.find(',');
    reader.add(all, paths.substr(0, comma));
    if (comma == paths.npos) return all;
    paths.remove_prefix(comma + 1);
  }
}

void read_format(std::string_view text, ExportFormat& format, std::vector<FieldError>& errors) {
  if (text != "csv" && text != "ndjson") {
    errors.push_back({"/format", "not_in_set", "This is one of csv, ndjson."});
  }
  format = text == "ndjson" ? ExportFormat::ndjson : ExportFormat::csv;
}

// Reads records at their own routes, each of them once.
class Expander {
 public:
  Expander(Read& tx, const Caller& caller) : tx_(tx), caller_(caller) {}

  std::string row(const std::vector<Expansion>& expansions, const Shape& shape, const void* row) {
    std::string json = "{";
    for (const Expansion& expansion : expansions) {
      const Field& field = *shape.find(expansion.member);
      if (field.veiled_in(row)) continue;
      if (json.size() > 1) json += ',';
      encode_string(field.name, json);
      json += ':';
      member(expansion, *field.type, field.in(row), json);
    }
    return json + "}";
  }

 private:
  void member(const Expansion& expansion, const Type& type, const void* value, std::string& json) {
    switch (type.kind) {
      case Kind::optional:
        if (const void* inside = type.optional->get(value)) {
          return member(expansion, *type.element, inside, json);
        }
        json += "null";
        return;
      case Kind::list:
        json += '[';
        for (std::size_t i = 0; i < type.list->size(value); ++i) {
          if (i) json += ',';
          member(expansion, *type.element, type.list->at(value, i), json);
        }
        json += ']';
        return;
      default: {
        const std::string& found = record(expansion, *static_cast<const Uuid*>(value));
        bytes_ += found.size();
        if (bytes_ > most_expanded_bytes) {
          refuse("too_large", "The expanded records are too long; ask for a smaller page.");
        }
        json += found;
      }
    }
  }

  const std::string& record(const Expansion& expansion, const Uuid& id) {
    auto [at, fresh] = read_.try_emplace({&expansion, id});
    if (!fresh) return at->second;
    if (read_.size() > most_expanded_records) {
      refuse("too_many", "More than " + std::to_string(most_expanded_records) +
                             " records would be expanded; ask for a smaller page.");
    }
    std::string json = read(expansion, id);  // which may read others meanwhile
    return read_[{&expansion, id}] = std::move(json);
  }

  std::string read(const Expansion& expansion, const Uuid& id) try {
    const Route& route = expansion.route->route;
    Object input(*route.input.type);
    *static_cast<Uuid*>(input.get()) = id;
    const Outcome outcome = route.call(&tx_, caller_, input.get());
    View view;
    view.expand = expansion.inner;
    std::vector<std::string> inner;
    if (!view.expand.empty()) {
      inner.push_back(row(expansion.inner, route.output->object(), outcome.body.get()));
    }
    return encode_view(view, route, outcome.body, inner);
  } catch (const Refusal& refusal) {
    if (refusal.problem.status != 404) throw;
    return "null";
  } catch (const Problem& problem) {
    if (problem.status != 404) throw;
    return "null";
  }

  Read& tx_;
  const Caller& caller_;
  std::map<std::pair<const Expansion*, Uuid>, std::string> read_;
  std::size_t bytes_ = 0;
};

// The rows that a view is about, and the type of each.
template <class Visit>
void each_row(const Route& route, const Object& answer, Visit visit) {
  if (!route.listing.row) return visit(route.output->object(), answer.get());
  const Field& items = *route.output->object().find("items");
  const void* list = items.in(answer.get());
  for (std::size_t i = 0; i < items.type->list->size(list); ++i) {
    visit(*route.listing.row, items.type->list->at(list, i));
  }
}

void encode_row(const View& view, const Type& type, const void* row, const std::string* expanded,
                std::string& out) {
  encode(type, row, view.fields, out);
  if (!expanded) return;
  out.pop_back();
  if (out.back() != '{') out += ',';
  out += "\"expand\":" + *expanded + "}";
}

void encode_page(const View& view, const Shape& page, const void* answer,
                 const std::vector<std::string>& expanded, std::string& out) {
  for (const Field& field : page.fields) {
    out += &field == &page.fields.front() ? '{' : ',';
    encode_string(field.name, out);
    out += ':';
    if (field.name != "items") {
      encode(*field.type, field.in(answer), out);
      continue;
    }
    out += '[';
    for (std::size_t i = 0; i < field.type->list->size(field.in(answer)); ++i) {
      if (i) out += ',';
      encode_row(view, *field.type->element, field.type->list->at(field.in(answer), i),
                 view.expand.empty() ? nullptr : &expanded[i], out);
    }
    out += ']';
  }
  out += '}';
}

// Of a table every column is there in every row, so that it has those that its reader may name.
void leave_out_columns(const Route& route, const Shape& nameable, View& view) {
  if (!route.exports || !view.fields.all()) return;
  for (const Field& field : nameable.fields) view.fields.members[field.name];
}

}  // namespace

const Shape* expandable_row(const MountedRoute& mounted) {
  return expandable_members(mounted).empty() ? nullptr : viewed_shape(mounted.route);
}

const Type& expanded_type(const MountedRoute& mounted, const std::string& member) {
  return *route_of(*mounted.app, *viewed_shape(mounted.route)->find(member))->route.output;
}

bool is_view_parameter(const Route& route, std::string_view name) {
  if (route.aggregates) return is_aggregate_parameter(name);
  const bool known = name == "fields" || name == (route.exports ? "format" : "expand");
  return known && viewed_shape(route);
}

const std::vector<std::string>& parameters_left_out(const Route& route) {
  static const std::vector<std::string> none, summed_up{"limit", "after", "count", "sort"};
  return route.exports ? paging_parameters() : route.aggregates ? summed_up : none;
}

bool expands_nothing(const http::Request& request) {
  if (request.query.empty()) return true;
  const auto pairs = parse_query(request.query);
  return !pairs || std::none_of(pairs->begin(), pairs->end(),
                                [](const auto& pair) { return pair.first == "expand"; });
}

std::vector<std::string> expandable_members(const MountedRoute& mounted) {
  std::vector<std::string> members;
  const Shape* shape = viewed_shape(mounted.route);
  if (!shape || mounted.route.exports) return members;
  for (const Field& field : shape->fields) {
    if (route_of(*mounted.app, field)) members.push_back(field.name);
  }
  return members;
}

View read_view(const MountedRoute& mounted, const http::Request& request, const Caller& caller) {
  View view;
  const Shape* shape = viewed_shape(mounted.route);
  if (!shape && !mounted.route.aggregates) return view;
  const auto& nameable = mounted.route.nameable;
  if (nameable && shape) shape = &nameable(caller);
  if (request.query.empty()) {
    if (nameable && shape) leave_out_columns(mounted.route, *shape, view);
    return view;
  }
  const auto pairs = parse_query(request.query);
  if (!pairs) return view;  // read_input() says so
  if (mounted.route.aggregates) {
    view.aggregating = read_aggregating(*pairs);
    return view;
  }
  std::vector<FieldError> errors;
  bool seen_fields = false;
  for (auto& [name, value] : *pairs) {
    if (name == "format" && mounted.route.exports) {
      read_format(value, view.format, errors);
      continue;
    }
    const bool fields = name == "fields";
    if (!fields && name != "expand") {
      const bool of_input = mounted.route.input.form == InputForm::fields;  // read_input() knows
      if (!of_input) errors.push_back({"/" + name, "unknown_field", "There is no such parameter."});
      continue;
    }
    if (fields ? std::exchange(seen_fields, true) : !view.expand.empty()) {
      errors.push_back({"/" + name, "duplicate_field", "This parameter may be given once."});
    } else if (fields) {
      view.fields = parse_field_mask(value, *shape, errors);
    } else {
      view.expand = read_expansions(mounted, caller, value);
    }
  }
  if (!errors.empty()) throw Refusal{problems::validation_failed, "", std::move(errors)};
  if (nameable) leave_out_columns(mounted.route, *shape, view);
  return view;
}

std::vector<std::string> expand(const View& view, const Route& route, const Object& answer,
                                Read& tx, const Caller& caller) {
  std::vector<std::string> expanded;
  Expander expander(tx, caller);
  each_row(route, answer, [&](const Shape& shape, const void* row) {
    expanded.push_back(expander.row(view.expand, shape, row));
  });
  return expanded;
}

std::vector<std::string> encode_rows(const View& view, const Route& route, const Object& answer,
                                     const std::vector<std::string>& expanded) {
  std::vector<std::string> all;
  const Field& items = *route.output->object().find("items");
  const void* list = items.in(answer.get());
  for (std::size_t i = 0; i < items.type->list->size(list); ++i) {
    encode_row(view, *items.type->element, items.type->list->at(list, i),
               view.expand.empty() ? nullptr : &expanded[i], all.emplace_back());
  }
  return all;
}

std::string encode_view(const View& view, const Route& route, const Object& answer,
                        const std::vector<std::string>& expanded) {
  std::string out;
  const Type& type = *route.output;
  if (view.plain()) {
    encode(type, answer.get(), out);
  } else if (route.listing.row) {
    encode_page(view, type.object(), answer.get(), expanded, out);
  } else {
    encode_row(view, type, answer.get(), view.expand.empty() ? nullptr : &expanded.front(), out);
  }
  return out;
}

}  // namespace stoa
