#include "apps/library/demo.h"

#include <charconv>
#include <map>

#include "apps/library/queries.h"
#include "apps/library/works.h"
#include "formats/isbn.h"

namespace stoa::embedded {
Files library();
}

namespace stoa::library {
namespace {

// How many books one write plants: with their relations about a thousand rows.
constexpr std::size_t books_a_write = 100;

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    std::size_t at = text.find(separator);
    parts.push_back(text.substr(0, at));
    text = at == text.npos ? std::string_view{} : text.substr(at + 1);
  }
  return parts;
}

std::int64_t number(std::string_view text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// The rows of an embedded table; its first line says what the columns are.
std::vector<std::string_view> table_rows(std::string_view path) {
  for (const embedded::File& file : embedded::library()) {
    if (file.path != path) continue;
    auto lines = split(file.view(), '\n');
    lines.erase(lines.begin());
    return lines;
  }
  throw std::logic_error("no embedded file " + std::string(path));
}

// One line of demo/books.tsv.
struct Book {
  explicit Book(std::string_view line) {
    auto columns = split(line, '\t');
    isbn10 = columns.at(0);
    language = columns.at(1);
    year = columns.at(2);
    title = columns.at(3);
    original_title = columns.at(4);
    authors = split(columns.at(5), '|');
    genres = split(columns.at(6), ',');
    ratings = split(columns.at(7), ',');
  }
  std::string_view isbn10, language, year, title, original_title;
  std::vector<std::string_view> authors, genres, ratings;
};

Work work_of(const Book& book) {
  Work work;
  work.title = book.title;
  if (!book.original_title.empty()) work.original_title.emplace(book.original_title);
  if (!book.year.empty()) work.first_published.emplace(number(book.year));
  Ratings stars{number(book.ratings.at(0)), number(book.ratings.at(1)), number(book.ratings.at(2)),
                number(book.ratings.at(3)), number(book.ratings.at(4))};
  work.popularity = stars.one + stars.two + stars.three + stars.four + stars.five;
  work.ratings = stars;
  return work;
}

Edition edition_of(const Book& book, const Work& work) {
  Edition edition;
  edition.work = work.id;
  edition.title = work.title;
  if (!book.language.empty()) edition.language.emplace(book.language);
  if (!book.isbn10.empty()) {
    edition.isbn10.emplace(book.isbn10);
    edition.isbn13.emplace(formats::isbn13_from_isbn10(book.isbn10));
  }
  return edition;
}

using AuthorIds = std::map<std::string_view, Id<Author>>;

Id<Author> author_id(Write& tx, AuthorIds& known, std::string_view name) {
  auto [at, fresh] = known.try_emplace(name);
  if (fresh) {
    Author author;
    author.name = name;
    at->second = tx.insert(author).id;
    tx.index(sql::index_author, at->second);
  }
  return at->second;
}

void plant(Write& tx, AuthorIds& authors, const Book& book) {
  Work work = tx.insert(work_of(book));
  std::int64_t position = 0;
  for (std::string_view name : book.authors) {
    tx.put(sql::add_credit, work.id, author_id(tx, authors, name), position++);
  }
  for (std::string_view slug : book.genres) tx.put(sql::add_genre, work.id, slug);
  tx.insert(edition_of(book, work));
  index_work(tx, work.id);
}

void plant_genres(Write& tx) {
  for (std::string_view line : table_rows("demo/genres.tsv")) {
    auto columns = split(line, '\t');
    Genre genre;
    genre.slug = columns.at(0);
    genre.name = columns.at(1);
    tx.insert(genre);
  }
}

}  // namespace

void plant_books(Task& task) {
  task.write(plant_genres);
  auto lines = table_rows("demo/books.tsv");
  AuthorIds authors;
  for (std::size_t first = 0; first < lines.size(); first += books_a_write) {
    std::size_t last = std::min(first + books_a_write, lines.size());
    AuthorIds planted;
    task.write([&](Write& tx) {
      planted = authors;  // a write may run again: it begins from what is known to be stored
      for (std::size_t i = first; i < last; ++i) plant(tx, planted, Book(lines[i]));
    });
    authors = std::move(planted);
    if (last % 2000 == 0) task.progress("planting books", last, lines.size());
  }
}

}  // namespace stoa::library
