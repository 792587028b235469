#include "apps/library/works.h"

#include <algorithm>

#include "apps/library/lending_model.h"
#include "apps/library/lending_problems.h"
#include "apps/library/queries.h"

namespace stoa::library {
namespace {

struct Holding {
  Id<Edition> edition = {};
  std::int64_t copies = 0;
  std::int64_t available = 0;
};
BOOST_DESCRIBE_STRUCT(Holding, (), (edition, copies, available))

Where matching(const WorkFilter& in) {
  Where where;
  if (in.search) where.add(sql::work_matches, search_words(*in.search));
  if (in.author) where.add("w.id in (select work from credits where author = $1)", *in.author);
  for (const Slug& slug : in.genre) {
    where.add(
        "w.id in (select work from work_genres where genre = (select id from genres where slug = "
        "$1))",
        slug);
  }
  if (in.language)
    where.add("w.id in (select work from editions where language = $1)", *in.language);
  if (in.from) where.add("w.first_published >= $1", *in.from);
  if (in.until) where.add("w.first_published <= $1", *in.until);
  return where;
}

// Gives each work its authors and genres, in two statements for all of them.
template <class W>
void complete(Read& tx, std::vector<W>& works) {
  std::vector<Id<Work>> ids;
  for (const W& work : works) ids.push_back(work.id);
  auto find = [&](const Id<Work>& id) -> W& {
    return *std::find_if(works.begin(), works.end(), [&](const W& work) { return work.id == id; });
  };
  for (auto& row : tx.rows<CreditRow>(sql::credits_of, any_of(ids))) {
    find(row.work).authors.push_back({row.id, row.name});
  }
  for (auto& row : tx.rows<GenreRow>(sql::genres_of, any_of(ids))) {
    find(row.work).genres.push_back({row.slug, row.name});
  }
}

void save_credits(Write& tx, const Id<Work>& work, const std::vector<Id<Author>>& authors) {
  tx.put(sql::drop_credits, work);
  std::int64_t position = 0;
  for (const Id<Author>& author : authors) {
    if (!tx.find(author)) throw unknown_author;
    tx.put(sql::add_credit, work, author, position++);
  }
}

void save_genres(Write& tx, const Id<Work>& work, const std::vector<Slug>& genres) {
  tx.put(sql::drop_genres, work);
  for (const Slug& slug : genres) {
    if (tx.run(sql::add_genre, work, slug) == 0) throw unknown_genre;
  }
}

void save_relations(Write& tx, const Id<Work>& work, const NewWork& in) {
  save_credits(tx, work, in.authors);
  save_genres(tx, work, in.genres);
  index_work(tx, work);
}

// The editions of a work, and how many copies of each there are to be had.
std::vector<HeldEdition> editions_of(Read& tx, const Id<Work>& work) {
  std::vector<HeldEdition> all;
  for (Edition& edition : tx.query<Edition>("where work = $1 order by id limit 1000", work)) {
    static_cast<Edition&>(all.emplace_back()) = std::move(edition);
  }
  for (const Holding& held : tx.rows<Holding>(sql::holdings, work)) {
    auto same = [&](const HeldEdition& edition) { return edition.id == held.edition; };
    const auto at = std::find_if(all.begin(), all.end(), same);
    if (at == all.end()) continue;
    at->copies = held.copies;
    at->available = held.available;
  }
  return all;
}

WorkPage work_page(Read& tx, const Id<Work>& id) {
  std::vector<WorkPage> page(1);
  static_cast<Work&>(page.front()) = tx.get(id);
  complete(tx, page);
  page.front().editions = editions_of(tx, id);
  page.front().holds = tx.count<Hold>("work = $1 and copy is null", id);
  return std::move(page.front());
}

// The work as a client would have written it: what a merge patch is applied to.
EditWork as_written(const WorkPage& page) {
  EditWork edit;
  static_cast<WorkFields&>(edit) = page;
  edit.id = page.id;
  for (const AuthorRef& author : page.authors) edit.authors.push_back(author.id);
  for (const GenreRef& genre : page.genres) edit.genres.push_back(genre.slug);
  return edit;
}

}  // namespace

Page<WorkHit> search_works(Read& tx, const Anyone&, const WorkSearch& in) {
  auto page = tx.page<WorkHit>(sql::work_hits, matching(in), "-popularity, -id", in);
  complete(tx, page.items);
  return page;
}

std::vector<WorkHit> work_hits_of(Read& tx, const std::vector<Id<Work>>& ids) {
  auto hits = tx.rows<WorkHit>(sql::works_by_id, any_of(ids));
  complete(tx, hits);
  return hits;
}

Facets work_facets(Read& tx, const Anyone&, const WorkFilter& in) {
  Where where = matching(in);
  return {.genres = tx.rows_where<Facet>(sql::genre_facets, where,
                                         ") group by g.id order by works desc, value"),
          .languages =
              tx.rows_where<Facet>(sql::language_facets, where,
                                   ") group by e.language order by works desc, value limit 50")};
}

WorkPage get_work(Read& tx, const Anyone&, const Id<Work>& id) { return work_page(tx, id); }

WorkPage add_work(Write& tx, const Librarian&, const NewWork& in) {
  Work work;
  static_cast<WorkFields&>(work) = in;
  work = tx.insert(work);
  save_relations(tx, work.id, in);
  return work_page(tx, work.id);
}

WorkPage edit_work(Write& tx, const Librarian&, const Patch<EditWork>& in) {
  WorkPage page = work_page(tx, in.fields.id);
  EditWork edit = as_written(page);
  in.apply(edit);
  Work work = page;
  static_cast<WorkFields&>(work) = edit;
  tx.update(work);
  save_relations(tx, work.id, edit);
  return work_page(tx, work.id);
}

void remove_work(Write& tx, const Librarian&, const Id<Work>& id) {
  if (tx.exists<Edition>("work = $1", id)) throw work_has_editions;
  if (tx.exists<Hold>("work = $1", id)) throw work_has_holds;
  tx.put(sql::unindex_work, id);
  tx.put(sql::drop_credits, id);
  tx.put(sql::drop_genres, id);
  tx.remove(id);
}

void index_work(Write& tx, const Id<Work>& id) { tx.index(sql::index_work, id); }

}  // namespace stoa::library
