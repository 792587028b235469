// Which way up a photograph is, as the camera wrote it into a JPEG (EXIF 2.32, tag 0x0112).
//
// Pure functions; any thread.
#pragma once

#include <string_view>

namespace stoa::files {

// 1 to 8 as EXIF numbers them; 1, upright, when nothing says otherwise.
int orientation_of(std::string_view jpeg);

}  // namespace stoa::files
