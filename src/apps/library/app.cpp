#include "apps/library/app.h"

#include "apps/library/authors.h"
#include "apps/library/demo.h"
#include "apps/library/editions.h"
#include "apps/library/genres.h"
#include "apps/library/queries.h"
#include "apps/library/works.h"

namespace stoa::embedded {
Files library();
}

namespace stoa::library {

App app() {
  return App("library", "Books, their authors and editions, and where to look for them",
             embedded::library())
      .get<&search_works>("/works", "Search works by title, author and genre")
      .get<&work_facets>("/facets", "Count the works of a search by genre and language")
      .heavy()
      .post<&add_work>("/works", "Add a work",
                       {unknown_author, unknown_genre, author_twice, genre_twice})
      .get<&get_work>("/works/{id}", "One work with its authors, genres and editions")
      .patch<&edit_work>("/works/{id}", "Change a work",
                         {unknown_author, unknown_genre, author_twice, genre_twice})
      .del<&remove_work>("/works/{id}", "Remove a work that has no editions", {work_has_editions})

      .get<&list_editions>("/editions", "List editions by work, ISBN or publisher")
      .post<&add_edition>("/editions", "Add an edition of a work",
                          {unknown_work, isbn_taken, isbn_mismatch})
      .get<&get_edition>("/editions/{id}", "One edition")
      .patch<&edit_edition>("/editions/{id}", "Change an edition",
                            {unknown_work, isbn_taken, isbn_mismatch})
      .del<&remove_edition>("/editions/{id}", "Remove an edition")

      .get<&list_authors>("/authors", "List authors by name")
      .post<&add_author>("/authors", "Add an author")
      .get<&get_author>("/authors/{id}", "One author")
      .patch<&edit_author>("/authors/{id}", "Change an author")
      .del<&remove_author>("/authors/{id}", "Remove an author without works", {author_has_works})

      .get<&list_genres>("/genres", "List genres")
      .post<&add_genre>("/genres", "Add a genre", {slug_taken})
      .get<&get_genre>("/genres/{id}", "One genre")
      .patch<&edit_genre>("/genres/{id}", "Change a genre", {slug_taken})
      .del<&remove_genre>("/genres/{id}", "Remove a genre without works", {genre_has_works})

      .unique("editions_isbn10", isbn_taken)
      .unique("editions_isbn13", isbn_taken)
      .unique("genres_slug", slug_taken)
      .unique("credits_once", author_twice)
      .unique("work_genres_work", genre_twice)
      .search("works", sql::index_work)
      .search("authors", sql::index_author)
      .demo(&plant_books);
}

}  // namespace stoa::library
