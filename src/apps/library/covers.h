// Covers: a picture an edition, which a librarian uploads and anyone may see.
#pragma once

#include "apps/library/model.h"

namespace stoa::library {

struct NewCover {
  Id<Edition> id = {};
  Upload cover = {};
};
BOOST_DESCRIBE_STRUCT(NewCover, (), (id, cover))

enum class CoverSize { small, medium };
BOOST_DESCRIBE_ENUM(CoverSize, small, medium)

struct CoverView {
  Id<Edition> id = {};
  std::optional<CoverSize> size = {};  // as it was uploaded, where none is asked for
};
BOOST_DESCRIBE_STRUCT(CoverView, (), (id, size))

FileRef get_cover(Read&, const Anyone&, const CoverView&);
Edition set_cover(Write&, const Librarian&, const NewCover&);
void remove_cover(Write&, const Librarian&, const Id<Edition>&);

}  // namespace stoa::library
