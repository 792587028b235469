#include "apps/library/forgetting.h"

#include "apps/library/borrowers.h"
#include "apps/library/cards.h"
#include "apps/library/holds.h"
#include "apps/library/loans.h"
#include "apps/library/notices.h"
#include "apps/library/queries.h"
#include "apps/library/settings.h"
#include "kernel/model/codec.h"

namespace stoa::library {
namespace {

constexpr std::size_t portion = 200;  // as the statement's limit says

// What a person is given of what the library keeps of them.
struct LibraryExport {
  Borrower borrower = {};
  std::vector<LoanView> loans = {};
  std::vector<HoldView> holds = {};
};
BOOST_DESCRIBE_STRUCT(LibraryExport, (), (borrower, loans, holds))

void lose_borrower(Write& tx, Loan loan) {
  forget_in_history(tx, loan);
  forget_notices(tx, loan.id);
  loan.borrower.reset();
  tx.update(loan);
}

// Somebody who is gone but for what they have on loan.
void let_go(Write& tx, Borrower borrower) {
  end_holds_of(tx, borrower);
  forget_account(tx, borrower);
  tx.forget(borrower.id, {"name", "note"});
  borrower.name = "(left)";
  borrower.note.reset();
  borrower.account.reset();
  borrower.leaving = tx.now();
  index_name(tx, tx.update(borrower));
  tx.put(sql::drop_card_code, borrower.id);
}

}  // namespace

std::string actor_of(const Borrower& borrower) {
  return borrower.account ? to_string(*borrower.account) : "";
}

Again forget_loans(Write& tx) {
  const std::chrono::days kept(std::int64_t{settings_of(tx).keep_history_days.value});
  return forget_loans_until(tx, tx.now() - kept);
}

Again forget_loans_until(Write& tx, Timestamp until) {
  const auto loans = tx.query<Loan>(
      "where returned < $1 and borrower is not null order by returned limit 200", until);
  for (const Loan& loan : loans) lose_borrower(tx, loan);
  return {.more = loans.size() == portion};
}

Json export_person(Read& tx, const AccountId& account) {
  const auto borrower = borrower_of(tx, account);
  if (!borrower) return {};
  return {
      to_json(LibraryExport{*borrower, loans_of(tx, borrower->id), holds_of(tx, borrower->id)})};
}

void erase_person(Write& tx, const AccountId& account) {
  const auto borrower = borrower_of(tx, account);
  if (!borrower) return;
  if (!tx.exists<Loan>("borrower = $1 and returned is null", borrower->id))
    return forget_borrower(tx, *borrower);
  for (const Loan& loan :
       tx.query<Loan>("where borrower = $1 and returned is not null", borrower->id)) {
    lose_borrower(tx, loan);
  }
  let_go(tx, *borrower);
}

void forget_borrower(Write& tx, const Borrower& borrower) {
  end_holds_of(tx, borrower);
  for (const Loan& loan : tx.query<Loan>("where borrower = $1", borrower.id)) {
    lose_borrower(tx, loan);
  }
  tx.put(sql::drop_borrower_words, borrower.id);
  tx.put(sql::drop_card_code, borrower.id);
  tx.remove(borrower.id);
  tx.forget(borrower.id, {"card", "name", "category", "suspended_until", "note", "account"},
            actor_of(borrower));
}

void forget_account(Write& tx, const Borrower& borrower) {
  const std::string actor = actor_of(borrower);
  for (const Loan& loan : tx.query<Loan>("where borrower = $1", borrower.id)) {
    tx.forget(loan.id, {}, actor);
  }
  tx.forget(borrower.id, {"account"}, actor);
}

void forget_in_history(Write& tx, const Loan& loan) {
  if (!loan.borrower) return;
  const auto borrower = tx.find(*loan.borrower);
  tx.forget(loan.id, {"borrower"}, borrower ? actor_of(*borrower) : "");
}

}  // namespace stoa::library
