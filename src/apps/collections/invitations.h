// Joining a project: a mail carries a link, and whoever opens it becomes a member.
//
// The link's secret is 256 random bits and kept as a hash; it works once, for two weeks, and no
// longer than who sent it keeps the project. Whoever has the link may join, signed in under
// whichever address: it is the mailbox that was asked. Handlers are for the lanes.
#pragma once

#include "apps/collections/model.h"

namespace stoa::collections {

inline constexpr std::chrono::days invitation_life{14};
inline constexpr std::int64_t most_invitations = 50;  // of one person, a day (UTC)

struct ProjectInvitationFields {
  Id<Project> project = {};
  Email email = {};
  Name role = {};
};
BOOST_DESCRIBE_STRUCT(ProjectInvitationFields, (), (project, email, role))

struct ProjectInvitation : ProjectInvitationFields {
  static constexpr auto table = "invitations";
  Id<ProjectInvitation> id = {};
  AccountId inviter = {};
  std::string secret_hash = {};
  Timestamp expires = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(ProjectInvitation, (ProjectInvitationFields),
                      (id, inviter, secret_hash, expires, version, created, updated))

struct ProjectInvitationView : ProjectInvitationFields {
  Id<ProjectInvitation> id = {};
  AccountId inviter = {};
  Timestamp expires = {};
  Created created = {};
};
BOOST_DESCRIBE_STRUCT(ProjectInvitationView, (ProjectInvitationFields),
                      (id, inviter, expires, created))

struct ProjectInvitationQuery : Paging {
  std::optional<Id<Project>> project = {};
};
BOOST_DESCRIBE_STRUCT(ProjectInvitationQuery, (Paging), (project))

struct ProjectInvitationSecret {
  Text<1, 100> secret = {};  // what the link carries
};
BOOST_DESCRIBE_STRUCT(ProjectInvitationSecret, (), (secret))

// What one joins by it.
struct ProjectInvitationPreview {
  Text<1, 100> title = {};                   // of the project
  std::optional<Text<1, 100>> inviter = {};  // as they call themselves there
  Name role = {};
  Timestamp expires = {};
};
BOOST_DESCRIBE_STRUCT(ProjectInvitationPreview, (), (title, inviter, role, expires))

struct AcceptProjectInvitation : ProjectInvitationSecret {
  std::optional<Text<1, 100>> name = {};  // as one wants to be called there
};
BOOST_DESCRIBE_STRUCT(AcceptProjectInvitation, (ProjectInvitationSecret), (name))

// The mail.
struct ProjectInvited {
  static constexpr auto mail = "invited";
  Text<1, 100> project = {};
  std::optional<Text<1, 100>> inviter = {};
  Text<1, 100> secret = {};
};
BOOST_DESCRIBE_STRUCT(ProjectInvited, (), (project, inviter, secret))

inline constexpr Problem invited_already{409, "invited_already",
                                         "This address has an invitation to the project already."};
inline constexpr Problem invitation_invalid{
    422, "invitation_invalid", "This invitation is not valid: it was used, taken back, or is old."};

Page<ProjectInvitationView> list_invitations(Read& tx, const User& who,
                                             const ProjectInvitationQuery& in);
ProjectInvitationView get_invitation(Read& tx, const User& who, const Id<ProjectInvitation>& id);
ProjectInvitationView add_invitation(Write& tx, const User& who, const ProjectInvitationFields& in);
void remove_invitation(Write& tx, const User& who, const Id<ProjectInvitation>& id);
// For whoever has the link, signed in or not; a secret that was used is as unknown as a wrong one.
ProjectInvitationPreview preview_invitation(Task& task, const Anyone&,
                                            const ProjectInvitationSecret& in);
// Who the caller is in the project from now on. Who is a member already stays what they are.
Member accept_invitation(Task& task, const Person& who, const AcceptProjectInvitation& in);

// Ends those that somebody sent to a project that they own no more; nobody: those of all.
void end_invitations_of(Write& tx, const Id<Project>& project,
                        const std::optional<AccountId>& account = {});
// Ends those that a person sent, of whom the log says nothing any more.
void forget_invitations_of(Write& tx, const AccountId& person);
// The recurring job: addresses of people who did not come are kept no longer than the links work.
Again drop_old_invitations(Write& tx);

}  // namespace stoa::collections
