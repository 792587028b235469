// How the library forgets who read what.
//
// A closed loan keeps its borrower for as many days as the settings say, and then loses them: in
// the table, and in all that the log ever said of it.
//
// Somebody whose account is deleted is forgotten at once if they have nothing on loan. If they
// have, the library keeps what it needs to get it back: the card, its category and what is on loan.
// Name, note and account go at once, and the card can do nothing but return; with the last return
// the rest is forgotten too.
//
// What the log keeps of a forgotten borrower is that there was a record of that id, which names
// nobody any more. A librarian's own doings at the desk stay in the log under their account.
#pragma once

#include "apps/library/lending_model.h"

namespace stoa::library {

// The recurring job: at most 200 loans; whether there may be more.
Again forget_loans(Write&);
// The same, of loans that came back before `until`.
Again forget_loans_until(Write&, Timestamp until);

// What App::people asks for. Null for somebody without a card.
Json export_person(Read&, const AccountId&);
void erase_person(Write&, const AccountId&);

// Removes a borrower who has nothing on loan.
void forget_borrower(Write&, const Borrower&);
// As the log names who caused a row.
std::string actor_of(const Borrower&);
// Takes the account out of the log: who caused what there. The record is the caller's to change.
void forget_account(Write&, const Borrower&);
// Takes the borrower out of all that the log says of a loan. The record is the caller's to change.
void forget_in_history(Write&, const Loan&);

}  // namespace stoa::library
