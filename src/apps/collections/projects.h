// Projects and their members.
#pragma once

#include "apps/collections/model.h"

namespace stoa::collections {

struct ProjectQuery : Paging {};
BOOST_DESCRIBE_STRUCT(ProjectQuery, (Paging), ())

// Those that the caller belongs to; an administrator sees all.
Page<Project> list_projects(Read& tx, const User& who, const ProjectQuery& query);
Project get_project(Read& tx, const User& who, const Id<Project>& id);
// Whoever makes one is its owner.
Project add_project(Task& task, const User& who, const ProjectFields& in);
void remove_project(Task& task, const User& who, const Id<Project>& id);

struct MemberQuery : Paging {
  std::optional<Id<Project>> project = {};
};
BOOST_DESCRIBE_STRUCT(MemberQuery, (Paging), (project))

Page<Member> list_members(Read& tx, const User& who, const MemberQuery& query);
Member get_member(Read& tx, const User& who, const Id<Member>& id);
Member add_member(Task& task, const User& who, const MemberFields& in);
void remove_member(Task& task, const User& who, const Id<Member>& id);

// Of a list whose rows have a project: those of the projects that somebody belongs to, or of one of
// them.
Where of_own_projects(const User& who, const std::optional<Id<Project>>& only);

// An administrator counts as one.
bool is_member(Read& tx, const User& who, const Id<Project>& project);
// Throws project_not_found for whoever does not belong to it, forbidden for who does not own it.
void check_member(Read& tx, const User& who, const Id<Project>& project);
void check_owner(Read& tx, const User& who, const Id<Project>& project);

}  // namespace stoa::collections
