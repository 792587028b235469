#include "apps/collections/document.h"

namespace stoa::collections {

App document_route(const Project& project, const Membership& members, const MadeRoutes& routes) {
  static const std::vector<embedded::File> no_files;
  App app("collections", project.title, no_files);
  Route route;
  route.access = access_of<User>();
  route.resource = project.name;
  route.output = &type_of<Json>();
  route.call = [project, &members, &routes](void*, const Caller& caller, const void*) -> Outcome {
    const Principal& who = caller.principal;
    if (members.role(who.account).empty() && !who.has(roles::admin)) {
      throw Refusal{not_found_problem(shape_of<Project>())};
    }
    const std::string description = "The collections of the project " + project.name + ".";
    return {.body = detail::object_of(
                Json{routes.document("/" + project.name, project.title, description)})};
  };
  app.add_route(std::move(route), "describe_" + project.name, "GET",
                "/" + project.name + "/openapi.json", "The OpenAPI document of " + project.title,
                {not_found_problem(shape_of<Project>())});
  return app;
}

}  // namespace stoa::collections
