#include "apps/todo/invitations.h"

#include "apps/todo/access.h"
#include "apps/todo/members.h"
#include "apps/todo/profiles.h"
#include "apps/todo/queries.h"

namespace stoa::todo {
namespace {

void check_seat(Read& tx, const Id<TaskList>& list) {
  if (tx.count<ListMember>("list = $1", list) >= most_members) throw limit_reached;
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
  auto found = invitation_by<Invitation>(tx, secret);
  if (found && tx.get(found->list).removed) found.reset();
  return found;
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
  Invitation invitation{in};
  const std::string secret = open_invitation(tx, invitation, who.account(), limit_reached);
  tx.mail(in.email, Invited{.list = tx.get(in.list).title,
                            .inviter = profile_of(tx, who.account()).name,
                            .secret = secret});
  return view_of(invitation);
}

void remove_invitation(Write& tx, const User& who, const Id<Invitation>& id) {
  end_invitation(tx, own_invitation(tx, who, id));
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
  end_invitation(tx, *invitation);
  return tx.insert(
      ListMember{.list = invitation->list, .account = who.account(), .role = invitation->role});
}

void end_invitations_of(Write& tx, const ListMember& sender) {
  for (const Invitation& one :
       tx.query<Invitation>("where list = $1 and inviter = $2", sender.list, sender.account)) {
    end_invitation(tx, one);
  }
}

}  // namespace stoa::todo
