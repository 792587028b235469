#include "apps/library/copies.h"

#include "apps/library/forgetting.h"
#include "apps/library/holds.h"
#include "apps/library/lending_problems.h"
#include "apps/library/queries.h"

namespace stoa::library {
namespace {

void require_what_it_is(Read& tx, const CopyFields& copy) {
  if (!tx.find(copy.edition)) throw unknown_edition;
  if (!tx.find(copy.item_type)) throw unknown_item_type;
}

}  // namespace

bool lendable(const CopyFields& copy) {
  return copy.condition == Condition::good || copy.condition == Condition::damaged;
}

Page<CopyHit> list_copies(Read& tx, const Anyone&, const CopySearch& in) {
  Where where;
  if (in.edition) where.add("c.edition = $1", *in.edition);
  if (in.work) where.add("c.edition in (select id from editions where work = $1)", *in.work);
  if (in.barcode) where.add("c.barcode = $1", *in.barcode);
  return tx.page<CopyHit>(sql::copy_hits, where, "id", in);
}

Copy get_copy(Read& tx, const Librarian&, const Id<Copy>& id) { return tx.get(id); }

Copy add_copy(Write& tx, const Librarian&, const CopyFields& in) {
  require_what_it_is(tx, in);
  const Copy copy = tx.insert(Copy{in});
  reconsider(tx, copy);
  return copy;
}

Copy edit_copy(Write& tx, const Librarian&, const Patch<EditCopy>& in) {
  Copy copy = tx.get(in.fields.id);
  EditCopy edit{copy, copy.id};
  in.apply(edit);
  require_what_it_is(tx, edit);
  const bool another = edit.edition != copy.edition || lendable(edit) != lendable(copy);
  static_cast<CopyFields&>(copy) = edit;
  copy = tx.update(copy);
  if (another) reconsider(tx, copy);
  return copy;
}

void remove_copy(Write& tx, const Librarian&, const Id<Copy>& id) {
  if (tx.exists<Loan>("copy = $1 and returned is null", id)) throw copy_on_loan;
  for (const Loan& loan : tx.query<Loan>("where copy = $1 order by due, id", id)) {
    forget_in_history(tx, loan);
    tx.remove(loan.id);
  }
  release_copy(tx, id);
  tx.remove(id);
}

}  // namespace stoa::library
