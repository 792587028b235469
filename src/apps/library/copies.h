// Copies: the things on the shelves. Anyone may see where they are and when they come back, a
// librarian also what is noted about them; who has them is told by loans alone (loans.h).
#pragma once

#include "apps/library/lending_model.h"

namespace stoa::library {

struct EditCopy : CopyFields {
  Id<Copy> id = {};
};
BOOST_DESCRIBE_STRUCT(EditCopy, (CopyFields), (id))

struct CopySearch : Paging {
  std::optional<Id<Edition>> edition = {};
  std::optional<Id<Work>> work = {};
  std::optional<Barcode> barcode = {};
};
BOOST_DESCRIBE_STRUCT(CopySearch, (Paging), (edition, work, barcode))

// A copy as everybody may see it.
struct CopyHit {
  Id<Copy> id = {};
  Id<Edition> edition = {};
  Barcode barcode = {};
  Text<1, 80> location = {};
  Slug item_type = {};
  Condition condition = {};
  bool on_hold = false;          // it lies there for somebody
  bool available = false;        // nobody has it, and it may be lent to anyone
  std::optional<Date> due = {};  // of its open loan
};
BOOST_DESCRIBE_STRUCT(CopyHit, (),
                      (id, edition, barcode, location, item_type, condition, on_hold, available,
                       due))

Page<CopyHit> list_copies(Read&, const Anyone&, const CopySearch&);
Copy get_copy(Read&, const Librarian&, const Id<Copy>&);
Copy add_copy(Write&, const Librarian&, const CopyFields&);
Copy edit_copy(Write&, const Librarian&, const Patch<EditCopy>&);
// Its closed loans go with it.
void remove_copy(Write&, const Librarian&, const Id<Copy>&);

// Whether it may leave the house at all.
bool lendable(const CopyFields&);

}  // namespace stoa::library
