#include "apps/library/app.h"

#include "apps/library/api.h"
#include "apps/library/authors.h"
#include "apps/library/borrowers.h"
#include "apps/library/demo_lending.h"
#include "apps/library/editions.h"
#include "apps/library/forgetting.h"
#include "apps/library/genres.h"
#include "apps/library/lending_problems.h"
#include "apps/library/notices.h"
#include "apps/library/opds.h"
#include "apps/library/queries.h"
#include "apps/library/routes.h"
#include "apps/library/works.h"

namespace stoa::embedded {
Files library();
}

namespace stoa::library {
namespace {

void name_uniques(App& app) {
  app.unique("editions_isbn10", isbn_taken)
      .unique("editions_isbn13", isbn_taken)
      .unique("genres_slug", slug_taken)
      .unique("credits_once", author_twice)
      .unique("work_genres_work", genre_twice)
      .unique("item_types_slug", item_type_taken)
      .unique("copies_barcode", barcode_taken)
      .unique("borrower_categories_slug", category_taken)
      .unique("borrowers_card", card_taken)
      .unique("borrowers_account", account_has_card)
      .unique("loan_policies_pair", policy_taken)
      .unique("loan_policies_category", policy_taken)
      .unique("loan_policies_item_type", policy_taken)
      .unique("loan_policies_default", policy_taken)
      .unique("closed_days_date", closed_day_taken)
      .unique("loans_open_copy", copy_on_loan)
      .unique("holds_once", hold_twice)
      .unique("holds_copy", copy_on_hold);
}

}  // namespace

App app() {
  App app("library", "Books, their authors and editions, where to look for them, and who has them",
          embedded::library());
  app.role<Librarian>("Keeps the catalogue; lends, takes back and renews");
  add_catalogue(app);
  add_lending(app);
  name_uniques(app);
  app.search("works", sql::index_work)
      .search("authors", sql::index_author)
      .every<&forget_loans>(std::chrono::hours(1))
      .cron<&send_notices>("0 7 * * *")
      .mail<DueSoon>()
      .mail<Overdue>()
      .publishes<LoanStarted>("A copy was lent")
      .publishes<LoanRenewed>("A loan was renewed")
      .publishes<LoanReturned>("A copy was brought back")
      .publishes<HoldReady>("A copy lies on the hold shelf for who waited for it")
      .publishes<LoanOverdue>("A copy should have been brought back")
      .door<Opds>("/opds", "The catalogue for reading programs (OPDS 1.2)")
      .people(&export_person, &erase_person)
      .demo("genres", "demo/genres.csv")
      .demo("books", "demo/books.csv")
      .demo(&plant_lending);
  return app;
}

}  // namespace stoa::library
