#include "apps/library/borrower_categories.h"
#include "apps/library/borrowers.h"
#include "apps/library/calendar.h"
#include "apps/library/cards.h"
#include "apps/library/holds.h"
#include "apps/library/lending.h"
#include "apps/library/lending_problems.h"
#include "apps/library/loans.h"
#include "apps/library/notices.h"
#include "apps/library/policies.h"
#include "apps/library/routes.h"
#include "apps/library/settings.h"

namespace stoa::library {
namespace {

void add_borrowers(App& app) {
  app.get<&list_borrowers>("/borrowers", "List borrowers by card or words of their name")
      .post<&add_borrower>("/borrowers", "Add a borrower", {unknown_category, card_taken})
      .imported()
      .get<&get_borrower>("/borrowers/{id}", "One borrower")
      .patch<&edit_borrower>("/borrowers/{id}", "Change a borrower",
                             {unknown_category, card_taken, borrower_left})
      .del<&remove_borrower>("/borrowers/{id}", "Forget a borrower who has nothing on loan",
                             {borrower_has_loans})
      .post<&make_card_code>("/borrowers/{id}/code", "Make the code that links an account",
                             {borrower_has_account, borrower_left})
      .del<&unlink_account>("/borrowers/{id}/account", "Take the account off a borrower")

      .get<&list_borrower_categories>("/borrower-categories", "List the kinds of borrowers")
      .post<&add_borrower_category>("/borrower-categories", "Add a borrower category",
                                    {category_taken})
      .imported()
      .get<&get_borrower_category>("/borrower-categories/{id}", "One borrower category")
      .patch<&edit_borrower_category>("/borrower-categories/{id}", "Change a borrower category",
                                      {category_taken})
      .del<&remove_borrower_category>("/borrower-categories/{id}",
                                      "Remove a borrower category that nobody is of",
                                      {category_in_use});
}

// For how long, and when the library is open.
void add_rules(App& app) {
  app.get<&list_policies>("/policies", "List the loan policies")
      .post<&add_policy>("/policies", "Add a loan policy",
                         {unknown_category, unknown_item_type, policy_taken})
      .imported()
      .get<&get_policy>("/policies/{id}", "One loan policy")
      .patch<&edit_policy>(
          "/policies/{id}", "Change a loan policy",
          {unknown_category, unknown_item_type, policy_taken, default_policy_stays})
      .del<&remove_policy>("/policies/{id}", "Remove a loan policy", {default_policy_stays})

      .get<&list_closed_days>("/closed-days", "List the days on which the library is closed")
      .post<&add_closed_day>("/closed-days", "Add a closed day", {closed_day_taken})
      .imported()
      .get<&get_closed_day>("/closed-days/{id}", "One closed day")
      .patch<&edit_closed_day>("/closed-days/{id}", "Change a closed day", {closed_day_taken})
      .del<&remove_closed_day>("/closed-days/{id}", "Remove a closed day")

      .get<&get_settings>("/settings", "The weekdays that are closed, and how long history is kept")
      .patch<&edit_settings>("/settings", "Change the settings");
}

void add_loans(App& app) {
  app.get<&list_loans>("/loans", "List loans by borrower or copy, open or overdue ones")
      .post<&lend_copy>(
          "/loans", "Lend a copy to a borrower",
          {unknown_copy, unknown_borrower, copy_on_loan, copy_not_lendable, copy_on_hold,
           borrower_suspended, borrower_left, too_many_loans, no_policy, never_open})
      .get<&get_loan>("/loans/{id}", "One loan; of one's own for borrowers")
      .post<&renew_loan>("/loans/{id}/renew", "Renew a loan; of one's own for borrowers",
                         {loan_closed, no_renewals_left, loan_overdue, copy_wanted,
                          borrower_suspended, borrower_left, no_policy, never_open})
      .post<&return_copy>("/returns", "Take a copy back", {unknown_copy, not_on_loan})

      .get<&get_my_card>("/me/card", "One's own card", {no_card})
      .post<&link_my_card>("/me/card", "Link a card to one's account by a code",
                           {code_invalid, account_has_card})
      .get<&list_my_loans>("/me/loans", "One's own loans")
      .get<&list_my_notices>("/me/notices", "What one was reminded of");
}

void add_holds(App& app) {
  app.get<&list_holds>("/holds", "List holds by work or borrower, those that wait or are ready")
      .post<&place_hold>(
          "/holds", "Have a borrower wait for a work that is out",
          {unknown_work, unknown_edition, unknown_borrower, nothing_to_wait_for, copy_on_shelf,
           has_it_on_loan, hold_twice, too_many_holds, borrower_suspended, borrower_left})
      .get<&get_hold>("/holds/{id}", "One hold; of one's own for borrowers")
      .del<&give_up_hold>("/holds/{id}", "Give a hold up; one's own for borrowers")
      .get<&list_my_holds>("/me/holds", "What one waits for, and what lies ready")
      .post<&place_my_hold>(
          "/me/holds", "Wait for a work that is out",
          {unknown_work, unknown_edition, card_needed, nothing_to_wait_for, copy_on_shelf,
           has_it_on_loan, hold_twice, too_many_holds, borrower_suspended, borrower_left})
      .on<&offer_returned>()
      .on<&offer_freed>()
      .on<&tell_of_hold>()
      .cron<&expire_holds>("30 0 * * *")
      .mail<HoldIsReady>()
      .mail<HoldIsOver>();
}

}  // namespace

void add_lending(App& app) {
  add_borrowers(app);
  add_rules(app);
  add_loans(app);
  add_holds(app);
}

}  // namespace stoa::library
