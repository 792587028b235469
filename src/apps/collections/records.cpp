#include "apps/collections/records.h"

#include "apps/collections/access.h"
#include "apps/collections/files.h"
#include "apps/collections/history.h"

namespace stoa::collections {
namespace {

using store::MadePage;
using store::MadeRecords;
using store::MadeWrites;
using store::Sight;
using Of = std::shared_ptr<const Collection>;

[[noreturn]] void refuse_fields(const std::vector<std::string>& names) {
  std::vector<FieldError> errors;
  for (const std::string& name : names)
    errors.push_back({"/" + name, "read_only", "You may not write this field."});
  throw Refusal{problems::validation_failed, "", std::move(errors)};
}

struct SearchPaging : Paging {
  std::optional<Text<1, 200>> search = {};
};
BOOST_DESCRIBE_STRUCT(SearchPaging, (Paging), (search))

// Who may not read all that is searched would find out by searching what it says.
void check_search(const Collection& of, const Shape& nameable) {
  for (const std::string& name : of.searched) {
    if (nameable.find(name)) continue;
    throw Refusal{problems::validation_failed,
                  "",
                  {{"/search", "unknown_field", "You may not read all that is searched here."}}};
  }
}

std::string words_of(const Paging&) { return ""; }
std::string words_of(const SearchPaging& in) { return in.search ? search_words(*in.search) : ""; }

template <class In>
Outcome list_records(const Collection& of, Read& tx, const Caller& caller, const In& paging) {
  const Rights rights(of, caller);
  store::Sight sight = rights.reading();
  sight.words = words_of(paging);
  if (!sight.words.empty()) check_search(of, rights.nameable());
  Outcome outcome{.body = Object(*of.page)};
  auto& page = outcome.body.as<MadePage>();
  PageEnds ends =
      MadeRecords(tx, of.types).page(sight, rights.nameable(), "id", paging, page.items);
  if (of.is_view)
    for (const Object& record : page.items.items) readdress_files(of, record);
  page.next = std::move(ends.next);
  page.total = ends.total;
  return outcome;
}

Outcome get_record(const Collection& of, Read& tx, const Caller& caller, const Uuid& id) {
  Object record = read(tx, of, id, Rights(of, caller).reading());
  if (of.is_view) readdress_files(of, record);
  return {.body = std::move(record)};
}

void set_owner(const Collection& of, void* record, const Caller& caller) {
  const Field& owner = *of.types.shape().find(FieldRole::owner);
  if (caller.principal.account.is_nil()) return owner.type->optional->reset(owner.in(record));
  *static_cast<AccountId*>(owner.type->optional->emplace(owner.in(record))) =
      caller.principal.account;
}

// Of what was given, the fields that say something.
std::vector<std::string> fields_that_say(const Collection& of, const void* given,
                                         std::uint64_t among) {
  const Object nothing(*of.types.record);
  std::vector<std::string> names;
  for (const Field& field : of.types.shape().fields) {
    if (field.managed() || !(among & bit_of(field))) continue;
    std::string said, unsaid;
    encode(*field.type, field.in(given), said);
    encode(*field.type, field.in(nothing.get()), unsaid);
    if (said != unsaid) names.push_back(field.name);
  }
  return names;
}

Outcome add_record(const Collection& of, Write& tx, const Caller& caller, Object record) {
  const Rights rights(of, caller);
  set_owner(of, record.get(), caller);
  of.room.take(tx, of.types, caller.principal);
  clear_files(of, record.get());
  MadeWrites(tx, of.types).insert(record);
  const std::uint64_t unwritable = check(tx, of, record_id(of, record), rights.doing(Deed::create));
  const auto refused = fields_that_say(of, record.get(), unwritable);
  if (!refused.empty()) refuse_fields(refused);
  record_change(tx, of, caller, RecordDeed::made, record);
  return {.body = as_read(tx, of, rights, std::move(record))};
}

// Also a value that a field has already: whoever may not read it shall not find it out like this.
void check_patch(const Collection& of, const MadePatch& patch, std::uint64_t unwritable) {
  std::vector<std::string> refused;
  const auto said = from_json<std::map<std::string, Json>>(patch.document);
  for (const Field& field : of.types.shape().fields) {
    const bool theirs = field.managed() || !(unwritable & bit_of(field));
    if (!theirs && said.contains(field.name)) refused.push_back(field.name);
  }
  if (!refused.empty()) refuse_fields(refused);
}

Outcome change(const Collection& of, Write& tx, const Caller& caller, const Rights& rights,
               Object record, const MadePatch& patch) {
  const Uuid id = record_id(of, record);
  check_patch(of, patch, check(tx, of, id, rights.doing(Deed::update)));
  veil_of(record.get()) = 0;
  const auto before = before_change(of, record);
  patch.apply(record.get());
  MadeWrites(tx, of.types).update(record);
  check(tx, of, id, rights.doing(Deed::update));  // nor may they make it what they may not change
  record_change(tx, of, caller, RecordDeed::changed, record, before);
  return {.body = as_read(tx, of, rights, std::move(record))};
}

Outcome change_record(const Collection& of, Write& tx, const Caller& caller,
                      const MadePatch& patch) {
  const Rights rights(of, caller);
  Object record = read(tx, of, record_id(of, patch.fields), rights.reading());
  return change(of, tx, caller, rights, std::move(record), patch);
}

// That a field has the value that was given. Whoever may not read it shall not find it out like
// this.
FilterNode equals_given(const Rights& rights, const std::string& name, const MadePatch& patch) {
  const ListColumn* column = find_list_column(rights.nameable(), name);
  auto refuse = [&](const char* code, const char* message) {
    throw Refusal{problems::validation_failed, "", {{"/" + name, code, message}}};
  };
  if (!column) refuse("unknown_field", "You may not find a record by this field.");
  const auto said = from_json<std::map<std::string, Json>>(patch.document);
  const auto at = said.find(name);
  if (at == said.end() || at->second.text == "null")
    refuse("required", "Its value says which record is meant.");
  auto value = std::make_shared<Object>(*column->type);
  decode(*column->type, value->get(), at->second.text, {});
  return {.column = *column, .value = std::move(value), .value_type = column->type};
}

// One that they may not read is not found, and stands in the way as it does to a POST. Who makes
// one at the same time, too: the transaction that loses runs again, and finds it.
Outcome upsert_record(const Collection& of, Write& tx, const Caller& caller, const MadePatch& patch,
                      const std::vector<std::string>& key) {
  const Rights rights(of, caller);
  store::Sight sight = rights.reading();
  for (const std::string& name : key) sight.rows.push_back(equals_given(rights, name, patch));
  MadeList found{of.types.loaded};
  MadeRecords(tx, of.types).page(sight, rights.nameable(), "id", {}, found);
  if (!found.items.empty())
    return change(of, tx, caller, rights, std::move(found.items.front()), patch);
  Object record(*of.types.record);
  decode(of.types.shape(), record.get(), patch.document, {.elsewhere = patch.from_path});
  Outcome made = add_record(of, tx, caller, std::move(record));
  made.headers.push_back(
      {"Location", "/api/collections" + of.path() + "/" + to_string(record_id(of, made.body))});
  return made;
}

void remove_record(const Collection& of, Write& tx, const Caller& caller, const Uuid& id) {
  const Rights rights(of, caller);
  Object record = read(tx, of, id, rights.reading());
  check(tx, of, id, rights.doing(Deed::remove));
  MadeWrites(tx, of.types).mark(record, tx.now());
  record_change(tx, of, caller, RecordDeed::removed, record);
}

// Whoever may remove a record may have it back, as it was.
Outcome restore_record(const Collection& of, Write& tx, const Caller& caller, const Uuid& id) {
  const Rights rights(of, caller);
  auto record =
      MadeRecords(tx, of.types).find(id, rights.doing(Deed::remove), store::Removed::only);
  if (!record) {
    read(tx, of, id, rights.reading());
    throw not_removed;
  }
  veil_of(record->get()) = 0;
  MadeWrites(tx, of.types).mark(*record, std::nullopt);
  record_change(tx, of, caller, RecordDeed::restored, *record);
  return {.body = as_read(tx, of, rights, std::move(*record))};
}

// ---- as routes ----------------------------------------------------------------------------------

// A key for a part of a collection lets in where the part is told from the whole.
enum class Keys { for_all, for_parts };

Route route_of(const Collection& of, Lane lane, Keys keys) {
  Route route;
  route.lane = lane;
  route.access.kind = Access::Kind::guest;
  route.access.in_part = keys == Keys::for_parts;
  route.resource = of.resource();
  return route;
}

Input id_input(const Collection& of) {
  return {.form = InputForm::id, .type = of.types.shape().find(FieldRole::self_id)->type};
}

Input record_input(const Collection& of) {
  return {.form = InputForm::fields, .type = of.types.record, .shape = &of.types.shape()};
}

Input patch_input(const Collection& of) {
  Input input{.form = InputForm::patch, .type = of.patch, .shape = &of.types.shape()};
  input.fields = [](void* patch) { return static_cast<MadePatch*>(patch)->fields.get(); };
  input.set_document = [](void* patch, std::string document,
                          std::function<bool(const Field&)> from_path) {
    static_cast<MadePatch*>(patch)->document = std::move(document);
    static_cast<MadePatch*>(patch)->from_path = std::move(from_path);
  };
  return input;
}

template <class T>
const T& as(const void* value) {
  return *static_cast<const T*>(value);
}

Read& reading(void* transaction) { return *static_cast<Read*>(transaction); }
Write& writing(void* transaction) { return *static_cast<Write*>(transaction); }

template <class In>
Route list_route(const Of& of) {
  Route route = route_of(*of, Lane::read, Keys::for_parts);
  route.input = detail::input_of<In>();
  route.output = of->page;
  route.listing = {
      &of->row->object(), [](void* input) -> Paging& { return *static_cast<In*>(input); },
      [](void* page) -> std::optional<Cursor>& { return static_cast<MadePage*>(page)->next; }};
  route.nameable = [of](const Caller& caller) -> const Shape& {
    return Rights(*of, caller).nameable();
  };
  route.call = [of](void* tx, const Caller& caller, const void* input) {
    return list_records(*of, reading(tx), caller, as<In>(input));
  };
  return route;
}

Route get_route(const Of& of) {
  Route route = route_of(*of, Lane::read, Keys::for_parts);
  route.input = id_input(*of);
  route.output = of->row;
  route.call = [of](void* tx, const Caller& caller, const void* input) {
    return get_record(*of, reading(tx), caller, as<Uuid>(input));
  };
  return route;
}

Route history_route(const Of& of) {
  Route route = route_of(*of, Lane::read, Keys::for_parts);
  route.input = detail::input_of<HistoryQuery>();
  route.output = &type_of<Page<HistoryEntry>>();
  route.listing = detail::ListingOf<Page<HistoryEntry>, HistoryQuery>::make();
  route.call = [of](void* tx, const Caller& caller, const void* input) {
    return detail::outcome_of(list_history(*of, reading(tx), caller, as<HistoryQuery>(input)));
  };
  return route;
}

Route add_route(const Of& of) {
  Route route = route_of(*of, Lane::write, Keys::for_all);
  route.input = record_input(*of);
  route.output = of->row;
  route.call = [of](void* tx, const Caller& caller, const void* input) {
    return add_record(*of, writing(tx), caller, copy_of(*of->types.record, input));
  };
  return route;
}

Route change_route(const Of& of) {
  Route route = route_of(*of, Lane::write, Keys::for_parts);
  route.input = patch_input(*of);
  route.output = of->row;
  route.call = [of](void* tx, const Caller& caller, const void* input) {
    return change_record(*of, writing(tx), caller, as<MadePatch>(input));
  };
  return route;
}

Route upsert_route(const Of& of, const std::vector<std::string>& key) {
  Route route = route_of(*of, Lane::write, Keys::for_all);
  route.input = patch_input(*of);
  route.output = of->row;
  route.call = [of, key](void* tx, const Caller& caller, const void* input) {
    return upsert_record(*of, writing(tx), caller, as<MadePatch>(input), key);
  };
  return route;
}

Route remove_route(const Of& of) {
  Route route = route_of(*of, Lane::write, Keys::for_all);
  route.input = id_input(*of);
  route.status = 204;
  route.call = [of](void* tx, const Caller& caller, const void* input) -> Outcome {
    remove_record(*of, writing(tx), caller, as<Uuid>(input));
    return {};
  };
  return route;
}

Route restore_route(const Of& of) {
  Route route = route_of(*of, Lane::write, Keys::for_all);
  route.input = id_input(*of);
  route.output = of->row;
  route.call = [of](void* tx, const Caller& caller, const void* input) {
    return restore_record(*of, writing(tx), caller, as<Uuid>(input));
  };
  return route;
}

}  // namespace

App routes_of(const Of& of) {
  static const std::vector<embedded::File> no_files;
  App app("collections", of->title, no_files);
  const std::string path = of->path(), name = of->project + "_" + of->name;
  const std::vector<Problem> rules{problems::forbidden}, making{problems::forbidden, limit_reached};
  app.add_route(of->searched.empty() ? list_route<Paging>(of) : list_route<SearchPaging>(of),
                "list_" + name, "GET", path, "List " + of->title, {});
  app.add_route(get_route(of), "get_" + name, "GET", path + "/{id}", "One of " + of->title, {});
  add_file_routes(app, of);
  if (of->is_view) return app;
  if (of->history)
    app.add_route(history_route(of), "history_of_" + name, "GET", path + "/{id}/history",
                  "What became of one of " + of->title, {});
  app.add_route(add_route(of), "add_" + name, "POST", path, "Add to " + of->title, making);
  app.imported();
  app.add_route(change_route(of), "change_" + name, "PATCH", path + "/{id}",
                "Change one of " + of->title, rules);
  for (const auto& key : of->keys) {
    std::string fields;
    for (const std::string& field : key) fields += (fields.empty() ? "" : "-") + field;
    app.add_route(upsert_route(of, key), "upsert_" + name + "_by_" + fields, "POST",
                  path + "/upsert/" + fields,
                  "Add to " + of->title + ", or change the one with this key", making);
  }
  app.add_route(remove_route(of), "remove_" + name, "DELETE", path + "/{id}",
                "Remove one of " + of->title, rules);
  app.add_route(restore_route(of), "restore_" + name, "POST", path + "/{id}/restore",
                "Bring back one of " + of->title, {problems::forbidden, not_removed});
  app.status(200);
  return app;
}

}  // namespace stoa::collections
