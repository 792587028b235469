// Making, changing and trying endpoints: routes that look at the configuration and the app's events
// first, or that deal with secrets.
//
// They are made while the kernel puts the app together.
#pragma once

#include "kernel/app/app.h"

namespace stoa {

void add_webhook_editing(App& app);

}  // namespace stoa
