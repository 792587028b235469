#include "apps/todo/invitations.h"

#include "apps/todo/access.h"
#include "apps/todo/members.h"
#include "apps/todo/profiles.h"
#include "apps/todo/queries.h"
#include "kernel/app/allowance.h"
#include "kernel/auth/secrets.h"

namespace stoa::todo {
namespace {

void check_seat(Read& tx, const Id<TaskList>& list) {
  if (tx.count<ListMember>("list = $1", list) >= most_members) throw limit_reached;
}

// An old one makes room for another.
void drop_expired(Write& tx, const Id<TaskList>& list, const Email& email) {
  for (const Invitation& old : tx.query<Invitation>(
           "where list = $1 and email = $2 and expires <= $3", list, email, tx.now())) {
    tx.remove(old.id);
  }
}

InvitationView view_of(const Invitation& invitation) {
  return {invitation, invitation.id, invitation.inviter, invitation.expires, invitation.created};
}

// Of a list that the caller owns.
Invitation own_invitation(Read& tx, const User& who, const Id<Invitation>& id) {
  Invitation invitation = tx.get(id);
  const Problem& missing = not_found_problem(shape_of<Invitation>());
  const ListMember member = check_list_of(tx, who, invitation.list, missing);
  if (member.role != Share::owner) throw Refusal{missing};
  return invitation;
}

// What a link stands for as long as it is good and the list is there.
std::optional<Invitation> invitation_of(Read& tx, const std::string& secret) {
  const auto found = tx.query<Invitation>("where secret_hash = $1 and expires > $2",
                                          auth::hash_secret(secret), tx.now());
  if (found.empty() || tx.get(found.front().list).removed) return std::nullopt;
  return found.front();
}

}  // namespace

Page<InvitationView> list_invitations(Read& tx, const User& who, const InvitationQuery& in) {
  Where where(
      "list in (select m.list from members m join lists l on l.id = m.list where m.account = $1 "
      "and m.role = 'owner' and l.removed is null)",
      who.account());
  if (in.list) where.add("list = $1", *in.list);
  return tx.page<InvitationView>(sql::invitation_hits, where, "-id", in);
}

InvitationView get_invitation(Read& tx, const User& who, const Id<Invitation>& id) {
  return view_of(own_invitation(tx, who, id));
}

InvitationView add_invitation(Write& tx, const User& who, const InvitationFields& in) {
  check_named_list(tx, who, in.list, Share::owner);
  spend_allowance(tx, who.account(), "invitations", most_invitations, limit_reached);
  drop_expired(tx, in.list, in.email);
  const std::string secret = auth::make_secret();
  Invitation invitation{in};
  invitation.inviter = who.account();
  invitation.secret_hash = auth::hash_secret(secret);
  invitation.expires = tx.now() + invitation_life;
  invitation = tx.insert(invitation);
  tx.mail(in.email, Invited{.list = tx.get(in.list).title,
                            .inviter = profile_of(tx, who.account()).name,
                            .secret = secret});
  return view_of(invitation);
}

void remove_invitation(Write& tx, const User& who, const Id<Invitation>& id) {
  own_invitation(tx, who, id);
  tx.remove(id);
}

InvitationPreview preview_invitation(stoa::Task& task, const Anyone&, const InvitationSecret& in) {
  InvitationPreview preview;
  task.read([&](Read& tx) {
    const auto invitation = invitation_of(tx, in.secret);
    if (!invitation) throw Refusal{not_found_problem(shape_of<Invitation>())};
    const TaskList list = tx.get(invitation->list);
    preview = {list.title, list.color, profile_of(tx, invitation->inviter).name, invitation->role,
               invitation->expires};
  });
  return preview;
}

ListMember accept_invitation(Write& tx, const Person& who, const InvitationSecret& in) {
  const auto invitation = invitation_of(tx, in.secret);
  if (!invitation) throw invitation_invalid;
  const auto there =
      tx.query<ListMember>("where list = $1 and account = $2", invitation->list, who.account());
  if (!there.empty()) return there.front();
  check_seat(tx, invitation->list);
  tx.remove(invitation->id);
  return tx.insert(
      ListMember{.list = invitation->list, .account = who.account(), .role = invitation->role});
}

}  // namespace stoa::todo
