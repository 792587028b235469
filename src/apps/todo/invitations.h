// Sharing a list: a mail carries a link, and whoever opens it joins.
//
// The link's secret is 256 random bits and kept as a hash; it works once, for two weeks. Whoever
// has the link may join, signed in under whichever address: it is the mailbox that was asked.
#pragma once

#include "apps/todo/model.h"

namespace stoa::todo {

inline constexpr std::chrono::days invitation_life{14};
inline constexpr std::int64_t most_invitations = 50;  // of one person, a day (UTC)

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

struct InvitationSecret {
  Text<1, 100> secret = {};  // what the link carries
};
BOOST_DESCRIBE_STRUCT(InvitationSecret, (), (secret))

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
inline constexpr Problem invitation_invalid{
    422, "invitation_invalid", "This invitation is not valid: it was used, taken back, or is old."};

Page<InvitationView> list_invitations(Read& tx, const User& who, const InvitationQuery& in);
InvitationView get_invitation(Read& tx, const User& who, const Id<Invitation>& id);
InvitationView add_invitation(Write& tx, const User& who, const InvitationFields& in);
void remove_invitation(Write& tx, const User& who, const Id<Invitation>& id);
// For whoever has the link, signed in or not; a secret that was used is as unknown as a wrong one.
InvitationPreview preview_invitation(stoa::Task& task, const Anyone&, const InvitationSecret& in);
// The list that the caller shares from now on. Who is a member already stays what they are.
ListMember accept_invitation(Write& tx, const Person& who, const InvitationSecret& in);

}  // namespace stoa::todo
