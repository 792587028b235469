#include <array>

#include "apps/library/borrowers.h"
#include "apps/library/calendar.h"
#include "apps/library/demo_lending.h"
#include "apps/library/lending.h"
#include "apps/library/settings.h"

namespace stoa::library {
namespace {

struct Town {
  std::vector<Copy> copies;
  std::vector<Borrower> borrowers;
};

struct Kinds {
  Id<ItemType> book, short_loan, dvd;
  Id<BorrowerCategory> adult, child, staff;
};

Id<ItemType> plant_item_type(Write& tx, Slug slug, Text<1, 80> name) {
  return tx.insert(ItemType{{std::move(slug), std::move(name)}}).id;
}

Id<BorrowerCategory> plant_category(Write& tx, Slug slug, Text<1, 80> name) {
  return tx.insert(BorrowerCategory{{std::move(slug), std::move(name)}}).id;
}

Kinds plant_kinds(Write& tx) {
  return {.book = plant_item_type(tx, "book", "Book"),
          .short_loan = plant_item_type(tx, "short-loan", "Short loan"),
          .dvd = plant_item_type(tx, "dvd", "DVD"),
          .adult = plant_category(tx, "adult", "Adult"),
          .child = plant_category(tx, "child", "Child"),
          .staff = plant_category(tx, "staff", "Staff")};
}

void plant_policies(Write& tx, const Kinds& kinds) {
  tx.insert(LoanPolicy{{.loan_days = 28, .renewals = 2, .max_loans = 20}});
  tx.insert(
      LoanPolicy{{.item_type = kinds.short_loan, .loan_days = 3, .renewals = 0, .max_loans = 20}});
  tx.insert(LoanPolicy{{.item_type = kinds.dvd, .loan_days = 7, .renewals = 1, .max_loans = 20}});
  tx.insert(LoanPolicy{{.category = kinds.child, .loan_days = 21, .renewals = 3, .max_loans = 8}});
  tx.insert(
      LoanPolicy{{.category = kinds.staff, .loan_days = 90, .renewals = 10, .max_loans = 100}});
  tx.insert(LoanPolicy{{.category = kinds.staff,
                        .item_type = kinds.short_loan,
                        .loan_days = 14,
                        .renewals = 1,
                        .max_loans = 100}});
}

// Sundays, and a few days of the weeks to come.
void plant_calendar(Write& tx) {
  LibrarySettings settings = settings_of(tx);
  settings.closed_weekdays = {Weekday::sunday};
  tx.insert(settings);
  const Date today = day_of(tx.now());
  tx.insert(ClosedDay{{{today.days + 12}, "Stocktaking"}});
  tx.insert(ClosedDay{{{today.days + 26}, "Staff outing"}});
  tx.insert(ClosedDay{{{today.days + 27}, "Town fair"}});
}

std::string numbered(const char* prefix, std::size_t number) {
  const std::string digits = std::to_string(number);
  return prefix + std::string(6 - std::min<std::size_t>(6, digits.size()), '0') + digits;
}

std::vector<Copy> plant_copies(Write& tx, const Kinds& kinds) {
  const auto editions = tx.query<Edition>(
      "where work in (select id from works order by popularity desc, id desc limit 150) "
      "order by id limit 150");
  std::vector<Copy> copies;
  for (std::size_t i = 0; i < 2 * editions.size(); ++i) {
    Copy copy;
    copy.edition = editions[i / 2].id;
    copy.barcode = numbered("B", i + 1);
    copy.location = "Main hall, shelf " + std::to_string(1 + i / 12);
    copy.item_type = i % 20 == 4 ? kinds.short_loan : kinds.book;
    if (i % 50 == 7) copy.condition = Condition::damaged;
    if (i % 97 == 3) copy.condition = Condition::lost;
    copies.push_back(tx.insert(copy));
  }
  return copies;
}

std::vector<Borrower> plant_borrowers(Write& tx, const Kinds& kinds) {
  constexpr std::array<const char*, 12> names = {
      "Ada Winter",    "Bjørn Sandvik", "Chiara Bellini", "Dmitri Orlow",
      "Élodie Martin", "Farah Haddad",  "Goran Petrović", "Hanna Lindqvist",
      "Ivo Novák",     "Juana Muñoz",   "Kofi Mensah",    "Lê Thị Mai"};
  std::vector<Borrower> borrowers;
  for (std::size_t i = 0; i < names.size(); ++i) {
    BorrowerFields fields;
    fields.card = numbered("C", 1001 + i);
    fields.name = std::string(names[i]);
    fields.category = i == 0 ? kinds.staff : i % 4 == 3 ? kinds.child : kinds.adult;
    if (i == 6) fields.suspended_until = Date{day_of(tx.now()).days + 10};
    borrowers.push_back(insert_borrower(tx, fields));
  }
  return borrowers;
}

// Forty loans of the last seven weeks, lent and given back as time went by: a third are back, some
// of the others are overdue. Who is suspended now has nothing.
void plant_loans(Write& tx, const Town& town) {
  const auto ago = [&](std::size_t days) {
    return tx.now() - std::chrono::days(static_cast<std::int64_t>(days));
  };
  std::size_t lent = 0;
  for (std::size_t i = 0; lent < 40 && 6 * i < town.copies.size(); ++i) {
    const Copy& copy = town.copies[6 * i];
    const Borrower& borrower = town.borrowers[i % town.borrowers.size()];
    if (copy.condition != Condition::good || borrower.suspended_until) continue;
    const std::size_t days = 3 + (i * 11) % 46;
    const Loan loan = start_loan(tx, copy, borrower, ago(days));
    if (i % 3 == 0) close_loan(tx, loan, ago(days / 3));
    ++lent;
  }
}

}  // namespace

void plant_lending(Task& task) {
  task.write([](Write& tx) {
    const Kinds kinds = plant_kinds(tx);
    plant_policies(tx, kinds);
    plant_calendar(tx);
    plant_loans(tx, {plant_copies(tx, kinds), plant_borrowers(tx, kinds)});
  });
}

}  // namespace stoa::library
