// The shape of a project as one document: to be kept in git, compared, and applied to another
// project or to the same one later.
//
// It has no ids, no members and no records: collections and views are known by their names.
#pragma once

#include "apps/collections/changes.h"

namespace stoa::collections {

struct DefinitionPart : DefinitionChange {
  Name name = {};
};
BOOST_DESCRIBE_STRUCT(DefinitionPart, (DefinitionChange), (name))

struct ViewPart {
  Name name = {};
  Text<1, 100> title = {};
  Name collection = {};
  List<Text<1, 40>, 1, 50> fields = {};
  std::optional<Text<1, 1000>> filter = {};
  std::optional<Text<1, 1000>> read = {};
};
BOOST_DESCRIBE_STRUCT(ViewPart, (), (name, title, collection, fields, filter, read))

struct Blueprint {
  // Of where it was made; a project that it is applied to keeps its own.
  Name name = {};
  Text<1, 100> title = {};
  List<DefinitionPart, 0, 1000> definitions = {};
  List<ViewPart, 0, 1000> views = {};
};
BOOST_DESCRIBE_STRUCT(Blueprint, (), (name, title, definitions, views))

// Everything in the order of names. For members of the project.
Blueprint export_project(Read& tx, const User& who, const Id<Project>& id);

struct BlueprintOrder : Blueprint {
  Id<Project> id = {};
  Default<bool, false> remove = {};  // what the project has beside it, too
  Default<bool, false> accept_loss = {};
};
BOOST_DESCRIBE_STRUCT(BlueprintOrder, (Blueprint), (id, remove, accept_loss))

enum class PartKind {
  add_definition,
  change_definition,
  remove_definition,
  add_view,
  change_view,
  remove_view
};
BOOST_DESCRIBE_ENUM(PartKind, add_definition, change_definition, remove_definition, add_view,
                    change_view, remove_view)

struct PartStep {
  PartKind kind = {};
  std::string name = {};
  std::optional<ChangeReport> changes = {};  // of a definition's change; of a removal its records
};
BOOST_DESCRIBE_STRUCT(PartStep, (), (kind, name, changes))

// What is as the blueprint says already is not told of.
struct BlueprintReport {
  std::vector<PartStep> steps = {};
  bool possible = true;
  bool loses = false;
};
BOOST_DESCRIBE_STRUCT(BlueprintReport, (), (steps, possible, loses))

// What applying it would do. For owners, as is applying it; faults point into the document.
BlueprintReport preview_import(Task& task, const User& who, const BlueprintOrder& in);
// Does all of it or nothing. Applied once more, it does nothing.
BlueprintReport import_project(Task& task, const User& who, const BlueprintOrder& in);

}  // namespace stoa::collections
