#include "apps/library/borrower_categories.h"

#include "apps/library/lending_problems.h"
#include "apps/library/queries.h"

namespace stoa::library {

Page<BorrowerCategory> list_borrower_categories(Read& tx, const Anyone&, const Paging& in) {
  return tx.page<BorrowerCategory>(sql::borrower_category_hits, {}, "slug", in);
}

BorrowerCategory get_borrower_category(Read& tx, const Anyone&, const Id<BorrowerCategory>& id) {
  return tx.get(id);
}

BorrowerCategory add_borrower_category(Write& tx, const Librarian&,
                                       const BorrowerCategoryFields& in) {
  return tx.insert(BorrowerCategory{in});
}

BorrowerCategory edit_borrower_category(Write& tx, const Librarian&,
                                        const Patch<EditBorrowerCategory>& in) {
  BorrowerCategory category = tx.get(in.fields.id);
  EditBorrowerCategory edit{category, category.id};
  in.apply(edit);
  static_cast<BorrowerCategoryFields&>(category) = edit;
  return tx.update(category);
}

void remove_borrower_category(Write& tx, const Librarian&, const Id<BorrowerCategory>& id) {
  if (tx.exists<Borrower>("category = $1", id) || tx.exists<LoanPolicy>("category = $1", id))
    throw category_in_use;
  tx.remove(id);
}

}  // namespace stoa::library
