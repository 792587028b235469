// Books: an edition and its work in one, authors and genres by their names. It is how a catalogue
// looks in a table, and so what is imported and exported.
#pragma once

#include "apps/library/model.h"

namespace stoa::library {

struct BookFields {
  Text<1, 500> title = {};
  std::optional<Text<1, 500>> original_title = {};
  std::optional<Year> first_published = {};
  List<Slug, 0, 20> genres = {};
  std::optional<Isbn10> isbn10 = {};
  std::optional<Isbn13> isbn13 = {};
  std::optional<Language> language = {};
  std::optional<Text<1, 200>> publisher = {};
  std::optional<Year> published = {};
  std::optional<Ratings> ratings = {};
};
BOOST_DESCRIBE_STRUCT(BookFields, (),
                      (title, original_title, first_published, genres, isbn10, isbn13, language,
                       publisher, published, ratings))

struct NewBook : BookFields {
  List<Text<1, 200>, 1, 50> authors = {};  // in the order of the title page
};
BOOST_DESCRIBE_STRUCT(NewBook, (BookFields), (authors))

struct Book : BookFields {
  Id<Book> id = {};  // its edition's
  Id<Work> work = {};
  std::vector<Text<1, 200>> authors = {};
};
BOOST_DESCRIBE_STRUCT(Book, (BookFields), (id, work, authors))

struct BookSearch : Paging {
  std::optional<Language> language = {};
  std::optional<Slug> genre = {};
};
BOOST_DESCRIBE_STRUCT(BookSearch, (Paging), (language, genre))

Page<Book> list_books(Read&, const Anyone&, const BookSearch&);
Book get_book(Read&, const Anyone&, const Id<Book>&);
// Authors who are not known yet, by these very names, become known.
Book add_book(Write&, const Librarian&, const NewBook&);
// With the last edition goes the work; authors stay.
void remove_book(Write&, const Librarian&, const Id<Book>&);

}  // namespace stoa::library
