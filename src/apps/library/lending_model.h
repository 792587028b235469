// Lending, as records: what can be borrowed, who borrows, under which rules, and who has what.
//
// A Copy is a thing on a shelf; whether it is on loan is known from its open Loan and stored
// nowhere else. A loan that was closed long enough ago has lost its borrower (forgetting.h).
#pragma once

#include "apps/library/model.h"

namespace stoa::library {

// What kind of thing a copy is, as far as rules care: "book", "short-loan", "dvd".
struct ItemTypeFields {
  Slug slug = {};
  Text<1, 80> name = {};
};
BOOST_DESCRIBE_STRUCT(ItemTypeFields, (), (slug, name))

struct ItemType : ItemTypeFields {
  static constexpr auto table = "item_types";
  Id<ItemType> id = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(ItemType, (ItemTypeFields), (id, version, created, updated))

// What kind of borrower somebody is, as far as rules care: "adult", "child", "staff".
struct BorrowerCategoryFields {
  Slug slug = {};
  Text<1, 80> name = {};
};
BOOST_DESCRIBE_STRUCT(BorrowerCategoryFields, (), (slug, name))

struct BorrowerCategory : BorrowerCategoryFields {
  static constexpr auto table = "borrower_categories";
  Id<BorrowerCategory> id = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(BorrowerCategory, (BorrowerCategoryFields), (id, version, created, updated))

using Barcode = Pattern<"[A-Za-z0-9-]{1,40}">;
using CardNumber = Pattern<"[A-Za-z0-9-]{1,40}">;

// A damaged copy may be lent, a lost or withdrawn one may not.
enum class Condition { good, damaged, lost, withdrawn };
BOOST_DESCRIBE_ENUM(Condition, good, damaged, lost, withdrawn)

struct CopyFields {
  Id<Edition> edition = {};
  Barcode barcode = {};
  Text<1, 80> location = {};  // "Main hall, shelf 12"
  Id<ItemType> item_type = {};
  Default<Condition, Condition::good> condition = {};
  std::optional<Text<1, 2000>> note = {};
};
BOOST_DESCRIBE_STRUCT(CopyFields, (), (edition, barcode, location, item_type, condition, note))

struct Copy : CopyFields {
  static constexpr auto table = "copies";
  Id<Copy> id = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Copy, (CopyFields), (id, version, created, updated))

struct BorrowerFields {
  CardNumber card = {};
  Text<1, 200> name = {};
  Id<BorrowerCategory> category = {};
  std::optional<Date> suspended_until = {};  // that day included
  std::optional<Text<1, 2000>> note = {};
};
BOOST_DESCRIBE_STRUCT(BorrowerFields, (), (card, name, category, suspended_until, note))

struct Borrower : BorrowerFields {
  static constexpr auto table = "borrowers";
  Id<Borrower> id = {};
  std::optional<AccountId> account = {};  // that a code was used by (cards.h)
  std::optional<Timestamp> leaving = {};  // gone, but for what is still on loan (forgetting.h)
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Borrower, (BorrowerFields), (id, account, leaving, version, created, updated))

// What a category of borrowers may do with a type of items; none of either is any.
struct LoanPolicyFields {
  std::optional<Id<BorrowerCategory>> category = {};
  std::optional<Id<ItemType>> item_type = {};
  Range<1, 365> loan_days = {};
  Range<0, 50> renewals = {};
  Range<0, 500> max_loans = {};  // that a borrower may have at a time, of whatever type
};
BOOST_DESCRIBE_STRUCT(LoanPolicyFields, (), (category, item_type, loan_days, renewals, max_loans))

struct LoanPolicy : LoanPolicyFields {
  static constexpr auto table = "loan_policies";
  Id<LoanPolicy> id = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(LoanPolicy, (LoanPolicyFields), (id, version, created, updated))

// A day on which the library is closed though its weekday is not.
struct ClosedDayFields {
  Date date = {};
  Text<1, 200> reason = {};
};
BOOST_DESCRIBE_STRUCT(ClosedDayFields, (), (date, reason))

struct ClosedDay : ClosedDayFields {
  static constexpr auto table = "closed_days";
  Id<ClosedDay> id = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(ClosedDay, (ClosedDayFields), (id, version, created, updated))

enum class Weekday { monday, tuesday, wednesday, thursday, friday, saturday, sunday };
BOOST_DESCRIBE_ENUM(Weekday, monday, tuesday, wednesday, thursday, friday, saturday, sunday)

struct LibrarySettingsFields {
  List<Weekday, 0, 7> closed_weekdays = {};
  Default<Range<0, 36'500>, 30> keep_history_days = {};  // after a return, with its borrower
  Default<Range<1, 60>, 7> pickup_days = {};             // on the hold shelf
  Default<Range<0, 500>, 10> max_holds = {};             // that a borrower may have at a time
};
BOOST_DESCRIBE_STRUCT(LibrarySettingsFields, (),
                      (closed_weekdays, keep_history_days, pickup_days, max_holds))

// There is one.
struct LibrarySettings : LibrarySettingsFields {
  static constexpr auto table = "library_settings";
  Id<LibrarySettings> id = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(LibrarySettings, (LibrarySettingsFields), (id, version, created, updated))

struct Loan {
  static constexpr auto table = "loans";
  Id<Loan> id = {};
  Id<Copy> copy = {};
  std::optional<Id<Borrower>> borrower = {};  // none once forgotten
  Timestamp lent = {};
  Date due = {};
  std::optional<Timestamp> returned = {};  // none: it is open
  Range<0, 1'000'000> renewals = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Loan, (),
                      (id, copy, borrower, lent, due, returned, renewals, version, created,
                       updated))

// A borrower's place in the queue for a work; with a copy, that copy lies there for them (holds.h).
struct Hold {
  static constexpr auto table = "holds";
  Id<Hold> id = {};
  Id<Work> work = {};
  std::optional<Id<Edition>> edition = {};  // none: any of the work
  Id<Borrower> borrower = {};
  std::optional<Id<Copy>> copy = {};
  std::optional<Date> until = {};  // the last day on which it lies there
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Hold, (),
                      (id, work, edition, borrower, copy, until, version, created, updated))

}  // namespace stoa::library
