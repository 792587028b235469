#include "kernel/app/import_chunk.h"

#include "kernel/app/answer.h"
#include "kernel/model/capacity.h"

namespace stoa {
namespace {

// Thrown to have nothing stay of what was only tried.
struct Rehearsed {};

// Of the line that met it, also what a handler stumbles over; what is of the database or the
// machine is for another attempt.
bool is_fault(std::exception_ptr error) {
  try {
    std::rethrow_exception(error);
  } catch (const store::StoreError& error) {
    return error.of_data() || error.kind == store::StoreError::Kind::other;
  } catch (const Problem& problem) {
    return problem.status != 503;
  } catch (const Refusal& refusal) {
    return refusal.problem.status != 503;
  } catch (...) {
    return true;
  }
}

void blame(ImportItem& item, const ImportWork& work, std::exception_ptr error) {
  http::Request request;  // for the log, should it be a bug
  request.id = work.trace;
  Refusal refusal = refusal_of(error, work.route, request);
  item.code = refusal.problem.code;
  item.faults = std::move(refusal.errors);
  if (!item.faults.empty()) return;
  std::string message(refusal.problem.title);
  if (!refusal.detail.empty()) message += " " + refusal.detail;
  item.faults.push_back({"", item.code, std::move(message)});
}

void call(const ImportWork& work, ImportItem& item, Write& tx) {
  const Outcome outcome = work.route.route.call(&tx, work.caller, item.input.get());
  tx.settle();  // an error that is still on its way is this line's
  if (!work.route.route.output) return;
  const Field* id = work.route.route.output->object().find(FieldRole::self_id);
  item.record.value = *static_cast<const Uuid*>(id->in(outcome.body.get()));
}

void in_background(const ImportWork& work, const std::function<void(Write&)>& what) {
  const Cause cause{
      .now = wall_clock(), .actor = work.actor, .trace = work.trace, .sealer = work.app.seal};
  work.app.database->write_now({.work =
                                    [&](store::Connection& connection) {
                                      Write tx(connection, cause);
                                      what(tx);
                                    },
                                .urgency = store::Urgency::background});
}

}  // namespace

std::size_t run_items(const ImportWork& work, std::vector<ImportItem>& items, std::size_t begin,
                      std::size_t end, const std::function<void(Write&)>& settle) {
  std::size_t at = end;
  auto call_all = [&](Write& tx) {
    for (at = begin; at < end; ++at) {
      if (items[at].faults.empty()) call(work, items[at], tx);
    }
  };
  try {
    if (work.rehearse) {
      try {
        in_background(work, [&](Write& tx) {
          call_all(tx);
          throw Rehearsed{};
        });
      } catch (const Rehearsed&) {
      }
      in_background(work, settle);
    } else {
      in_background(work, [&](Write& tx) {
        call_all(tx);
        settle(tx);
      });
    }
  } catch (...) {
    const std::exception_ptr error = std::current_exception();
    if (at == end || !is_fault(error)) throw;
    blame(items[at], work, error);
  }
  return at;
}

bool is_want_of_capacity(std::exception_ptr error) {
  try {
    std::rethrow_exception(error);
  } catch (const store::StoreError& store) {
    using enum store::StoreError::Kind;
    return store.kind == conflict || store.kind == busy || store.kind == unavailable;
  } catch (const Problem& problem) {
    return is_want_of_capacity(problem);
  } catch (const Refusal& refusal) {
    return is_want_of_capacity(refusal.problem);
  } catch (...) {
    return false;
  }
}

}  // namespace stoa
