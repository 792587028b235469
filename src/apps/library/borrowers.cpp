#include "apps/library/borrowers.h"

#include <algorithm>

#include "apps/library/forgetting.h"
#include "apps/library/lending_problems.h"
#include "apps/library/names.h"
#include "apps/library/queries.h"
#include "kernel/model/utf8.h"

namespace stoa::library {
namespace {

constexpr std::size_t most_words = 10;

Where matching(const BorrowerSearch& in) {
  Where where;
  if (in.card) where.add("card = $1", *in.card);
  if (!in.search) return where;
  auto words = name_words(*in.search);
  words.resize(std::min(words.size(), most_words));
  for (const std::string& word : words) {
    // Nothing is behind the last character alone, which stands in no name.
    where.add(sql::borrower_matches, word, behind_prefix(word).value_or(word));
  }
  if (words.empty()) where.add("id is null");  // what has no word finds nobody
  return where;
}

void require_category(Read& tx, const BorrowerFields& borrower) {
  if (!tx.find(borrower.category)) throw unknown_category;
}

}  // namespace

Page<Borrower> list_borrowers(Read& tx, const Librarian&, const BorrowerSearch& in) {
  return tx.page<Borrower>(sql::borrower_hits, matching(in), "name, id", in);
}

Borrower get_borrower(Read& tx, const Librarian&, const Id<Borrower>& id) { return tx.get(id); }

Borrower add_borrower(Write& tx, const Librarian&, const BorrowerFields& in) {
  require_category(tx, in);
  return insert_borrower(tx, in);
}

Borrower insert_borrower(Write& tx, const BorrowerFields& in) {
  Borrower borrower = tx.insert(Borrower{in});
  index_name(tx, borrower);
  return borrower;
}

Borrower edit_borrower(Write& tx, const Librarian&, const Patch<EditBorrower>& in) {
  Borrower borrower = tx.get(in.fields.id);
  if (borrower.leaving) throw borrower_left;
  EditBorrower edit{borrower, borrower.id};
  in.apply(edit);
  require_category(tx, edit);
  static_cast<BorrowerFields&>(borrower) = edit;
  borrower = tx.update(borrower);
  index_name(tx, borrower);
  return borrower;
}

void remove_borrower(Write& tx, const Librarian&, const Id<Borrower>& id) {
  const Borrower borrower = tx.get(id);
  if (tx.exists<Loan>("borrower = $1 and returned is null", id)) throw borrower_has_loans;
  forget_borrower(tx, borrower);
}

void index_name(Write& tx, const Borrower& borrower) {
  tx.put(sql::drop_borrower_words, borrower.id);
  for (const std::string& word : name_words(borrower.name)) {
    tx.put(sql::add_borrower_word, word, borrower.id);
  }
}

}  // namespace stoa::library
