#include "apps/collections/app.h"

#include "apps/collections/catalogue.h"
#include "apps/collections/definitions.h"
#include "apps/collections/editing.h"
#include "apps/collections/people.h"
#include "apps/collections/projects.h"
#include "apps/collections/views.h"

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
      .get<&list_members>("/members", "List who belongs to one's projects")
      .get<&get_member>("/members/{id}", "One member")
      .post<&add_member>("/members", "Give somebody a role in a project",
                         {member_already, limit_reached, problems::forbidden})
      .del<&remove_member>("/members/{id}", "Leave a project, or have somebody leave it",
                           {last_owner, problems::forbidden});
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
      .put<&change_definition>(
          "/definitions/{id}", "Change a definition, and the records with it",
          {changed_meanwhile, would_lose, values_misfit, too_many_records, problems::forbidden})
      .del<&remove_definition>("/definitions/{id}", "Remove a collection",
                               {not_empty, changed_meanwhile, problems::forbidden})
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
  add_definitions(app);
  app.service(&start)
      .makes_routes()
      .unique("projects_name", name_taken)
      .unique("members_once", member_already)
      .unique("definitions_name", name_taken)
      .unique("views_name", name_taken)
      .people(&export_person, &erase_person);
  return app;
}

}  // namespace stoa::collections
