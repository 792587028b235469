// From what people wrote of a project to its collections: types, rules, routes.
//
// A Build is made as a whole, for records refer to each other across collections and rules follow
// them. It is kept for as long as anybody may hold one of its types: the Catalogue never lets go of
// one that was served.
#pragma once

#include "apps/collections/collection.h"
#include "apps/collections/places.h"

namespace stoa::collections {

// All that is kept of a project's collections.
struct Plan {
  Project project;
  std::vector<Definition> definitions = {};
  std::map<Id<Definition>, std::map<std::string, std::string>> columns = {};  // by field
  std::vector<View> views = {};
};
Plan read_plan(Read& tx, const Project& project);

struct Build {
  TypeBook book;
  std::map<Id<Definition>, std::shared_ptr<Collection>> collections;
  std::map<Id<View>, std::shared_ptr<Collection>> views;
};

// Throws Refusal validation_failed, its pointers as in the client's body ("/schema/…",
// "/rules/read", with what `at` says before it); for another of the project, whose rules follow a
// reference to what the client wrote, at.others with its name in the message.
std::unique_ptr<Build> build(const Plan& plan, const Membership& members, const Places& at = {});

// The table of a collection.
std::string table_of(const Definition& definition);

}  // namespace stoa::collections
