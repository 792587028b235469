#include "apps/library/authors.h"

#include "apps/library/queries.h"
#include "apps/library/works.h"

namespace stoa::library {

Page<Author> list_authors(Read& tx, const Anyone&, const AuthorSearch& in) {
  Where where;
  if (in.search) where.add(sql::author_matches, search_words(*in.search));
  return tx.page<Author>(sql::author_hits, where, "name, id", in);
}

Author get_author(Read& tx, const Anyone&, const Id<Author>& id) { return tx.get(id); }

Author add_author(Write& tx, const Librarian&, const AuthorFields& in) {
  Author author = tx.insert(Author{in});
  tx.index(sql::index_author, author.id);
  return author;
}

Author edit_author(Write& tx, const Librarian&, const Patch<EditAuthor>& in) {
  Author author = tx.get(in.fields.id);
  EditAuthor edit{author, author.id};
  in.apply(edit);
  bool renamed = edit.name != author.name;
  static_cast<AuthorFields&>(author) = edit;
  author = tx.update(author);
  if (!renamed) return author;
  tx.index(sql::index_author, author.id);
  for (const Work& work : tx.rows<Work>(sql::works_of_author, author.id)) index_work(tx, work.id);
  return author;
}

void remove_author(Write& tx, const Librarian&, const Id<Author>& id) {
  if (tx.exists<Credit>("author = $1", id)) throw author_has_works;
  tx.put(sql::unindex_author, id);
  tx.remove(id);
}

}  // namespace stoa::library
