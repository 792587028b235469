// Makes pictures smaller in a process of its own: what a foreign picture does to its decoder, it
// does there, where there is nothing to take and little time.
//
// That process is this program again, which its main() asks first of all. shrink_picture() waits
// and is for any thread that may.
#pragma once

#include <string>
#include <string_view>

#include "kernel/files/pixels.h"

namespace stoa::files {

// Whether this process was started to be the child.
bool is_picture_child(int argc, char** argv);
// All that it does: the picture comes from standard input, the smaller one goes to standard output.
int be_picture_child(char** argv);

// A JPEG of the picture that fits into the box. Throws Refusal: picture_unreadable.
std::string shrink_picture(std::string_view picture, Size box);

}  // namespace stoa::files
