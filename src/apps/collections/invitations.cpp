#include "apps/collections/invitations.h"

#include "apps/collections/catalogue.h"
#include "apps/collections/projects.h"
#include "kernel/app/allowance.h"
#include "kernel/auth/secrets.h"

namespace stoa::collections {
namespace {

constexpr std::size_t most_dropped_at_once = 100;

constexpr Sql select_invitations =
    "select id, project, email, role, inviter, expires, created from invitations";

// Whom it asked is nobody's business any more.
void end_invitation(Write& tx, const ProjectInvitation& one) {
  tx.remove(one.id);
  tx.forget(one.id, {"email"});
}

// An old one makes room for another.
void drop_expired(Write& tx, const Id<Project>& project, const Email& email) {
  for (const ProjectInvitation& old : tx.query<ProjectInvitation>(
           "where project = $1 and email = $2 and expires <= $3", project, email, tx.now())) {
    end_invitation(tx, old);
  }
}

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

// What a link stands for as long as it is good.
std::optional<ProjectInvitation> invitation_by(Read& tx, const std::string& secret) {
  auto found = tx.query<ProjectInvitation>("where secret_hash = $1 and expires > $2",
                                           auth::hash_secret(secret), tx.now());
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
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
  spend_allowance(tx, who.account(), "invitations", most_invitations, limit_reached);
  drop_expired(tx, in.project, in.email);
  const std::string secret = auth::make_secret();
  ProjectInvitation one{in};
  one.inviter = who.account();
  one.secret_hash = auth::hash_secret(secret);
  one.expires = tx.now() + invitation_life;
  one = tx.insert(one);
  tx.mail(in.email, ProjectInvited{.project = tx.get(in.project).title,
                                   .inviter = called(tx, in.project, who.account()),
                                   .secret = secret});
  return told_of(one);
}

void remove_invitation(Write& tx, const User& who, const Id<ProjectInvitation>& id) {
  end_invitation(tx, kept_invitation(tx, who, id));
}

ProjectInvitationPreview preview_invitation(Task& task, const Anyone&,
                                            const ProjectInvitationSecret& in) {
  ProjectInvitationPreview preview;
  task.read([&](Read& tx) {
    const auto one = invitation_by(tx, in.secret);
    if (!one) throw Refusal{not_found_problem(shape_of<ProjectInvitation>())};
    preview = {tx.get(one->project).title, called(tx, one->project, one->inviter), one->role,
               one->expires};
  });
  return preview;
}

Member accept_invitation(Task& task, const Person& who, const AcceptProjectInvitation& in) {
  Member member;
  task.write([&](Write& tx) {
    const auto one = invitation_by(tx, in.secret);
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

void forget_invitations_of(Write& tx, const AccountId& person) {
  for (const ProjectInvitation& one : tx.query<ProjectInvitation>("where inviter = $1", person)) {
    tx.remove(one.id);
    tx.forget(one.id, {"email", "inviter"}, to_string(person));
  }
}

Again drop_old_invitations(Write& tx) {
  const auto old =
      tx.query<ProjectInvitation>("where expires <= $1 order by expires, id limit 100", tx.now());
  for (const ProjectInvitation& one : old) end_invitation(tx, one);
  return {.more = old.size() == most_dropped_at_once};
}

}  // namespace stoa::collections
