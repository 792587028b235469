#include "apps/collections/projects.h"

#include <algorithm>

#include "apps/collections/catalogue.h"
#include "apps/collections/hooks.h"
#include "apps/collections/invitations.h"

namespace stoa::collections {
namespace {

constexpr std::int64_t most_members = 1'000;

bool sees_all(const User& who) { return who.principal.has(roles::admin); }

// What an address of this app begins with already.
constexpr std::string_view reserved[] = {"projects", "members",  "definitions", "views", "changes",
                                         "imports",  "webhooks", "jobs",        "batch", "mails",
                                         "live",     "openapi",  "invitations"};

void check_project_name(const std::string& name) {
  if (std::find(std::begin(reserved), std::end(reserved), name) == std::end(reserved)) return;
  throw Refusal{problems::validation_failed,
                "",
                {{"/name", "reserved", "This name means something else here already."}}};
}

bool has_other_owner(Read& tx, const Member& member) {
  return tx.exists<Member>("project = $1 and role = 'owner' and id <> $2", member.project,
                           member.id);
}

// Before a member goes, or has another role. Throws last_owner.
void leave_role(Write& tx, const Member& member) {
  if (member.role == owner_role && !has_other_owner(tx, member)) throw last_owner;
  end_webhooks_of(tx, member.project, member.account);
  end_invitations_of(tx, member.project, member.account);
  tx.update(tx.get(member.project));  // so that other processes look
}

}  // namespace

Member join_project(Write& tx, const MemberFields& in) {
  if (tx.count<Member>("project = $1", in.project) >= most_members) throw limit_reached;
  const Member member = tx.insert(Member{in});
  tx.update(tx.get(in.project));  // so that other processes look
  return member;
}

std::optional<Member> membership(Read& tx, const Id<Project>& project, const AccountId& account) {
  auto found = tx.query<Member>("where project = $1 and account = $2", project, account);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

bool is_member(Read& tx, const User& who, const Id<Project>& project) {
  return sees_all(who) || membership(tx, project, who.account());
}

void check_member(Read& tx, const User& who, const Id<Project>& project) {
  tx.get(project);
  if (!is_member(tx, who, project)) throw Refusal{not_found_problem(shape_of<Project>())};
}

void check_owner(Read& tx, const User& who, const Id<Project>& project) {
  tx.get(project);
  if (sees_all(who)) return;
  const auto member = membership(tx, project, who.account());
  if (!member) throw Refusal{not_found_problem(shape_of<Project>())};
  if (member->role != owner_role) throw Refusal{problems::forbidden};
}

Where of_own_projects(const User& who, const std::optional<Id<Project>>& only) {
  Where where;
  if (!sees_all(who)) {
    where.add("project in (select project from members where account = $1)", who.account());
  }
  if (only) where.add("project = $1", *only);
  return where;
}

Page<Project> list_projects(Read& tx, const User& who, const ProjectQuery& query) {
  Where where;
  if (!sees_all(who)) {
    where.add("id in (select project from members where account = $1)", who.account());
  }
  return tx.page<Project>("select * from projects", where, "name, id", query);
}

Project get_project(Read& tx, const User& who, const Id<Project>& id) {
  check_member(tx, who, id);
  return tx.get(id);
}

Project add_project(Task& task, const User& who, const ProjectFields& in) {
  check_project_name(in.name);
  Project project;
  task.write([&](Write& tx) {
    const auto owned = tx.count<Member>("account = $1 and role = 'owner'", who.account());
    check_limit(task.service<Catalogue>().limits().projects, owned, who);
    project = tx.insert(Project{in});
    tx.insert(Member{{project.id, who.account(), Name(std::string(owner_role))}});
  });
  task.service<Catalogue>().refresh(project.id);
  return project;
}

void remove_project(Task& task, const User& who, const Id<Project>& id) {
  task.write([&](Write& tx) {
    check_owner(tx, who, id);
    if (tx.exists<Definition>("project = $1", id)) throw not_empty;
    end_webhooks_of(tx, id);
    end_invitations_of(tx, id);
    for (const Member& member : tx.query<Member>("where project = $1", id)) tx.remove(member.id);
    tx.remove(id);
  });
  task.service<Catalogue>().refresh(id);
}

Page<Member> list_members(Read& tx, const User& who, const MemberQuery& query) {
  return tx.page<Member>("select * from members", of_own_projects(who, query.project), "id", query);
}

Member get_member(Read& tx, const User& who, const Id<Member>& id) {
  const Member member = tx.get(id);
  try {
    check_member(tx, who, member.project);
  } catch (const Refusal&) {
    throw Refusal{not_found_problem(shape_of<Member>())};
  }
  return member;
}

Member add_member(Task& task, const User& who, const MemberFields& in) {
  Member member;
  task.write([&](Write& tx) {
    check_owner(tx, who, in.project);
    member = join_project(tx, in);
  });
  task.service<Catalogue>().refresh(member.project);
  return member;
}

Member edit_member(Write& tx, const User& who, const Patch<EditProjectMember>& in) {
  Member member = get_member(tx, who, in.fields.id);
  if (member.account != who.account()) check_owner(tx, who, member.project);
  EditProjectMember edit{member.id, member.name};
  in.apply(edit);
  member.name = edit.name;
  return tx.update(member);
}

Member change_role(Task& task, const User& who, const MemberRole& in) {
  Member member;
  task.write([&](Write& tx) {
    member = get_member(tx, who, in.id);
    check_owner(tx, who, member.project);
    if (member.role == in.role) return;
    leave_role(tx, member);
    member.role = in.role;
    member = tx.update(member);
  });
  task.service<Catalogue>().refresh(member.project);
  return member;
}

void remove_member(Task& task, const User& who, const Id<Member>& id) {
  Id<Project> project;
  task.write([&](Write& tx) {
    const Member member = get_member(tx, who, id);
    if (member.account != who.account()) check_owner(tx, who, member.project);
    leave_role(tx, member);
    tx.remove(id);
    project = member.project;
  });
  task.service<Catalogue>().refresh(project);
}

}  // namespace stoa::collections
