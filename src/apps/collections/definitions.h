// Definitions: what a collection is, as people write it, and the table that follows it.
#pragma once

#include "apps/collections/changes.h"

namespace stoa::collections {

struct DefinitionQuery : Paging {
  std::optional<Id<Project>> project = {};
};
BOOST_DESCRIBE_STRUCT(DefinitionQuery, (Paging), (project))

Page<Definition> list_definitions(Read& tx, const User& who, const DefinitionQuery& query);
Definition get_definition(Read& tx, const User& who, const Id<Definition>& id);
// Makes the collection: its table and its routes are there when this returns.
Definition add_definition(Task& task, const User& who, const DefinitionFields& in);
// What a change would do, without doing it.
struct ChangeFields : DefinitionChange {
  Id<Definition> id = {};
};
BOOST_DESCRIBE_STRUCT(ChangeFields, (DefinitionChange), (id))
ChangeReport preview_change(Task& task, const User& who, const ChangeFields& in);
// Does it, its records with it. Values are lost only if that is said.
struct ChangeOrder : ChangeFields {
  Default<bool, false> accept_loss = {};
};
BOOST_DESCRIBE_STRUCT(ChangeOrder, (ChangeFields), (accept_loss))
Definition change_definition(Task& task, const User& who, const ChangeOrder& in);
// The same; where there are too many records for one transaction, it is only begun.
struct NewChange : DefinitionChange {
  Id<Definition> definition = {};
  Default<bool, false> accept_loss = {};
};
BOOST_DESCRIBE_STRUCT(NewChange, (DefinitionChange), (definition, accept_loss))
Change begin_change(Task& task, const User& who, const NewChange& in);
// Removes the collection, if it has no records, or with them.
struct Removal {
  Id<Definition> id = {};
  Default<bool, false> records = {};  // also if there are records: they are lost
};
BOOST_DESCRIBE_STRUCT(Removal, (), (id, records))
void remove_definition(Task& task, const User& who, const Removal& in);

// Throws name_taken where an address of the project is in use already, a reserved name's fault.
void check_name(Read& tx, const Id<Project>& project, const std::string& name);

}  // namespace stoa::collections
