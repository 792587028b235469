// Borrowers: who has a card. Known to librarians alone; the person behind an account sees their own
// (cards.h).
//
// A borrower is found by the card or by words of the name, each of which may be unfinished.
#pragma once

#include "apps/library/lending_model.h"

namespace stoa::library {

struct EditBorrower : BorrowerFields {
  Id<Borrower> id = {};
};
BOOST_DESCRIBE_STRUCT(EditBorrower, (BorrowerFields), (id))

struct BorrowerSearch : Paging {
  std::optional<CardNumber> card = {};
  std::optional<Text<1, 200>> search = {};  // words of the name
};
BOOST_DESCRIBE_STRUCT(BorrowerSearch, (Paging), (card, search))

Page<Borrower> list_borrowers(Read&, const Librarian&, const BorrowerSearch&);
Borrower get_borrower(Read&, const Librarian&, const Id<Borrower>&);
Borrower add_borrower(Write&, const Librarian&, const BorrowerFields&);
Borrower edit_borrower(Write&, const Librarian&, const Patch<EditBorrower>&);
// Who has nothing on loan may go; closed loans then have no borrower.
void remove_borrower(Write&, const Librarian&, const Id<Borrower>&);

// For what is not asked for by a librarian: the demo.
Borrower insert_borrower(Write&, const BorrowerFields&);
// Puts the words of a name where they are searched; after each change of it.
void index_name(Write&, const Borrower&);

}  // namespace stoa::library
