// The library: books, who wrote them, and soon who has them.
#pragma once

#include "kernel/app/app.h"

namespace stoa::library {

App app();

}  // namespace stoa::library
