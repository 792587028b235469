// Lists of tasks that people keep and share.
#pragma once

#include "kernel/app/app.h"

namespace stoa::todo {

App app();

}  // namespace stoa::todo
