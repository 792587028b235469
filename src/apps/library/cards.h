// How a person comes to see their own card: a librarian, who has the borrower before them, asks for
// a code and gives it to them; whoever is signed in and sends it is that borrower from then on.
//
// A code is used once, within thirty days; a new one takes the place of the last. Only its hash is
// kept.
#pragma once

#include "apps/library/lending_model.h"

namespace stoa::library {

struct CardCode {
  std::string code = {};  // shown this once
  Timestamp expires = {};
};
BOOST_DESCRIBE_STRUCT(CardCode, (), (code, expires))

struct LinkCard {
  Text<1, 100> code = {};
};
BOOST_DESCRIBE_STRUCT(LinkCard, (), (code))

// A card as its owner sees it: all but what is noted about them, which is in their export.
struct MyCard {
  Id<Borrower> borrower = {};
  CardNumber card = {};
  Text<1, 200> name = {};
  Text<1, 80> category = {};
  std::optional<Date> suspended_until = {};
};
BOOST_DESCRIBE_STRUCT(MyCard, (), (borrower, card, name, category, suspended_until))

CardCode make_card_code(Write&, const Librarian&, const Id<Borrower>&);
MyCard link_my_card(Write&, const Person&, const LinkCard&);
MyCard get_my_card(Read&, const User&);
// For when the wrong person used the code.
void unlink_account(Write&, const Librarian&, const Id<Borrower>&);

// Who an account is here, if anybody.
std::optional<Borrower> borrower_of(Read&, const AccountId&);

}  // namespace stoa::library
