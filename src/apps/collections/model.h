// What there is: projects with members, definitions of their collections, views of those.
//
// The records of a collection are no struct: their Shape is made of the definition
// (apps/collections/collection.h).
#pragma once

#include "kernel/app/app.h"

namespace stoa::collections {

// "shelf", "books", "shelf_mark": in addresses, scopes and rules.
using Name = Pattern<"[a-z][a-z0-9_]{0,29}">;

struct ProjectFields {
  Name name = {};
  Text<1, 100> title = {};
};
BOOST_DESCRIBE_STRUCT(ProjectFields, (), (name, title))

struct Project : ProjectFields {
  static constexpr auto table = "projects";
  Id<Project> id = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Project, (ProjectFields), (id, version, created, updated))

// Whoever is `owner` keeps the project: its members, its definitions, all records. What other roles
// mean, the rules of its collections say.
struct MemberFields {
  Id<Project> project = {};
  AccountId account = {};
  Name role = {};
  std::optional<Text<1, 100>> name = {};  // as the members of the project call them
};
BOOST_DESCRIBE_STRUCT(MemberFields, (), (project, account, role, name))

struct Member : MemberFields {
  static constexpr auto table = "members";
  Id<Member> id = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Member, (MemberFields), (id, version, created, updated))

inline constexpr std::string_view owner_role = "owner";

// Who may read or write one field, where that is less than the record.
struct FieldRules {
  std::optional<Text<1, 1000>> read = {};
  std::optional<Text<1, 1000>> write = {};
};
BOOST_DESCRIBE_STRUCT(FieldRules, (), (read, write))

// Who may do what, in the language of rules (docs/guide-rules.md). What is not said is for the
// owners of the project alone, who may do everything.
struct Rules {
  std::optional<Text<1, 1000>> read = {};
  std::optional<Text<1, 1000>> create = {};
  std::optional<Text<1, 1000>> update = {};
  std::optional<Text<1, 1000>> remove = {};
  std::map<std::string, FieldRules> fields = {};
};
BOOST_DESCRIBE_STRUCT(Rules, (), (read, create, update, remove, fields))

// By which records are found fast; a unique one allows the same values once.
struct Index {
  List<Text<1, 40>, 1, 4> fields = {};
  Default<bool, false> unique = {};
};
BOOST_DESCRIBE_STRUCT(Index, (), (fields, unique))

struct DefinitionChange {
  Text<1, 100> title = {};
  Json schema = {};  // docs/guide-schemas.md
  std::optional<Rules> rules = {};
  List<Index, 0, 10> indexes = {};
  List<Text<1, 40>, 0, 5> search = {};  // the texts by whose words records are found
  Default<bool, false> history = {};    // what records were is kept
};
BOOST_DESCRIBE_STRUCT(DefinitionChange, (), (title, schema, rules, indexes, search, history))

struct DefinitionFields : DefinitionChange {
  Id<Project> project = {};
  Name name = {};
};
BOOST_DESCRIBE_STRUCT(DefinitionFields, (DefinitionChange), (project, name))

struct Definition : DefinitionFields {
  static constexpr auto table = "definitions";
  Id<Definition> id = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Definition, (DefinitionFields), (id, version, created, updated))

// What a definition became, and what became of its records: the history of a collection. One that
// is `running` moves the records to how the new definition wants them.
enum class ChangeState { running, done, failed, cancelled };
BOOST_DESCRIBE_ENUM(ChangeState, running, done, failed, cancelled)

struct Change : DefinitionChange {
  static constexpr auto table = "changes";
  Id<Change> id = {};
  Id<Project> project = {};
  Id<Definition> definition = {};
  std::int64_t makes = 0;  // the version of the definition
  std::optional<AccountId> account = {};
  ChangeState state = {};
  std::int64_t records = 0;  // that are moved, about
  std::int64_t moved = 0;
  std::optional<std::string> fault = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Change, (DefinitionChange),
                      (id, project, definition, makes, account, state, records, moved, fault,
                       version, created, updated))

inline constexpr Problem change_running{
    409, "change_running", "A change of this collection is running; wait for it, or cancel it."};

inline constexpr Problem definition_changed{409, "definition_changed",
                                            "The collection changed a moment ago; send it again."};

struct ViewFields {
  Id<Project> project = {};
  Name name = {};
  Text<1, 100> title = {};
  Id<Definition> collection = {};
  List<Text<1, 40>, 1, 50> fields = {};
  std::optional<Text<1, 1000>> filter = {};  // which records, as a rule; all by default
  std::optional<Text<1, 1000>> read = {};    // who may read it, as a rule; owners by default
};
BOOST_DESCRIBE_STRUCT(ViewFields, (), (project, name, title, collection, fields, filter, read))

struct View : ViewFields {
  static constexpr auto table = "views";
  Id<View> id = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(View, (ViewFields), (id, version, created, updated))

// A record of any collection.
struct AnyRecord {};
BOOST_DESCRIBE_STRUCT(AnyRecord, (), ())

// Which column holds a field of a collection.
struct ColumnName {
  std::string field = {};
  std::string name = {};
};
BOOST_DESCRIBE_STRUCT(ColumnName, (), (field, name))

inline constexpr Problem name_taken{409, "name_taken", "There is one of this name already."};
inline constexpr Problem member_already{409, "member_already", "They are a member already."};
inline constexpr Problem last_owner{409, "last_owner", "A project has an owner."};
inline constexpr Problem not_empty{409, "not_empty", "There is something in it still."};
inline constexpr Problem limit_reached{409, "limit_reached",
                                       "There are as many of these as there may be."};

}  // namespace stoa::collections
