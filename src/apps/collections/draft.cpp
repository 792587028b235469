#include "apps/collections/draft.h"

#include <algorithm>

#include "apps/collections/catalogue.h"
#include "apps/collections/columns.h"
#include "apps/collections/tables.h"

namespace stoa::collections {
namespace {

std::string place_of(std::string_view list, std::size_t i) {
  return "/" + std::string(list) + "/" + std::to_string(i);
}

[[noreturn]] void refuse_part(const std::string& pointer, std::string_view code,
                              const std::string& message) {
  throw Refusal{problems::validation_failed, "", {{pointer, std::string(code), message}}};
}

template <class T>
T* named(std::vector<T>& all, const std::string& name) {
  const auto at =
      std::find_if(all.begin(), all.end(), [&](const T& one) { return one.name == name; });
  return at == all.end() ? nullptr : &*at;
}

// Whether they say the same, each in its own words of JSON.
template <class Part>
bool same(const Part& one, const Part& other) {
  return to_json(one) == to_json(other);
}

// Those that the client did not write leave the list for another one.
template <class T>
void take_unplaced(std::vector<T>& from, const Places& places, std::vector<T>& to) {
  const auto rest = std::stable_partition(
      from.begin(), from.end(), [&](const T& one) { return places.contains(one.id.value); });
  std::move(rest, from.end(), std::back_inserter(to));
  from.erase(rest, from.end());
}

}  // namespace

EverColumns columns_ever(Read& tx, const Plan& plan) {
  EverColumns all;
  for (const Definition& one : plan.definitions) all[one.id] = columns_ever(tx, one.id);
  return all;
}

Draft::Draft(Catalogue& catalogue, Plan& plan, const BlueprintOrder& in, const EverColumns& ever) {
  places_.others = "/definitions";
  before_ = catalogue.try_out(plan, {});
  draft_definitions(plan, in);
  draft_views(plan, in);
  if (in.remove.value) remove_others(plan, in);
  check_names(plan);
  definitions_ = plan.definitions.size();
  now_ = catalogue.try_out(plan, places_);
  check_all_indexes(plan);
  for (const Changed& one : changed_) {
    const auto id = one.wanted.id;
    plan.columns[id] =
        columns_of(*before_->collections.at(id), *now_->collections.at(id), ever.at(id));
  }
  now_ = catalogue.try_out(plan, places_);
}

void Draft::draft_definitions(Plan& plan, const BlueprintOrder& in) {
  for (std::size_t i = 0; i < in.definitions.size(); ++i) {
    const DefinitionPart& part = in.definitions[i];
    const std::string place = place_of("definitions", i);
    if (Definition* there = named(plan.definitions, part.name)) {
      if (!places_.emplace(there->id.value, place).second)
        refuse_part(place + "/name", "duplicate", "There is a collection of this name above.");
      if (same<DefinitionChange>(*there, part)) continue;
      const Definition old = *there;
      static_cast<DefinitionChange&>(*there) = part;
      changed_.push_back({old, *there});
      continue;
    }
    Definition made{{part, plan.project.id, part.name}};
    made.id = {make_uuid_v7(wall_clock())};
    places_.emplace(made.id.value, place);
    plan.definitions.push_back(made);
    added_.push_back(std::move(made));
  }
}

void Draft::draft_views(Plan& plan, const BlueprintOrder& in) {
  for (std::size_t i = 0; i < in.views.size(); ++i) {
    const ViewPart& part = in.views[i];
    const std::string place = place_of("views", i);
    const Definition* of = named(plan.definitions, part.collection);
    if (!of) refuse_part(place + "/collection", "not_found", "There is no such collection.");
    const ViewFields wanted{plan.project.id, part.name,   part.title, of->id,
                            part.fields,     part.filter, part.read};
    if (View* there = named(plan.views, part.name)) {
      if (!places_.emplace(there->id.value, place).second)
        refuse_part(place + "/name", "duplicate", "There is a view of this name above.");
      if (same<ViewFields>(*there, wanted)) continue;
      static_cast<ViewFields&>(*there) = wanted;
      changed_views_.push_back(*there);
      continue;
    }
    View made{wanted};
    made.id = {make_uuid_v7(wall_clock())};
    places_.emplace(made.id.value, place);
    plan.views.push_back(made);
    added_views_.push_back(std::move(made));
  }
}

void Draft::remove_others(Plan& plan, const BlueprintOrder& in) {
  take_unplaced(plan.definitions, places_, removed_);
  take_unplaced(plan.views, places_, removed_views_);
  for (std::size_t i = 0; i < in.views.size(); ++i) {
    const bool stays = named(plan.definitions, in.views[i].collection);
    if (!stays)
      refuse_part(place_of("views", i) + "/collection", "not_found",
                  "This collection is not in the document, and goes.");
  }
}

// An address is a collection's or a view's.
void Draft::check_names(const Plan& plan) const {
  for (const View& view : plan.views) {
    for (const Definition& one : plan.definitions) {
      if (one.name != view.name) continue;
      const auto view_at = places_.find(view.id.value), at = places_.find(one.id.value);
      refuse_part((view_at == places_.end() ? at : view_at)->second + "/name", "name_taken",
                  "There is a collection and a view of this name.");
    }
  }
}

void Draft::check_all_indexes(const Plan& plan) const {
  for (const Definition& one : plan.definitions) {
    const auto at = places_.find(one.id.value);
    if (at == places_.end()) continue;
    at_place(at->second, [&] { check_indexes(one, now_->collections.at(one.id)->types.shape()); });
  }
}

void Draft::check_limit(const Limit& definitions, const User& who) const {
  if (added_.empty()) return;
  collections::check_limit(definitions, static_cast<std::int64_t>(definitions_) - 1, who);
}

ChangeReport Draft::removal(Read& tx, const Definition& definition) const {
  ChangeReport found;
  found.records = store::MadeRecords(tx, before_->collections.at(definition.id)->types).count();
  found.loses = found.records > 0;
  return found;
}

Proposal Draft::proposal_of(const Changed& one) const {
  return {one.old, one.wanted, before_, now_,
          columns_of(now_->collections.at(one.wanted.id)->types.shape())};
}

ChangeReport Draft::change(Read& tx, const Changed& one) const {
  const Proposal proposal = proposal_of(one);
  ChangeReport found = collections::report(tx, proposal);
  if (found.background) return found;
  auto records = store::MadeRecords(tx, proposal.collection().types).after(Uuid(), most_at_once);
  look_at(proposal, records, found);
  return found;
}

BlueprintReport Draft::report(Read& tx) const {
  BlueprintReport made;
  auto add = [&](PartKind kind, const std::string& name, std::optional<ChangeReport> changes = {}) {
    made.possible = made.possible && (!changes || changes->possible);
    made.loses = made.loses || (changes && changes->loses);
    made.steps.push_back({kind, name, std::move(changes)});
  };
  for (const Definition& one : added_) add(PartKind::add_definition, one.name);
  for (const Changed& one : changed_)
    add(PartKind::change_definition, one.wanted.name, change(tx, one));
  for (const Definition& one : removed_)
    add(PartKind::remove_definition, one.name, removal(tx, one));
  for (const View& one : added_views_) add(PartKind::add_view, one.name);
  for (const View& one : changed_views_) add(PartKind::change_view, one.name);
  for (const View& one : removed_views_) add(PartKind::remove_view, one.name);
  return made;
}

void Draft::check(const ChangeReport& found, const std::string& name, bool accept_loss) {
  if (found.loses && !accept_loss) throw Refusal{would_lose, "It is about " + name + "."};
  if (found.background) throw Refusal{too_many_records, "It is about " + name + "."};
  if (!found.possible) throw Refusal{values_misfit, "It is about " + name + "."};
}

// What is added comes before what changes, which may refer to it from now on.
void Draft::apply(Write& tx, const User& who, bool accept_loss) const {
  auto shape_in = [&](const Definition& one) -> const Shape& {
    return now_->collections.at(one.id)->types.shape();
  };
  for (const View& one : removed_views_) tx.remove(one.id);
  std::vector<const Shape*> tables;
  for (const Definition& one : added_) tables.push_back(&shape_in(one));
  make_tables(tx, std::move(tables));
  for (const Definition& one : added_) {
    tx.insert(done_at_once(who, tx.insert(one), 0));
    index_table(tx, one, shape_in(one));
    keep_columns(tx, one.id, columns_of(shape_in(one)));
  }
  for (const Changed& one : changed_) {
    const Proposal proposal = proposal_of(one);
    check_not_running(tx, one.old.id);
    lock_table(tx, proposal.collection().types.shape());
    const ChangeReport found = change(tx, one);
    check(found, one.wanted.name, accept_loss);
    migrate(tx, proposal);
    tx.insert(done_at_once(who, tx.update(one.wanted), found.records));
  }
  for (const Definition& one : removed_) check(removal(tx, one), one.name, accept_loss);
  for (const View& one : added_views_) tx.insert(one);
  for (const View& one : changed_views_) tx.update(one);
  for (const Definition& one : removed_) forget_definition(tx, one);
}

}  // namespace stoa::collections
