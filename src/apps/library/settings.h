// What a library decides once for all its lending.
#pragma once

#include "apps/library/lending_model.h"

namespace stoa::library {

LibrarySettings get_settings(Read&, const Anyone&);
LibrarySettings edit_settings(Write&, const Librarian&, const Patch<LibrarySettingsFields>&);

// As they are; of version 0 as long as nobody has changed them.
LibrarySettings settings_of(Read&);

}  // namespace stoa::library
