// Moves all apps from one database to another: SQLite in a folder, PostgreSQL on a server.
//
// A command that is alone with both while it runs; the source stays as it is. One thread.
#pragma once

#include <cstdint>
#include <vector>

#include "kernel/app/app.h"
#include "kernel/app/config.h"
#include "kernel/app/move_app.h"

namespace stoa {

// Copies what `source` names to where `target` names, app by app, and checks it; the number of rows
// copied. An app that an earlier run has finished is compared and left alone. Throws
// std::runtime_error with a sentence; then the apps that were told of are there, the others are
// not.
std::uint64_t move(const std::vector<App>& apps, const Config& source, const Config& target,
                   const Tell& tell);

}  // namespace stoa
