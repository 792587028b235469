#include "apps/library/holds.h"

#include "apps/library/calendar.h"
#include "apps/library/cards.h"
#include "apps/library/copies.h"
#include "apps/library/forgetting.h"
#include "apps/library/lending_problems.h"
#include "apps/library/queries.h"
#include "apps/library/settings.h"

namespace stoa::library {
namespace {

constexpr std::size_t holds_in_portion = 200;  // as the statement's limit says

struct Stock {
  std::int64_t copies = 0;   // that may be lent
  std::int64_t free = 0;     // of them, those that nobody has and that lie there for nobody
  std::int64_t waiting = 0;  // holds
};
BOOST_DESCRIBE_STRUCT(Stock, (), (copies, free, waiting))

HoldView hold_view(Read& tx, const Id<Hold>& id) {
  return std::move(tx.rows_where<HoldView>(sql::hold_hits, Where("h.id = $1", id)).at(0));
}

Hold visible_hold(Read& tx, const User& who, const Id<Hold>& id) {
  Hold hold = tx.get(id);
  if (who.is<Librarian>()) return hold;
  const auto borrower = borrower_of(tx, who.account());
  if (!borrower || hold.borrower != borrower->id)
    throw Refusal{not_found_problem(shape_of<Hold>())};
  return hold;
}

std::optional<Hold> first_of(std::vector<Hold> found) {
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

// Who has waited longest for a copy like this.
std::optional<Hold> next_for(Read& tx, const Copy& copy) {
  return first_of(tx.rows<Hold>(sql::next_hold, copy.edition));
}

// Whose turn it is to have this copy: it lies there for them, or is about to.
std::optional<Hold> turn_of(Read& tx, const Copy& copy) {
  if (auto ready = first_of(tx.query<Hold>("where copy = $1", copy.id))) return ready;
  return next_for(tx, copy);
}

void refuse_needless(Read& tx, const PlaceMyHold& in) {
  const auto edition = in.edition ? tx.find(*in.edition) : std::nullopt;
  if (!tx.find(in.work)) throw unknown_work;
  if (in.edition && (!edition || edition->work != in.work)) throw unknown_edition;
  const Stock stock = tx.rows<Stock>(sql::stock_of_work, in.work, in.edition).at(0);
  if (stock.copies == 0) throw nothing_to_wait_for;
  if (stock.free > stock.waiting) throw copy_on_shelf;
}

// Two requests at once cannot both be the last that a borrower may place: transactions are
// serializable. That a work is held once by each, the index over holds says again.
HoldAnswer place(Write& tx, const Borrower& borrower, const PlaceMyHold& in) {
  refuse_barred(borrower, day_of(tx.now()));
  refuse_needless(tx, in);
  if (tx.exists<Loan>("borrower = $1 and returned is null and copy in (select c.id from copies c "
                      "join editions e on e.id = c.edition where e.work = $2)",
                      borrower.id, in.work))
    throw has_it_on_loan;
  const auto held = tx.query<Hold>("where borrower = $1", borrower.id);
  if (std::any_of(held.begin(), held.end(), [&](const Hold& one) { return one.work == in.work; }))
    throw hold_twice;
  if (static_cast<std::int64_t>(held.size()) >= settings_of(tx).max_holds.value)
    throw too_many_holds;
  const Hold hold =
      tx.insert(Hold{.work = in.work, .edition = in.edition, .borrower = borrower.id});
  return {hold_view(tx, hold.id), {{"Location", "/api/library/holds/" + to_string(hold.id)}}};
}

void tell_freed(Write& tx, const Id<Copy>& copy) { tx.emit(CopyFreed{copy}, copy); }

void end_hold(Write& tx, const Hold& hold) {
  tx.remove(hold.id);
  const auto borrower = tx.find(hold.borrower);
  tx.forget(hold.id, {"borrower"}, borrower ? actor_of(*borrower) : "");
  if (hold.copy) tell_freed(tx, *hold.copy);
}

template <class M>
void mail_to(Write& tx, const Id<Borrower>& id, const M& mail) {
  const auto borrower = tx.find(id);
  if (borrower && borrower->account) tx.mail(*borrower->account, mail);
}

bool is_free(Read& tx, const Copy& copy) {
  return lendable(copy) && !tx.exists<Loan>("copy = $1 and returned is null", copy.id) &&
         !tx.exists<Hold>("copy = $1", copy.id);
}

// Lays a copy on the hold shelf, if it is free and somebody waits for it.
void lay_aside(Write& tx, const Id<Copy>& id) {
  const auto copy = tx.find(id);
  if (!copy || !is_free(tx, *copy)) return;
  auto hold = next_for(tx, *copy);
  if (!hold) return;
  const auto days = static_cast<std::int32_t>(settings_of(tx).pickup_days.value);
  hold->copy = id;
  hold->until = next_open_day(tx, {day_of(tx.now()).days + days});
  tx.update(*hold);
  tx.emit(HoldReady{hold->id, id, *hold->until}, hold->id);
}

}  // namespace

Page<HoldView> list_holds(Read& tx, const Librarian&, const HoldSearch& in) {
  Where where;
  if (in.work) where.add("h.work = $1", *in.work);
  if (in.borrower) where.add("h.borrower = $1", *in.borrower);
  if (in.ready && *in.ready) where.add("h.copy is not null");
  if (in.ready && !*in.ready) where.add("h.copy is null");
  return tx.page<HoldView>(sql::hold_hits, where, "id", in);
}

Page<HoldView> list_my_holds(Read& tx, const User& who, const Paging& in) {
  const auto borrower = borrower_of(tx, who.account());
  if (!borrower) return {};
  return tx.page<HoldView>(sql::hold_hits, Where("h.borrower = $1", borrower->id), "id", in);
}

HoldView get_hold(Read& tx, const User& who, const Id<Hold>& id) {
  return hold_view(tx, visible_hold(tx, who, id).id);
}

HoldAnswer place_hold(Write& tx, const Librarian&, const PlaceHold& in) {
  return place(tx, chosen(tx, static_cast<const BorrowerChoice&>(in)), in);
}

HoldAnswer place_my_hold(Write& tx, const User& who, const PlaceMyHold& in) {
  const auto borrower = borrower_of(tx, who.account());
  if (!borrower) throw card_needed;
  return place(tx, *borrower, in);
}

void give_up_hold(Write& tx, const User& who, const Id<Hold>& id) {
  end_hold(tx, visible_hold(tx, who, id));
}

void offer_returned(Write& tx, const LoanReturned& loan) { lay_aside(tx, loan.copy); }
void offer_freed(Write& tx, const CopyFreed& freed) { lay_aside(tx, freed.copy); }

// What is not ready any more, nobody needs to come for.
void tell_of_hold(Write& tx, const HoldReady& ready) {
  const auto hold = tx.find(ready.hold);
  if (!hold || hold->copy != ready.copy) return;
  mail_to(tx, hold->borrower, HoldIsReady{tx.get(hold->work).title, *hold->until});
}

Again expire_holds(Write& tx) {
  const auto holds = tx.query<Hold>(
      "where copy is not null and until < $1 order by until, id "
      "limit 200",
      day_of(tx.now()));
  for (const Hold& hold : holds) {
    mail_to(tx, hold.borrower, HoldIsOver{tx.get(hold.work).title});
    end_hold(tx, hold);
  }
  return {.more = holds.size() == holds_in_portion};
}

void take_turn(Write& tx, const Copy& copy, const Borrower& borrower) {
  const auto turn = turn_of(tx, copy);
  if (turn && turn->borrower != borrower.id) throw copy_on_hold;
  auto own = first_of(tx.rows<Hold>(sql::hold_of_borrower, borrower.id, copy.edition));
  if (!own) return;
  if (own->copy == copy.id) own->copy.reset();  // it is lent, and not free
  end_hold(tx, *own);
}

bool is_waited_for(Read& tx, const Copy& copy) { return next_for(tx, copy).has_value(); }

std::optional<CardNumber> card_of_next(Read& tx, const Copy& copy) {
  const auto hold = turn_of(tx, copy);
  if (!hold || !lendable(copy)) return std::nullopt;
  return tx.get(hold->borrower).card;
}

void reconsider(Write& tx, const Copy& copy) {
  release_copy(tx, copy.id);
  if (is_free(tx, copy) && is_waited_for(tx, copy)) tell_freed(tx, copy.id);
}

void release_copy(Write& tx, const Id<Copy>& id) {
  auto hold = first_of(tx.query<Hold>("where copy = $1", id));
  if (!hold) return;
  hold->copy.reset();
  hold->until.reset();
  tx.update(*hold);
}

void end_holds_of(Write& tx, const Borrower& borrower) {
  for (const Hold& hold : tx.query<Hold>("where borrower = $1", borrower.id)) end_hold(tx, hold);
}

std::vector<HoldView> holds_of(Read& tx, const Id<Borrower>& borrower) {
  return tx.rows_where<HoldView>(sql::hold_hits, Where("h.borrower = $1", borrower),
                                 "order by h.id");
}

}  // namespace stoa::library
