// Copies one app's rows into another database, in one transaction there: all of them or none.
//
// Called by the thread that holds both sessions, which has migrated the target and is alone with
// both databases.
#pragma once

#include <cstdint>
#include <functional>

#include "kernel/app/app.h"
#include "kernel/app/ticker.h"
#include "kernel/store/connection.h"

namespace stoa {

struct MoveHooks {
  Tell tell;
  // Called once the transaction is open that reads the source, before it has read anything.
  std::function<void(store::Session&)> begun = [](store::Session&) {};
  // Called before the commit: throws when others may have come to one of the databases meanwhile.
  std::function<void()> check_alone = [] {};
};

// Whether an earlier move has filled the target's app. Throws std::runtime_error with a sentence
// when something else has.
bool was_moved(const App& app, store::Session& target);

// The number of rows copied; none when was_moved(), then they are only compared. Throws
// std::runtime_error with a sentence, and the target is as it was.
std::uint64_t move_app(const App& app, store::Session& source, store::Session& target,
                       const MoveHooks& hooks);

}  // namespace stoa
