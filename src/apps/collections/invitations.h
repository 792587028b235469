// Joining a project by mail (kernel/app/invitations.h). A link is good no longer than who sent it
// owns the project. Handlers are for the lanes.
#pragma once

#include "apps/collections/model.h"
#include "kernel/app/invitations.h"

namespace stoa::collections {

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

// What one joins by it.
struct ProjectInvitationPreview {
  Text<1, 100> title = {};                   // of the project
  std::optional<Text<1, 100>> inviter = {};  // as they call themselves there
  Name role = {};
  Timestamp expires = {};
};
BOOST_DESCRIBE_STRUCT(ProjectInvitationPreview, (), (title, inviter, role, expires))

struct AcceptProjectInvitation : InvitationSecret {
  std::optional<Text<1, 100>> name = {};  // as one wants to be called there
};
BOOST_DESCRIBE_STRUCT(AcceptProjectInvitation, (InvitationSecret), (name))

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

Page<ProjectInvitationView> list_invitations(Read& tx, const User& who,
                                             const ProjectInvitationQuery& in);
ProjectInvitationView get_invitation(Read& tx, const User& who, const Id<ProjectInvitation>& id);
ProjectInvitationView add_invitation(Write& tx, const User& who, const ProjectInvitationFields& in);
void remove_invitation(Write& tx, const User& who, const Id<ProjectInvitation>& id);
// For whoever has the link, signed in or not; a secret that was used is as unknown as a wrong one.
ProjectInvitationPreview preview_invitation(Task& task, const Anyone&, const InvitationSecret& in);
// Who the caller is in the project from now on. Who is a member already stays what they are.
Member accept_invitation(Task& task, const Person& who, const AcceptProjectInvitation& in);

// Ends those that somebody sent to a project that they own no more; nobody: those of all.
void end_invitations_of(Write& tx, const Id<Project>& project,
                        const std::optional<AccountId>& account = {});

}  // namespace stoa::collections
