// Borrower categories: what kinds of borrowers there are, as far as rules tell them apart.
#pragma once

#include "apps/library/lending_model.h"

namespace stoa::library {

struct EditBorrowerCategory : BorrowerCategoryFields {
  Id<BorrowerCategory> id = {};
};
BOOST_DESCRIBE_STRUCT(EditBorrowerCategory, (BorrowerCategoryFields), (id))

Page<BorrowerCategory> list_borrower_categories(Read&, const Anyone&, const Paging&);
BorrowerCategory get_borrower_category(Read&, const Anyone&, const Id<BorrowerCategory>&);
BorrowerCategory add_borrower_category(Write&, const Librarian&, const BorrowerCategoryFields&);
BorrowerCategory edit_borrower_category(Write&, const Librarian&,
                                        const Patch<EditBorrowerCategory>&);
void remove_borrower_category(Write&, const Librarian&, const Id<BorrowerCategory>&);

}  // namespace stoa::library
