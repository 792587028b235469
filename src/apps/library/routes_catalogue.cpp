#include "apps/library/authors.h"
#include "apps/library/books.h"
#include "apps/library/copies.h"
#include "apps/library/covers.h"
#include "apps/library/editions.h"
#include "apps/library/genres.h"
#include "apps/library/item_types.h"
#include "apps/library/lending_problems.h"
#include "apps/library/routes.h"
#include "apps/library/trends.h"
#include "apps/library/works.h"

namespace stoa::library {
namespace {

// What there is to read, and where to look for it.
void add_works(App& app) {
  app.get<&search_works>("/works", "Search works by title, author and genre")
      .get<&list_trends>("/trends", "The works that were lent most often in the last 30 days")
      .projection<Trends, &count_loan>()
      .get<&work_facets>("/facets", "Count the works of a search by genre and language")
      .heavy()
      .post<&add_work>("/works", "Add a work",
                       {unknown_author, unknown_genre, author_twice, genre_twice})
      .imported()
      .get<&get_work>("/works/{id}", "One work with its authors, genres and editions")
      .patch<&edit_work>("/works/{id}", "Change a work",
                         {unknown_author, unknown_genre, author_twice, genre_twice})
      .del<&remove_work>("/works/{id}", "Remove a work that has no editions",
                         {work_has_editions, work_has_holds})

      .get<&list_editions>("/editions", "List editions by work, ISBN or publisher")
      .post<&add_edition>("/editions", "Add an edition of a work",
                          {unknown_work, isbn_taken, isbn_mismatch})
      .imported()
      .get<&get_edition>("/editions/{id}", "One edition")
      .patch<&edit_edition>("/editions/{id}", "Change an edition",
                            {unknown_work, isbn_taken, isbn_mismatch, work_has_holds})
      .del<&remove_edition>("/editions/{id}", "Remove an edition without copies",
                            {edition_has_copies, edition_has_holds})

      .get<&get_cover>("/editions/{id}/cover", "The picture of an edition's cover",
                       {cover_not_found})
      .post<&set_cover>("/editions/{id}/cover", "Give an edition a cover: JPEG, PNG or WebP")
      .upload(8 << 20, {"image/jpeg", "image/png", "image/webp"})
      .status(200)
      .del<&remove_cover>("/editions/{id}/cover", "Remove the cover of an edition",
                          {cover_not_found});
}

void add_authors_and_genres(App& app) {
  app.get<&list_authors>("/authors", "List authors by name")
      .post<&add_author>("/authors", "Add an author")
      .imported()
      .get<&get_author>("/authors/{id}", "One author")
      .patch<&edit_author>("/authors/{id}", "Change an author")
      .del<&remove_author>("/authors/{id}", "Remove an author without works", {author_has_works})

      .get<&list_genres>("/genres", "List genres")
      .post<&add_genre>("/genres", "Add a genre", {slug_taken})
      .imported()
      .get<&get_genre>("/genres/{id}", "One genre")
      .patch<&edit_genre>("/genres/{id}", "Change a genre", {slug_taken})
      .del<&remove_genre>("/genres/{id}", "Remove a genre without works", {genre_has_works});
}

// The catalogue as a table.
void add_books(App& app) {
  app.get<&list_books>("/books", "List books: editions with their works, authors and genres")
      .post<&add_book>("/books", "Add an edition with its work and authors",
                       {unknown_genre, author_twice, genre_twice, isbn_taken, isbn_mismatch})
      .imported()
      .get<&get_book>("/books/{id}", "One book")
      .del<&remove_book>("/books/{id}", "Remove an edition, and its work with the last of them",
                         {edition_has_copies, edition_has_holds, work_has_holds});
}

// The things that are lent.
void add_copies(App& app) {
  app.get<&list_copies>("/copies", "List copies by edition, work or barcode, and when they return")
      .post<&add_copy>("/copies", "Add a copy of an edition",
                       {unknown_edition, unknown_item_type, barcode_taken})
      .imported()
      .get<&get_copy>("/copies/{id}", "One copy")
      .patch<&edit_copy>("/copies/{id}", "Change a copy",
                         {unknown_edition, unknown_item_type, barcode_taken})
      .del<&remove_copy>("/copies/{id}", "Remove a copy and its closed loans", {copy_on_loan})

      .get<&list_item_types>("/item-types", "List the kinds of things that are lent")
      .post<&add_item_type>("/item-types", "Add an item type", {item_type_taken})
      .imported()
      .get<&get_item_type>("/item-types/{id}", "One item type")
      .patch<&edit_item_type>("/item-types/{id}", "Change an item type", {item_type_taken})
      .del<&remove_item_type>("/item-types/{id}", "Remove an item type that nothing is of",
                              {item_type_in_use});
}

}  // namespace

void add_catalogue(App& app) {
  add_works(app);
  add_authors_and_genres(app);
  add_books(app);
  add_copies(app);
}

}  // namespace stoa::library
