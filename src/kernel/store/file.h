// A file of an app, as its database knows it: what it is and what its bytes are called.
//
// A record keeps the file's id; Write::attach makes one of an Upload, Write::detach lets go of it.
// The bytes are in a BlobStore (kernel/files), which the row never precedes. Values only.
#pragma once

#include "kernel/model/describe.h"

namespace stoa {

struct File {
  static constexpr auto table = "_files";
  Id<File> id = {};
  Text<64, 64> sha256 = {};
  Range<0, detail::max_safe_integer> size = 0;
  Text<1, 127> content_type = {};
  Text<0, 255> name = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(File, (), (id, sha256, size, content_type, name, version, created, updated))

// What a handler answers with a file: the kernel sends its bytes, whole or in part.
struct FileRef {
  File file = {};
  // To be saved rather than shown; what a browser might run is never shown.
  bool attachment = false;
  // A picture made to fit into so many pixels, as a JPEG. A route has a few such sizes, not any.
  struct Box {
    int width = 0, height = 0;
  };
  std::optional<Box> fit = {};
};

// What a handler answers with where that is no JSON: a text that it writes itself, to be saved.
struct TextFile {
  std::string name = {};          // "Home.csv"
  std::string content_type = {};  // "text/csv; charset=utf-8"
  std::string content = {};
};

}  // namespace stoa
