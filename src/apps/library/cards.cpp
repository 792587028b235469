#include "apps/library/cards.h"

#include "apps/library/forgetting.h"
#include "apps/library/lending_problems.h"
#include "apps/library/queries.h"
#include "kernel/auth/secrets.h"

namespace stoa::library {
namespace {

constexpr std::chrono::days code_life{30};

struct CodeRow {
  Id<Borrower> borrower = {};
};
BOOST_DESCRIBE_STRUCT(CodeRow, (), (borrower))

MyCard my_card(Read& tx, const Borrower& borrower) {
  return {.borrower = borrower.id,
          .card = borrower.card,
          .name = borrower.name,
          .category = tx.get(borrower.category).name,
          .suspended_until = borrower.suspended_until};
}

}  // namespace

std::optional<Borrower> borrower_of(Read& tx, const AccountId& account) {
  auto found = tx.query<Borrower>("where account = $1", account);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

CardCode make_card_code(Write& tx, const Librarian&, const Id<Borrower>& id) {
  const Borrower borrower = tx.get(id);
  if (borrower.leaving) throw borrower_left;
  if (borrower.account) throw borrower_has_account;
  CardCode made{auth::make_secret(), tx.now() + code_life};
  tx.put(sql::drop_card_code, id);
  tx.put(sql::add_card_code, id, auth::hash_secret(made.code), made.expires);
  return made;
}

MyCard link_my_card(Write& tx, const Person& who, const LinkCard& in) {
  if (borrower_of(tx, who.account())) throw account_has_card;
  const auto found = tx.rows<CodeRow>(sql::card_code, auth::hash_secret(in.code), tx.now());
  if (found.empty()) throw code_invalid;
  Borrower borrower = tx.get(found.front().borrower);
  tx.put(sql::drop_card_code, borrower.id);
  borrower.account = who.account();
  return my_card(tx, tx.update(borrower));
}

MyCard get_my_card(Read& tx, const User& who) {
  const auto borrower = borrower_of(tx, who.account());
  if (!borrower) throw no_card;
  return my_card(tx, *borrower);
}

void unlink_account(Write& tx, const Librarian&, const Id<Borrower>& id) {
  Borrower borrower = tx.get(id);
  if (!borrower.account) return;
  forget_account(tx, borrower);
  borrower.account.reset();
  tx.update(borrower);
}

}  // namespace stoa::library
