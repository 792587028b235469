// Editions: how a work was published; what an ISBN names.
#pragma once

#include "apps/library/model.h"

namespace stoa::library {

struct EditEdition : EditionFields {
  Id<Edition> id = {};
};
BOOST_DESCRIBE_STRUCT(EditEdition, (EditionFields), (id))

struct EditionSearch : Paging {
  std::optional<Id<Work>> work = {};
  std::optional<Isbn10> isbn10 = {};
  std::optional<Isbn13> isbn13 = {};
  std::optional<Text<1, 200>> publisher = {};
};
BOOST_DESCRIBE_STRUCT(EditionSearch, (Paging), (work, isbn10, isbn13, publisher))

Page<Edition> list_editions(Read&, const Anyone&, const EditionSearch&);
Edition get_edition(Read&, const Anyone&, const Id<Edition>&);
Edition add_edition(Write&, const Librarian&, const EditionFields&);
Edition edit_edition(Write&, const Librarian&, const Patch<EditEdition>&);
void remove_edition(Write&, const Librarian&, const Id<Edition>&);

}  // namespace stoa::library
