// The OpenAPI document of a project: what its collections take and answer with, as they are now.
#pragma once

#include <memory>

#include "apps/collections/collection.h"
#include "kernel/app/made_routes.h"

namespace stoa::collections {

// The route that answers with it, to those who belong to the project.
App document_route(const Project& project, const Membership& members, const MadeRoutes& routes);

}  // namespace stoa::collections
