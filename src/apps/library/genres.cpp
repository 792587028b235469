#include "apps/library/genres.h"

#include "apps/library/queries.h"
#include "apps/library/works.h"

namespace stoa::library {

Page<Genre> list_genres(Read& tx, const Anyone&, const Paging& in) {
  return tx.page<Genre>(sql::genre_hits, {}, "slug", in);
}

Genre get_genre(Read& tx, const Anyone&, const Id<Genre>& id) { return tx.get(id); }

Genre add_genre(Write& tx, const Librarian&, const GenreFields& in) { return tx.insert(Genre{in}); }

// A work's search words hold the genre's name as it was when the work was last written: a genre may
// have more works than one write may touch.
Genre edit_genre(Write& tx, const Librarian&, const Patch<EditGenre>& in) {
  Genre genre = tx.get(in.fields.id);
  EditGenre edit{genre, genre.id};
  in.apply(edit);
  static_cast<GenreFields&>(genre) = edit;
  return tx.update(genre);
}

void remove_genre(Write& tx, const Librarian&, const Id<Genre>& id) {
  if (tx.exists<WorkGenre>("genre = $1", id)) throw genre_has_works;
  tx.remove(id);
}

}  // namespace stoa::library
