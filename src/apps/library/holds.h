// Holds: who waits for a work of which every copy is out.
//
// A hold waits until a copy is free. Then the copy is laid on the hold shelf for whoever came
// first, who is told by mail and has some days to fetch it. Fetched, given up or expired, the hold
// is no more, and the log forgets whose it was.
//
//   place ──▶ waiting ──a copy is free──▶ ready ──lend──▶ gone
//                ▲                          ├──not fetched in time──▶ gone, the copy is free
//                └──the copy is lost────────┘
//
// It moves by events, each of which may come late or twice: LoanReturned and CopyFreed say that
// a copy may be free, HoldReady that its borrower should hear of it. So each handler looks at what
// is true when it runs. Until a freed copy is laid aside, it is lent to nobody but the first in
// the queue.
#pragma once

#include "apps/library/api.h"
#include "apps/library/lending.h"

namespace stoa::library {

// A hold as it is looked at.
struct HoldView {
  Id<Hold> id = {};
  Id<Work> work = {};
  std::optional<Id<Edition>> edition = {};
  Id<Borrower> borrower = {};
  Text<1, 500> title = {};
  CardNumber card = {};
  std::int64_t position = 0;            // in the queue of those who wait; 0: a copy lies there
  std::optional<Barcode> barcode = {};  // of that copy
  std::optional<Date> until = {};
  Timestamp created = {};
};
BOOST_DESCRIBE_STRUCT(HoldView, (),
                      (id, work, edition, borrower, title, card, position, barcode, until, created))

struct HoldSearch : Paging {
  std::optional<Id<Work>> work = {};
  std::optional<Id<Borrower>> borrower = {};
  std::optional<bool> ready = {};
};
BOOST_DESCRIBE_STRUCT(HoldSearch, (Paging), (work, borrower, ready))

struct PlaceMyHold {
  Id<Work> work = {};
  std::optional<Id<Edition>> edition = {};  // none: any of the work
};
BOOST_DESCRIBE_STRUCT(PlaceMyHold, (), (work, edition))

struct PlaceHold : PlaceMyHold, BorrowerChoice {};
BOOST_DESCRIBE_STRUCT(PlaceHold, (PlaceMyHold, BorrowerChoice), ())

struct HoldIsReady {
  static constexpr auto mail = "hold_ready";
  Text<1, 500> title = {};
  Date until = {};
};
BOOST_DESCRIBE_STRUCT(HoldIsReady, (), (title, until))

struct HoldIsOver {
  static constexpr auto mail = "hold_expired";
  Text<1, 500> title = {};
};
BOOST_DESCRIBE_STRUCT(HoldIsOver, (), (title))

using HoldAnswer = WithHeaders<HoldView>;
Page<HoldView> list_holds(Read&, const Librarian&, const HoldSearch&);
Page<HoldView> list_my_holds(Read&, const User&, const Paging&);
// Somebody else's is not there.
HoldView get_hold(Read&, const User&, const Id<Hold>&);
HoldAnswer place_hold(Write&, const Librarian&, const PlaceHold&);
HoldAnswer place_my_hold(Write&, const User&, const PlaceMyHold&);
void give_up_hold(Write&, const User&, const Id<Hold>&);

// What moves the queue.
void offer_returned(Write&, const LoanReturned&);
void offer_freed(Write&, const CopyFreed&);
void tell_of_hold(Write&, const HoldReady&);
// The recurring job: at most 200 holds; whether there may be more.
Again expire_holds(Write&);

// What lending asks. Refuses a copy that is another's turn, and ends the borrower's own hold.
void take_turn(Write&, const Copy&, const Borrower&);
// Whether somebody waits whom this copy would do for.
bool is_waited_for(Read&, const Copy&);
// Whose a copy is that has just come back.
std::optional<CardNumber> card_of_next(Read&, const Copy&);

// What the registers tell: a copy is new, is mended, is lost, is another edition's; somebody goes.
void reconsider(Write&, const Copy&);
void release_copy(Write&, const Id<Copy>&);
void end_holds_of(Write&, const Borrower&);
std::vector<HoldView> holds_of(Read&, const Id<Borrower>&);

}  // namespace stoa::library
