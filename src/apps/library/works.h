// Works: what was written, by whom, and where to look for it.
#pragma once

#include "apps/library/model.h"

namespace stoa::library {

struct NewWork : WorkFields {
  List<Id<Author>, 1, 50> authors = {};  // in the order of the title page
  List<Slug, 0, 20> genres = {};
};
BOOST_DESCRIBE_STRUCT(NewWork, (WorkFields), (authors, genres))

struct EditWork : NewWork {
  Id<Work> id = {};
};
BOOST_DESCRIBE_STRUCT(EditWork, (NewWork), (id))

struct AuthorRef {
  Id<Author> id = {};
  Text<1, 200> name = {};
};
BOOST_DESCRIBE_STRUCT(AuthorRef, (), (id, name))

struct GenreRef {
  Slug slug = {};
  Text<1, 80> name = {};
};
BOOST_DESCRIBE_STRUCT(GenreRef, (), (slug, name))

// An edition, and how many copies of it there are: those that are neither lost nor withdrawn, and
// of them those that nobody has.
struct HeldEdition : Edition {
  std::int64_t copies = 0;
  std::int64_t available = 0;
};
BOOST_DESCRIBE_STRUCT(HeldEdition, (Edition), (copies, available))

// A work with all that belongs to it.
struct WorkPage : Work {
  std::vector<AuthorRef> authors = {};
  std::vector<GenreRef> genres = {};
  std::vector<HeldEdition> editions = {};
  std::int64_t holds = 0;  // how many wait for a copy
};
BOOST_DESCRIBE_STRUCT(WorkPage, (Work), (authors, genres, editions, holds))

// What narrows a search; all of it must hold.
struct WorkFilter {
  std::optional<Text<1, 200>> search = {};  // words of the title, the authors or the genres
  std::optional<Id<Author>> author = {};
  List<Slug, 0, 5> genre = {};  // in all of them
  std::optional<Language> language = {};
  std::optional<Year> from = {};  // first published
  std::optional<Year> until = {};
};
BOOST_DESCRIBE_STRUCT(WorkFilter, (), (search, author, genre, language, from, until))

struct WorkSearch : WorkFilter, Paging {};
BOOST_DESCRIBE_STRUCT(WorkSearch, (WorkFilter, Paging), ())

struct WorkHit {
  Id<Work> id = {};
  Text<1, 500> title = {};
  std::optional<Year> first_published = {};
  std::int64_t popularity = 0;
  Timestamp updated = {};
  std::vector<AuthorRef> authors = {};
  std::vector<GenreRef> genres = {};
};
BOOST_DESCRIBE_STRUCT(WorkHit, (),
                      (id, title, first_published, popularity, updated, authors, genres))

// The authors of works in the order of the title page, and their genres: rows of sql::credits_of
// and sql::genres_of.
struct CreditRow {
  Id<Work> work = {};
  Id<Author> id = {};
  Text<1, 200> name = {};
};
BOOST_DESCRIBE_STRUCT(CreditRow, (), (work, id, name))

struct GenreRow {
  Id<Work> work = {};
  Slug slug = {};
  Text<1, 80> name = {};
};
BOOST_DESCRIBE_STRUCT(GenreRow, (), (work, slug, name))

// How many works of a search have this value.
struct Facet {
  std::string value = {};
  std::string label = {};
  std::int64_t works = 0;
};
BOOST_DESCRIBE_STRUCT(Facet, (), (value, label, works))

struct Facets {
  std::vector<Facet> genres = {};
  std::vector<Facet> languages = {};
};
BOOST_DESCRIBE_STRUCT(Facets, (), (genres, languages))

Page<WorkHit> search_works(Read&, const Anyone&, const WorkSearch&);
// Those of these works that there are, in no order.
std::vector<WorkHit> work_hits_of(Read&, const std::vector<Id<Work>>&);
Facets work_facets(Read&, const Anyone&, const WorkFilter&);
WorkPage get_work(Read&, const Anyone&, const Id<Work>&);
WorkPage add_work(Write&, const Librarian&, const NewWork&);
WorkPage edit_work(Write&, const Librarian&, const Patch<EditWork>&);
void remove_work(Write&, const Librarian&, const Id<Work>&);

// Puts a work's words where search finds them; after each change of them.
void index_work(Write&, const Id<Work>&);

}  // namespace stoa::library
