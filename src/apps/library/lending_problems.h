// Why a loan, or what loans stand on, is refused.
#pragma once

#include "apps/library/model.h"

namespace stoa::library {

// ---- at the desk --------------------------------------------------------------------------------

inline constexpr Problem copy_on_loan{409, "copy_on_loan", "This copy is on loan already."};
inline constexpr Problem copy_not_lendable{409, "copy_not_lendable",
                                           "This copy is lost or withdrawn."};
inline constexpr Problem borrower_suspended{409, "borrower_suspended",
                                            "This borrower is suspended for now."};
inline constexpr Problem borrower_left{
    409, "borrower_left", "This borrower has left; what they have can only come back."};
inline constexpr Problem too_many_loans{409, "too_many_loans",
                                        "This borrower has as many loans as they may have."};
inline constexpr Problem no_policy{409, "no_policy",
                                   "No loan policy says how long this borrower may have this."};
inline constexpr Problem never_open{409, "never_open",
                                    "The library is closed on every day of the year to come."};
inline constexpr Problem copy_on_hold{409, "copy_on_hold",
                                      "This copy is for somebody who waited for it."};
inline constexpr Problem copy_wanted{409, "copy_wanted",
                                     "Somebody waits for this; it cannot be renewed."};
inline constexpr Problem loan_closed{409, "loan_closed", "This loan is over."};
inline constexpr Problem no_renewals_left{409, "no_renewals_left",
                                          "This loan was renewed as often as it may be."};
inline constexpr Problem loan_overdue{409, "loan_overdue",
                                      "This loan is overdue; only a librarian may renew it."};
inline constexpr Problem not_on_loan{409, "not_on_loan", "This copy is not on loan."};

// ---- in the queue -------------------------------------------------------------------------------

inline constexpr Problem nothing_to_wait_for{409, "nothing_to_wait_for",
                                             "The library has no copy of this to lend."};
inline constexpr Problem copy_on_shelf{409, "copy_on_shelf",
                                       "A copy is on the shelf; there is no need to wait."};
inline constexpr Problem has_it_on_loan{409, "has_it_on_loan",
                                        "This borrower has a copy of this on loan."};
inline constexpr Problem hold_twice{409, "hold_twice", "This borrower waits for this already."};
inline constexpr Problem too_many_holds{409, "too_many_holds",
                                        "This borrower waits for as much as they may."};
inline constexpr Problem card_needed{409, "card_needed",
                                     "No library card is linked to this account."};
inline constexpr Problem work_has_holds{409, "work_has_holds", "Borrowers wait for this work."};
inline constexpr Problem edition_has_holds{409, "edition_has_holds",
                                           "Borrowers wait for this edition."};

// ---- in the registers ---------------------------------------------------------------------------

inline constexpr Problem barcode_taken{409, "barcode_taken",
                                       "There is a copy with this barcode already."};
inline constexpr Problem card_taken{409, "card_taken",
                                    "There is a borrower with this card already."};
inline constexpr Problem item_type_taken{409, "item_type_taken",
                                         "There is an item type with this slug already."};
inline constexpr Problem item_type_in_use{409, "item_type_in_use",
                                          "Copies or policies are of this item type."};
inline constexpr Problem category_taken{409, "category_taken",
                                        "There is a borrower category with this slug already."};
inline constexpr Problem category_in_use{409, "category_in_use",
                                         "Borrowers or policies are of this category."};
inline constexpr Problem policy_taken{409, "policy_taken",
                                      "There is a policy for this pair already."};
inline constexpr Problem default_policy_stays{
    409, "default_policy_stays", "The policy for any borrower and any item stays what it is."};
inline constexpr Problem closed_day_taken{409, "closed_day_taken",
                                          "This day is among the closed ones already."};
inline constexpr Problem borrower_has_loans{409, "borrower_has_loans",
                                            "This borrower still has something on loan."};
inline constexpr Problem borrower_has_account{409, "borrower_has_account",
                                              "This borrower is linked to an account already."};
inline constexpr Problem account_has_card{409, "account_has_card",
                                          "This account is linked to a card already."};
inline constexpr Problem code_invalid{422, "code_invalid",
                                      "This code is wrong, was used, or is too old."};
inline constexpr Problem no_card{404, "no_card", "This account is linked to no library card."};

inline constexpr Problem unknown_edition{422, "unknown_edition", "The edition is not there."};
inline constexpr Problem unknown_item_type{422, "unknown_item_type", "The item type is not there."};
inline constexpr Problem unknown_category{422, "unknown_category",
                                          "The borrower category is not there."};
inline constexpr Problem unknown_copy{422, "unknown_copy", "The copy is not there."};
inline constexpr Problem unknown_borrower{422, "unknown_borrower", "The borrower is not there."};

}  // namespace stoa::library
