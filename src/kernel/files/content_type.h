// Of what kind a file is, by its first bytes: what its sender says of it is not believed.
//
// Pure functions; any thread.
#pragma once

#include <string_view>

namespace stoa::files {

// The media type of a file that begins with `head` (a few thousand bytes do):
// "application/octet-stream" where nothing tells it.
std::string_view type_of_content(std::string_view head);

// Whether a browser may show it in a page of ours: pictures, sound, film and plain text. All else
// is for saving, since it may be a program (HTML, SVG, XML) or be taken for one.
bool may_be_shown(std::string_view type);

// ".jpg" for "image/jpeg"; "" where none is customary.
std::string_view extension_of(std::string_view type);

}  // namespace stoa::files
