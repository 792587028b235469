#include "apps/library/books.h"

#include "apps/library/authors.h"
#include "apps/library/editions.h"
#include "apps/library/queries.h"
#include "apps/library/works.h"

namespace stoa::library {
namespace {

void name_authors_and_genres(Read& tx, std::vector<Book>& books) {
  std::vector<Id<Work>> works;
  for (const Book& book : books) works.push_back(book.work);
  const auto credits = tx.rows<CreditRow>(sql::credits_of, any_of(works));
  const auto genres = tx.rows<GenreRow>(sql::genres_of, any_of(works));
  for (Book& book : books) {
    for (const CreditRow& row : credits) {
      if (row.work == book.work) book.authors.push_back(row.name);
    }
    for (const GenreRow& row : genres) {
      if (row.work == book.work) book.genres.push_back(row.slug);
    }
  }
}

Book one_book(Read& tx, const Id<Book>& id) {
  Where where;
  where.add("e.id = $1", id);
  auto found = tx.rows_where<Book>(sql::book_hits, where);
  if (found.empty()) throw Refusal{not_found_problem(shape_of<Book>())};
  name_authors_and_genres(tx, found);
  return std::move(found.front());
}

Id<Author> author_of_name(Write& tx, const Librarian& who, const Text<1, 200>& name) {
  const auto known = tx.query<Author>("where name = $1 order by name, id limit 1", name);
  return known.empty() ? add_author(tx, who, {.name = name}).id : known.front().id;
}

// How often it was rated says how much it is read, until loans do.
void rate(Write& tx, const Id<Work>& id, const Ratings& ratings) {
  Work work = tx.get(id);
  work.ratings = ratings;
  work.popularity = ratings.one + ratings.two + ratings.three + ratings.four + ratings.five;
  tx.update(work);
}

EditionFields edition_of(const BookFields& book, const Id<Work>& work) {
  return {.work = work,
          .title = book.title,
          .isbn10 = book.isbn10,
          .isbn13 = book.isbn13,
          .language = book.language,
          .publisher = book.publisher,
          .published = book.published};
}

}  // namespace

Page<Book> list_books(Read& tx, const Anyone&, const BookSearch& in) {
  Where where;
  if (in.language) where.add("e.language = $1", *in.language);
  if (in.genre) {
    where.add(
        "e.work in (select work from work_genres where genre = (select id from genres where slug = "
        "$1))",
        *in.genre);
  }
  auto page = tx.page<Book>(sql::book_hits, where, "id", in);
  name_authors_and_genres(tx, page.items);
  return page;
}

Book get_book(Read& tx, const Anyone&, const Id<Book>& id) { return one_book(tx, id); }

Book add_book(Write& tx, const Librarian& who, const NewBook& in) {
  NewWork work;
  work.title = in.title;
  work.original_title = in.original_title;
  work.first_published = in.first_published;
  work.genres = in.genres;
  for (const auto& name : in.authors) work.authors.push_back(author_of_name(tx, who, name));
  const Id<Work> id = add_work(tx, who, work).id;
  if (in.ratings) rate(tx, id, *in.ratings);
  return one_book(tx, {add_edition(tx, who, edition_of(in, id)).id.value});
}

void remove_book(Write& tx, const Librarian& who, const Id<Book>& id) {
  const Book book = one_book(tx, id);
  remove_edition(tx, who, {id.value});
  if (!tx.exists<Edition>("work = $1", book.work)) remove_work(tx, who, book.work);
}

}  // namespace stoa::library
