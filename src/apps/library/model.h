// The catalogue of a library, after IFLA's model: a Work is what was written, an Edition is how it
// was published, an Author is who wrote it, a Genre is where to look for it.
#pragma once

#include "kernel/app/app.h"

namespace stoa::library {

// Keeps the catalogue and the registers; lends, takes back and renews.
struct Librarian : Role<"library.librarian"> {};

// What people write about a record stands in a base of its own, so that an input and the record
// share it.

struct AuthorFields {
  Text<1, 200> name = {};
  std::optional<Text<1, 4000>> about = {};
};
BOOST_DESCRIBE_STRUCT(AuthorFields, (), (name, about))

struct Author : AuthorFields {
  static constexpr auto table = "authors";
  Id<Author> id = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Author, (AuthorFields), (id, version, created, updated))

struct GenreFields {
  Slug slug = {};  // what people type and links carry: "science-fiction"
  Text<1, 80> name = {};
};
BOOST_DESCRIBE_STRUCT(GenreFields, (), (slug, name))

struct Genre : GenreFields {
  static constexpr auto table = "genres";
  Id<Genre> id = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Genre, (GenreFields), (id, version, created, updated))

// A year of the Gregorian calendar; before our era it is negative.
using Year = Range<-5000, 2200>;

// How many readers gave one, two, … five stars.
struct Ratings {
  Range<0, 1'000'000'000> one = 0, two = 0, three = 0, four = 0, five = 0;
};
BOOST_DESCRIBE_STRUCT(Ratings, (), (one, two, three, four, five))

struct WorkFields {
  Text<1, 500> title = {};
  std::optional<Text<1, 500>> original_title = {};
  std::optional<Year> first_published = {};
};
BOOST_DESCRIBE_STRUCT(WorkFields, (), (title, original_title, first_published))

// Its authors are its credits, its genres the rows of work_genres.
struct Work : WorkFields {
  static constexpr auto table = "works";
  Id<Work> id = {};
  std::optional<Ratings> ratings = {};
  Range<0, 5'000'000'000> popularity = 0;  // the number of ratings: what lists are ordered by
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Work, (WorkFields), (id, ratings, popularity, version, created, updated))

// Who wrote a work, in the order of the title page; and the genres of a work. These are relations,
// not records: they come and go with their work.
struct Credit {
  static constexpr auto table = "credits";
  Id<Work> work = {};
  Id<Author> author = {};
  std::int64_t position = 0;
};
BOOST_DESCRIBE_STRUCT(Credit, (), (work, author, position))

struct WorkGenre {
  static constexpr auto table = "work_genres";
  Id<Work> work = {};
  Id<Genre> genre = {};
};
BOOST_DESCRIBE_STRUCT(WorkGenre, (), (work, genre))

struct EditionFields {
  Id<Work> work = {};
  Text<1, 500> title = {};
  std::optional<Isbn10> isbn10 = {};
  std::optional<Isbn13> isbn13 = {};
  std::optional<Language> language = {};
  std::optional<Text<1, 200>> publisher = {};
  std::optional<Year> published = {};
};
BOOST_DESCRIBE_STRUCT(EditionFields, (),
                      (work, title, isbn10, isbn13, language, publisher, published))

struct Edition : EditionFields {
  static constexpr auto table = "editions";
  Id<Edition> id = {};
  std::optional<Id<File>> cover = {};  // covers.h
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Edition, (EditionFields), (id, cover, version, created, updated))

// ---- what is not as it must be
// --------------------------------------------------------------------

inline constexpr Problem author_has_works{409, "author_has_works",
                                          "This author still has works in the catalogue."};
inline constexpr Problem genre_has_works{409, "genre_has_works", "Works are still in this genre."};
inline constexpr Problem work_has_editions{409, "work_has_editions",
                                           "This work still has editions in the catalogue."};
inline constexpr Problem edition_has_copies{409, "edition_has_copies",
                                            "Copies of this edition are still in the library."};
inline constexpr Problem cover_not_found{404, "cover_not_found", "This edition has no cover."};
inline constexpr Problem slug_taken{409, "slug_taken", "There is a genre with this slug already."};
inline constexpr Problem isbn_taken{409, "isbn_taken",
                                    "There is an edition with this ISBN already."};
inline constexpr Problem isbn_mismatch{422, "isbn_mismatch",
                                       "The ISBN-10 and the ISBN-13 name different books."};
inline constexpr Problem author_twice{422, "author_twice", "An author is named twice."};
inline constexpr Problem genre_twice{422, "genre_twice", "A genre is named twice."};
inline constexpr Problem unknown_author{422, "unknown_author", "One of the authors is not there."};
inline constexpr Problem unknown_genre{422, "unknown_genre", "One of the genres is not there."};
inline constexpr Problem unknown_work{422, "unknown_work", "The work is not there."};

}  // namespace stoa::library
