// Imports: a file whose lines become records, as if each had been sent to POST /<collection>.
//
// An app says App::imported() at such a route, and has POST /imports, which takes the file, and
// what shows how far it is: GET /imports, /imports/{id}, /imports/{id}/faults. The work is a job
// (kernel/app/import_run.h).
#pragma once

#include "kernel/app/import_model.h"
#include "kernel/app/mounted.h"

namespace stoa {

// Gives an app its imports, if it has routes that take them. Throws std::logic_error for a route
// that cannot.
void add_imports(App& app);

// Imports a table that the program brings along, before anybody is served, as an administrator.
// Throws std::runtime_error with the first fault unless all of it came in.
void plant_import(MountedApp& app, const std::string& collection, std::string_view table);

}  // namespace stoa
