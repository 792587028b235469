// Sharing a list by mail (kernel/app/invitations.h). A link is good no longer than who sent it owns
// the list. Handlers are for the lanes.
#pragma once

#include "apps/todo/model.h"
#include "kernel/app/invitations.h"

namespace stoa::todo {

struct InvitationFields {
  Id<TaskList> list = {};
  Email email = {};
  Default<Share, Share::editor> role = {};
};
BOOST_DESCRIBE_STRUCT(InvitationFields, (), (list, email, role))

struct Invitation : InvitationFields {
  static constexpr auto table = "invitations";
  Id<Invitation> id = {};
  AccountId inviter = {};
  std::string secret_hash = {};
  Timestamp expires = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Invitation, (InvitationFields),
                      (id, inviter, secret_hash, expires, version, created, updated))

struct InvitationView : InvitationFields {
  Id<Invitation> id = {};
  AccountId inviter = {};
  Timestamp expires = {};
  Created created = {};
};
BOOST_DESCRIBE_STRUCT(InvitationView, (InvitationFields), (id, inviter, expires, created))

struct InvitationQuery : Paging {
  std::optional<Id<TaskList>> list = {};
};
BOOST_DESCRIBE_STRUCT(InvitationQuery, (Paging), (list))

// What one joins by it.
struct InvitationPreview {
  Text<1, 100> title = {};  // of the list
  std::optional<Color> color = {};
  std::optional<Text<1, 100>> inviter = {};  // as they call themselves
  Share role = {};
  Timestamp expires = {};
};
BOOST_DESCRIBE_STRUCT(InvitationPreview, (), (title, color, inviter, role, expires))

// The mail.
struct Invited {
  static constexpr auto mail = "invited";
  Text<1, 100> list = {};
  std::optional<Text<1, 100>> inviter = {};
  Text<1, 100> secret = {};
};
BOOST_DESCRIBE_STRUCT(Invited, (), (list, inviter, secret))

inline constexpr Problem invited_already{409, "invited_already",
                                         "This address has an invitation to the list already."};

Page<InvitationView> list_invitations(Read& tx, const User& who, const InvitationQuery& in);
InvitationView get_invitation(Read& tx, const User& who, const Id<Invitation>& id);
InvitationView add_invitation(Write& tx, const User& who, const InvitationFields& in);
void remove_invitation(Write& tx, const User& who, const Id<Invitation>& id);
// For whoever has the link, signed in or not; a secret that was used is as unknown as a wrong one.
InvitationPreview preview_invitation(stoa::Task& task, const Anyone&, const InvitationSecret& in);
// The list that the caller shares from now on. Who is a member already stays what they are.
ListMember accept_invitation(Write& tx, const Person& who, const InvitationSecret& in);
// Ends those that somebody sent to a list that they own no more.
void end_invitations_of(Write& tx, const ListMember& sender);

}  // namespace stoa::todo
