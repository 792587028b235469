// The history of a collection's records, where its definition asks for it: each change with whose
// it was and what the values were before.
//
// Written in the transaction of the change. Read through the rules as they are now: of what
// somebody may not read of a record, they do not read what it was either. For the lanes.
#pragma once

#include "apps/collections/rights.h"

namespace stoa::collections {

enum class RecordDeed { made, changed, removed, restored };
BOOST_DESCRIBE_ENUM(RecordDeed, made, changed, removed, restored)

struct HistoryEntry {
  Version version = {};  // that the record has had since then
  RecordDeed deed = {};
  Timestamp happened = {};
  std::optional<AccountId> account = {};    // who did it; for those who may read whose a record is
  std::map<std::string, Json> before = {};  // the values that changed, as they were
};
BOOST_DESCRIBE_STRUCT(HistoryEntry, (), (version, deed, happened, account, before))

struct HistoryQuery : Paging {
  Id<AnyRecord> id = {};
};
BOOST_DESCRIBE_STRUCT(HistoryQuery, (Paging), (id))

// What a record is before somebody changes it; nothing where no history is kept.
std::optional<Object> before_change(const Collection& of, const Object& record);
// Says what became of it. `record` has its new version.
void record_change(Write& tx, const Collection& of, const Caller& caller, RecordDeed deed,
                   const Object& record, const std::optional<Object>& before = {});

// The newest first. Of one that was removed, for those who may have it back.
Page<HistoryEntry> list_history(const Collection& of, Read& tx, const Caller& caller,
                                const HistoryQuery& query);

// With a collection its history goes.
void erase_history(Write& tx, const Id<Definition>& definition);
// Nobody has done any more what this account did.
void forget_in_history(Write& tx, const AccountId& person);

// What somebody did, for them.
struct OwnDeed {
  Id<Definition> definition = {};
  Id<AnyRecord> record = {};
  Version version = {};
  RecordDeed deed = {};
  Timestamp happened = {};
};
BOOST_DESCRIBE_STRUCT(OwnDeed, (), (definition, record, version, deed, happened))
std::vector<OwnDeed> deeds_of(Read& tx, const AccountId& person);

}  // namespace stoa::collections
