#include "apps/collections/people.h"

#include "apps/collections/build.h"
#include "apps/collections/history.h"
#include "apps/collections/hooks.h"
#include "apps/collections/invitations.h"

namespace stoa::collections {
namespace {

struct PersonCopy {
  std::vector<Member> members = {};
  std::map<std::string, std::vector<Json>> records = {};
  std::vector<OwnDeed> history = {};
};
BOOST_DESCRIBE_STRUCT(PersonCopy, (), (members, records, history))

// Each collection of all projects, with what is theirs in it.
void each_collection(Read& tx, const AccountId& person,
                     const std::function<void(const Collection&, const store::Sight&)>& visit) {
  const Membership nobody;
  for (const Project& project : tx.query<Project>("order by name")) {
    const auto made = build(read_plan(tx, project), nobody);
    for (auto& [id, collection] : made->collections) {
      store::Sight theirs;
      theirs.rows.push_back(
          AccessRule::parse("owner = @me", collection->types.shape()).bind({person.value, ""}));
      visit(*collection, theirs);
    }
  }
}

}  // namespace

Json export_person(Read& tx, const AccountId& person) {
  PersonCopy copy;
  copy.members = tx.query<Member>("where account = $1 order by id", person);
  each_collection(tx, person, [&](const Collection& collection, const store::Sight& theirs) {
    store::MadeRecords(tx, collection.types).each(theirs, [&](Object& record) {
      Json& json = copy.records[collection.project + "/" + collection.name].emplace_back();
      json.text.clear();
      encode(*collection.types.record, record.get(), json.text);
    });
  });
  copy.history = deeds_of(tx, person);
  return {to_json(copy)};
}

void erase_person(Write& tx, const AccountId& person) {
  const std::string actor = to_string(person);
  forget_webhooks_of(tx, person);
  forget_invitations_of<ProjectInvitation>(tx, person);
  forget_in_history(tx, person);
  for (const Member& member : tx.query<Member>("where account = $1 order by id", person)) {
    tx.remove(member.id);
    tx.forget(member.id, {"account", "name"}, actor);
  }
  for (const Change& change : tx.query<Change>("where account = $1 order by id", person))
    tx.forget(change.id, {"account"}, actor);
  tx.run("update changes set account = null where account = $1", person);
  each_collection(tx, person, [&](const Collection& collection, const store::Sight& theirs) {
    const Field& id = *collection.types.shape().find(FieldRole::self_id);
    store::MadeRecords(tx, collection.types).each(theirs, [&](Object& record) {
      tx.forget(Id<Definition>{*static_cast<const Uuid*>(id.in(record.get()))}, {"owner"}, actor);
    });
    store::MadeWrites(tx, collection.types).disown(person.value);
  });
}

}  // namespace stoa::collections
