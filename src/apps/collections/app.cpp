#include "apps/collections/app.h"

#include "apps/collections/background.h"
#include "apps/collections/blueprint.h"
#include "apps/collections/catalogue.h"
#include "apps/collections/definitions.h"
#include "apps/collections/editing.h"
#include "apps/collections/explain.h"
#include "apps/collections/hooks.h"
#include "apps/collections/invitations.h"
#include "apps/collections/moving.h"
#include "apps/collections/people.h"
#include "apps/collections/projects.h"
#include "apps/collections/views.h"
#include "kernel/store/made_guard.h"

namespace stoa::embedded {
Files collections();
}

namespace stoa::collections {
namespace {

std::unique_ptr<Service> start(const ServiceContext& context) {
  return std::make_unique<Catalogue>(context);
}

void add_projects(App& app) {
  app.get<&list_projects>("/projects", "List the projects that one belongs to")
      .get<&get_project>("/projects/{id}", "One project")
      .post<&add_project>("/projects", "Begin a project, as its owner", {name_taken, limit_reached})
      .del<&remove_project>("/projects/{id}", "Remove a project without collections",
                            {not_empty, problems::forbidden})
      .get<&export_project>("/projects/{id}/export",
                            "The collections and views of a project, as one document")
      .post<&preview_import>("/projects/{id}/import/preview",
                             "What a document would do to a project, without doing it",
                             {problems::forbidden})
      .status(200)
      .post<&import_project>("/projects/{id}/import",
                             "Have a project's collections and views be as a document says",
                             {limit_reached, changed_meanwhile, would_lose, values_misfit,
                              too_many_records, problems::forbidden})
      .status(200)
      .get<&list_members>("/members", "List who belongs to one's projects")
      .get<&get_member>("/members/{id}", "One member")
      .post<&add_member>("/members", "Give somebody a role in a project",
                         {member_already, limit_reached, problems::forbidden})
      .patch<&edit_member>("/members/{id}", "Change how a member is called in the project",
                           {problems::forbidden})
      .post<&change_role>("/members/{id}/role", "Give a member another role",
                          {last_owner, problems::forbidden})
      .status(200)
      .del<&remove_member>("/members/{id}", "Leave a project, or have somebody leave it",
                           {last_owner, problems::forbidden});
}

void add_invitations(App& app) {
  app.get<&list_invitations>("/invitations", "List the open invitations to projects that one owns")
      .post<&add_invitation>("/invitations", "Ask somebody by mail to join a project",
                             {invited_already, limit_reached, problems::forbidden})
      .get<&get_invitation>("/invitations/{id}", "One invitation", {problems::forbidden})
      .del<&remove_invitation>("/invitations/{id}", "Take an invitation back",
                               {problems::forbidden})
      .post<&preview_invitation>("/invitations/preview",
                                 "See what the link of a mail is for, before joining")
      .status(200)
      .post<&accept_invitation>("/invitations/accept", "Join a project by the link of a mail",
                                {invitation_invalid, limit_reached, member_already})
      .status(200)
      .every<&drop_old_invitations<ProjectInvitation>>(std::chrono::hours(24))
      .mail<ProjectInvited>();
}

void add_definitions(App& app) {
  app.get<&list_definitions>("/definitions", "List the definitions of one's projects")
      .get<&get_definition>("/definitions/{id}", "One definition")
      .post<&add_definition>("/definitions", "Define a collection: it is there at once",
                             {name_taken, limit_reached, changed_meanwhile, problems::forbidden})
      .post<&preview_change>("/definitions/{id}/preview",
                             "What a change of a definition would do, without doing it",
                             {problems::forbidden})
      .status(200)
      .post<&explain>("/definitions/{id}/explain",
                      "Why an account may do something with the records, or may not",
                      {problems::forbidden})
      .status(200)
      .put<&change_definition>("/definitions/{id}", "Change a definition, and the records with it",
                               {changed_meanwhile, change_running, would_lose, values_misfit,
                                too_many_records, problems::forbidden})
      .del<&remove_definition>("/definitions/{id}", "Remove a collection",
                               {not_empty, changed_meanwhile, change_running, problems::forbidden})
      .get<&list_changes>("/changes", "What the definitions of one's projects became, and when")
      .get<&get_change>("/changes/{id}", "One change, and how far it is")
      .post<&begin_change>(
          "/changes", "Change a definition, in the background where it takes long",
          {changed_meanwhile, change_running, would_lose, values_misfit, problems::forbidden})
      .post<&cancel_change>("/changes/{id}/cancel", "Stop a change if it is running",
                            {problems::forbidden})
      .status(200)
      .get<&list_views>("/views", "List the views of one's projects")
      .get<&get_view>("/views/{id}", "One view")
      .post<&add_view>("/views", "Publish a part of a collection",
                       {name_taken, changed_meanwhile, problems::forbidden})
      .del<&remove_view>("/views/{id}", "Take a view away",
                         {changed_meanwhile, problems::forbidden});
}

}  // namespace

App app() {
  App app("collections", "Collections that people define: an API for each, as soon as it is named",
          embedded::collections());
  add_projects(app);
  add_invitations(app);
  add_definitions(app);
  add_project_webhooks(app);
  app.service(&start)
      .makes_routes()
      .job<&move_records>()
      .makes_tables(made_tables())
      .unique("projects_name", name_taken)
      .unique("members_once", member_already)
      .unique("invitations_email", invited_already)
      .unique("definitions_name", name_taken)
      .unique("views_name", name_taken)
      .unique("changes_running", change_running)
      .unique(std::string(store::definition_changed), definition_changed)
      .people(&export_person, &erase_person);
  return app;
}

}  // namespace stoa::collections
