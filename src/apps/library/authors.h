// Authors: who wrote the works.
#pragma once

#include "apps/library/model.h"

namespace stoa::library {

struct EditAuthor : AuthorFields {
  Id<Author> id = {};
};
BOOST_DESCRIBE_STRUCT(EditAuthor, (AuthorFields), (id))

struct AuthorSearch : Paging {
  std::optional<Text<1, 200>> search = {};  // words of the name
};
BOOST_DESCRIBE_STRUCT(AuthorSearch, (Paging), (search))

Page<Author> list_authors(Read&, const Anyone&, const AuthorSearch&);
Author get_author(Read&, const Anyone&, const Id<Author>&);
Author add_author(Write&, const Librarian&, const AuthorFields&);
Author edit_author(Write&, const Librarian&, const Patch<EditAuthor>&);
void remove_author(Write&, const Librarian&, const Id<Author>&);

}  // namespace stoa::library
