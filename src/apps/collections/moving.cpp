#include "apps/collections/moving.h"

#include <stdexcept>

#include "apps/collections/build.h"
#include "apps/collections/tables.h"

namespace stoa::collections {
namespace {

struct LetGo {
  Id<Definition> definition = {};
  std::string name = {};
};
BOOST_DESCRIBE_STRUCT(LetGo, (), (definition, name))

struct Planned {
  Plan plan;
  std::unique_ptr<Build> made;

  const Shape& shape(const Definition& definition) const {
    return made->collections.at(definition.id)->types.shape();
  }
};

std::vector<Planned> all_projects(Read& tx) {
  const Membership nobody;
  std::vector<Planned> all;
  for (const Project& project : tx.query<Project>("order by name")) {
    Plan plan = read_plan(tx, project);
    try {
      auto made = build(plan, nobody);
      all.push_back({std::move(plan), std::move(made)});
    } catch (const Refusal& refusal) {
      throw std::runtime_error(
          "The project " + project.name + " is not understood by this version of Stoa: " +
          (refusal.errors.empty() ? refusal.detail : refusal.errors.front().message));
    }
  }
  return all;
}

void make_all(Write& tx) {
  for (const Planned& project : all_projects(tx)) {
    std::vector<const Shape*> records;
    for (const Definition& one : project.plan.definitions) records.push_back(&project.shape(one));
    make_tables(tx, std::move(records));
  }
}

void index_all(Write& tx) {
  for (const Planned& project : all_projects(tx))
    for (const Definition& one : project.plan.definitions) index_table(tx, one, project.shape(one));
}

// A change that runs is between two states, of which neither could be moved.
std::set<std::string> let_go(Read& tx) {
  if (tx.exists<Change>("state = 'running'"))
    throw std::runtime_error("A collection is being changed: wait for that, or cancel it.");
  std::map<Id<Definition>, std::string> tables;
  for (const Definition& one : tx.query<Definition>("order by id")) tables[one.id] = table_of(one);
  std::set<std::string> columns;
  for (const LetGo& column :
       tx.rows<LetGo>("select definition, name from columns where dropped is not null")) {
    const std::string name = tables.at(column.definition) + "." + column.name;
    columns.insert({name, name + "_currency"});  // of money there are two
  }
  return columns;
}

}  // namespace

MadeTables made_tables() { return {&make_all, &index_all, &let_go}; }

}  // namespace stoa::collections
