#include "apps/collections/history.h"

namespace stoa::collections {
namespace {

using store::MadeRecords;
using store::Removed;
using store::Sight;

const Field& field_of(const Collection& of, FieldRole role) { return *of.types.shape().find(role); }

std::string json_of(const Field& field, const Object& record) {
  std::string json;
  encode(*field.type, field.in(record.get()), json);
  return json;
}

// The values of `before` that `record` has no more.
std::map<std::string, Json> values_before(const Collection& of, const Object& before,
                                          const Object& record) {
  std::map<std::string, Json> values;
  for (const Field& field : of.types.shape().fields) {
    if (!field.defined()) continue;
    std::string was = json_of(field, before);
    if (was != json_of(field, record)) values[field.name].text = std::move(was);
  }
  return values;
}

// The record as they may read it now, also where it was removed and they may have it back.
std::optional<Object> find_seen(const Collection& of, Read& tx, const Rights& rights,
                                const Uuid& id) {
  Sight sight = rights.reading();
  if (auto found = MadeRecords(tx, of.types).find(id, sight)) return found;
  for (FilterNode& row : rights.doing(Deed::remove).rows) sight.rows.push_back(std::move(row));
  return MadeRecords(tx, of.types).find(id, sight, Removed::only);
}

// What is not a field any more has no rule that could say who may read it.
void hide(const Collection& of, std::uint64_t veil, std::map<std::string, Json>& values) {
  std::erase_if(values, [&](const auto& value) {
    const Field* field = of.types.shape().find(value.first);
    return !field || !field->defined() || (veil >> field->veil & 1);
  });
}

}  // namespace

std::optional<Object> before_change(const Collection& of, const Object& record) {
  if (!of.history) return std::nullopt;
  return copy_of(*of.types.record, record.get());
}

void record_change(Write& tx, const Collection& of, const Caller& caller, RecordDeed deed,
                   const Object& record, const std::optional<Object>& before) {
  if (!of.history) return;
  std::optional<AccountId> account;
  if (caller.principal.credential != Credential::none) account = caller.principal.account;
  const auto& version =
      *static_cast<const Version*>(field_of(of, FieldRole::version).in(record.get()));
  const Json values{
      to_json(before ? values_before(of, *before, record) : std::map<std::string, Json>{})};
  tx.put(
      "insert into record_history (definition, record, version, deed, account, happened, before) "
      "values ($1, $2, $3, $4, $5, $6, $7)",
      of.definition, Id<AnyRecord>{record_id(of, record)}, version, deed, account, tx.now(),
      values);
}

// Who may not read whose a record is, neither reads nor filters by who changed it.
Page<HistoryEntry> list_history(const Collection& of, Read& tx, const Caller& caller,
                                const HistoryQuery& query) {
  auto record = find_seen(of, tx, Rights(of, caller), query.id.value);
  if (!record) throw Refusal{not_found_problem(of.types.shape())};
  const std::uint64_t veil = veil_of(record->get());
  const bool names = !(veil >> field_of(of, FieldRole::owner).veil & 1);
  const Where where("definition = $1 and record = $2", of.definition, query.id);
  auto page = names ? tx.page<HistoryEntry>(
                          "select version, deed, happened, account, before from record_history",
                          where, "-version", query)
                    : tx.page<HistoryEntry>(
                          "select version, deed, happened, case when false then account end as "
                          "account, before from record_history",
                          where, "-version", query);
  for (HistoryEntry& entry : page.items) hide(of, veil, entry.before);
  return page;
}

void erase_history(Write& tx, const Id<Definition>& definition) {
  tx.run("delete from record_history where definition = $1", definition);
}

void forget_in_history(Write& tx, const AccountId& person) {
  tx.run("update record_history set account = null where account = $1", person);
}

std::vector<OwnDeed> deeds_of(Read& tx, const AccountId& person) {
  return tx.rows<OwnDeed>(
      "select definition, record, version, deed, happened from record_history "
      "where account = $1 order by happened, record, version",
      person);
}

}  // namespace stoa::collections
