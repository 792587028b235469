// The app `collections`: resources that people define while it runs.
#pragma once

#include "kernel/app/app.h"

namespace stoa::collections {

App app();

}  // namespace stoa::collections
