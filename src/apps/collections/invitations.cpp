#include "apps/collections/invitations.h"

#include "apps/collections/catalogue.h"
#include "apps/collections/projects.h"

namespace stoa::collections {
namespace {

constexpr Sql select_invitations =
    "select id, project, email, role, inviter, expires, created from invitations";

ProjectInvitationView told_of(const ProjectInvitation& one) {
  return {one, one.id, one.inviter, one.expires, one.created};
}

// For those who own its project.
ProjectInvitation kept_invitation(Read& tx, const User& who, const Id<ProjectInvitation>& id) {
  ProjectInvitation one = tx.get(id);
  if (!is_member(tx, who, one.project))
    throw Refusal{not_found_problem(shape_of<ProjectInvitation>())};
  check_owner(tx, who, one.project);
  return one;
}

std::optional<Text<1, 100>> called(Read& tx, const Id<Project>& project, const AccountId& account) {
  const auto member = membership(tx, project, account);
  return member ? member->name : std::nullopt;
}

}  // namespace

Page<ProjectInvitationView> list_invitations(Read& tx, const User& who,
                                             const ProjectInvitationQuery& in) {
  Where where;
  if (!who.principal.has(roles::admin))
    where.add("project in (select project from members where account = $1 and role = 'owner')",
              who.account());
  if (in.project) where.add("project = $1", *in.project);
  return tx.page<ProjectInvitationView>(select_invitations, where, "-id", in);
}

ProjectInvitationView get_invitation(Read& tx, const User& who, const Id<ProjectInvitation>& id) {
  return told_of(kept_invitation(tx, who, id));
}

ProjectInvitationView add_invitation(Write& tx, const User& who,
                                     const ProjectInvitationFields& in) {
  check_owner(tx, who, in.project);
  ProjectInvitation one{in};
  const std::string secret = open_invitation(tx, one, who.account(), limit_reached);
  tx.mail(in.email, ProjectInvited{.project = tx.get(in.project).title,
                                   .inviter = called(tx, in.project, who.account()),
                                   .secret = secret});
  return told_of(one);
}

void remove_invitation(Write& tx, const User& who, const Id<ProjectInvitation>& id) {
  end_invitation(tx, kept_invitation(tx, who, id));
}

ProjectInvitationPreview preview_invitation(Task& task, const Anyone&, const InvitationSecret& in) {
  ProjectInvitationPreview preview;
  task.read([&](Read& tx) {
    const auto one = invitation_by<ProjectInvitation>(tx, in.secret);
    if (!one) throw Refusal{not_found_problem(shape_of<ProjectInvitation>())};
    preview = {tx.get(one->project).title, called(tx, one->project, one->inviter), one->role,
               one->expires};
  });
  return preview;
}

Member accept_invitation(Task& task, const Person& who, const AcceptProjectInvitation& in) {
  Member member;
  task.write([&](Write& tx) {
    const auto one = invitation_by<ProjectInvitation>(tx, in.secret);
    if (!one) throw invitation_invalid;
    if (const auto there = membership(tx, one->project, who.account())) {
      member = *there;
      return;
    }
    end_invitation(tx, *one);
    member = join_project(tx, {one->project, who.account(), one->role, in.name});
  });
  task.service<Catalogue>().refresh(member.project);
  return member;
}

void end_invitations_of(Write& tx, const Id<Project>& project,
                        const std::optional<AccountId>& account) {
  Where where("project = $1", project);
  if (account) where.add("inviter = $1", *account);
  for (const ProjectInvitation& one :
       tx.rows_where<ProjectInvitation>("select * from invitations", where)) {
    end_invitation(tx, one);
  }
}

}  // namespace stoa::collections
