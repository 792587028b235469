#include "apps/library/editions.h"

#include "apps/library/lending_model.h"
#include "apps/library/lending_problems.h"
#include "apps/library/queries.h"
#include "formats/isbn.h"

namespace stoa::library {
namespace {

// Either ISBN says what the other is (but for 979, which has no ISBN-10), so that an edition is
// found by both whichever was written down.
void complete_isbns(EditionFields& edition) {
  if (edition.isbn10) {
    Isbn13 same = formats::isbn13_from_isbn10(*edition.isbn10);
    if (edition.isbn13 && *edition.isbn13 != same) throw isbn_mismatch;
    edition.isbn13 = same;
  } else if (edition.isbn13) {
    if (auto same = formats::isbn10_from_isbn13(*edition.isbn13)) edition.isbn10 = Isbn10(*same);
  }
}

void require_work(Read& tx, const Id<Work>& id) {
  if (!tx.find(id)) throw unknown_work;
}

// A patch that changes one ISBN means the other to follow.
void forget_stale_isbn(EditionFields& edit, const Edition& before) {
  bool changed10 = edit.isbn10 != before.isbn10, changed13 = edit.isbn13 != before.isbn13;
  if (changed10 && !changed13) edit.isbn13.reset();
  if (changed13 && !changed10) edit.isbn10.reset();
}

}  // namespace

Page<Edition> list_editions(Read& tx, const Anyone&, const EditionSearch& in) {
  Where where;
  if (in.work) where.add("work = $1", *in.work);
  if (in.isbn10) where.add("isbn10 = $1", *in.isbn10);
  if (in.isbn13) where.add("isbn13 = $1", *in.isbn13);
  if (in.publisher) where.add("publisher = $1", *in.publisher);
  return tx.page<Edition>(sql::edition_hits, where, "id", in);
}

Edition get_edition(Read& tx, const Anyone&, const Id<Edition>& id) { return tx.get(id); }

Edition add_edition(Write& tx, const Librarian&, const EditionFields& in) {
  require_work(tx, in.work);
  Edition edition{in};
  complete_isbns(edition);
  return tx.insert(edition);
}

Edition edit_edition(Write& tx, const Librarian&, const Patch<EditEdition>& in) {
  Edition edition = tx.get(in.fields.id);
  EditEdition edit{edition, edition.id};
  in.apply(edit);
  require_work(tx, edit.work);
  // Its copies would leave one queue and come into another.
  if (edit.work != edition.work &&
      tx.exists<Hold>("work = $1 or work = $2", edition.work, edit.work))
    throw work_has_holds;
  forget_stale_isbn(edit, edition);
  complete_isbns(edit);
  static_cast<EditionFields&>(edition) = edit;
  return tx.update(edition);
}

void remove_edition(Write& tx, const Librarian&, const Id<Edition>& id) {
  if (tx.exists<Copy>("edition = $1", id)) throw edition_has_copies;
  if (tx.exists<Hold>("edition = $1", id)) throw edition_has_holds;
  const Edition edition = tx.get(id);
  tx.remove(id);
  if (edition.cover) tx.detach(*edition.cover);
}

}  // namespace stoa::library
