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

struct EditProjectMember {
  Id<Member> id = {};
  std::optional<Text<1, 100>> name = {};
};
BOOST_DESCRIBE_STRUCT(EditProjectMember, (), (id, name))

// For themselves, and for owners: keys and accounts of programs have nobody who would say it.
Member edit_member(Write& tx, const User& who, const Patch<EditProjectMember>& in);

struct MemberRole {
  Id<Member> id = {};
  Name role = {};
};
BOOST_DESCRIBE_STRUCT(MemberRole, (), (id, role))

// For owners. Who owns a project no more has sent and set up nothing in it.
Member change_role(Task& task, const User& who, const MemberRole& in);
void remove_member(Task& task, const User& who, const Id<Member>& id);

// Of a list whose rows have a project: those of the projects that somebody belongs to, or of one of
// them.
Where of_own_projects(const User& who, const std::optional<Id<Project>>& only);

// Makes somebody a member, where there is room for one. After the commit the catalogue is to be
// refreshed: it knows the roles.
Member join_project(Write& tx, const MemberFields& in);
// Who somebody is in a project; of an administrator, who may do everything there, mostly nothing.
std::optional<Member> membership(Read& tx, const Id<Project>& project, const AccountId& account);
// An administrator counts as one.
bool is_member(Read& tx, const User& who, const Id<Project>& project);
// Throws project_not_found for whoever does not belong to it, forbidden for who does not own it.
void check_member(Read& tx, const User& who, const Id<Project>& project);
void check_owner(Read& tx, const User& who, const Id<Project>& project);

}  // namespace stoa::collections
