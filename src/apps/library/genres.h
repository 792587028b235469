// Genres: where to look for a work.
#pragma once

#include "apps/library/model.h"

namespace stoa::library {

struct EditGenre : GenreFields {
  Id<Genre> id = {};
};
BOOST_DESCRIBE_STRUCT(EditGenre, (GenreFields), (id))

Page<Genre> list_genres(Read&, const Anyone&, const Paging&);
Genre get_genre(Read&, const Anyone&, const Id<Genre>&);
Genre add_genre(Write&, const Librarian&, const GenreFields&);
Genre edit_genre(Write&, const Librarian&, const Patch<EditGenre>&);
void remove_genre(Write&, const Librarian&, const Id<Genre>&);

}  // namespace stoa::library
