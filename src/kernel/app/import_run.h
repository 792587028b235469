// Does an import: a portion of lines, a transaction; what was reached is a row of each.
//
// A line is done by the handler of POST /<collection>, as if whoever imports had sent it there, and
// taken back by that of DELETE /<collection>/{id}: no rule is written twice. Called where it may
// wait.
#pragma once

#include "kernel/app/import_model.h"
#include "kernel/app/mounted.h"
#include "kernel/jobs/job.h"

namespace stoa {

// The route that makes a record of a collection, if it takes imports; and the one that removes it.
const MountedRoute* import_route(const MountedApp& app, std::string_view collection);
const MountedRoute* undo_route(const MountedApp& app, std::string_view collection);

// Runs until the import is over, or the process wants to end: then there is more to do. Goes on
// where an earlier run came to an end, however it did.
Again run_import(const MountedApp& app, const RunImport& job, const std::function<bool()>& stop);

}  // namespace stoa
