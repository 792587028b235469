#include "kernel/bus/projection.h"

#include <algorithm>

#include "kernel/model/problem.h"
#include "kernel/observe/log.h"

namespace stoa::bus {
namespace {

constexpr std::size_t rows_in_a_step = 500;

}  // namespace

Projection::Projection(std::string name, std::shared_ptr<void> state, std::vector<Fold> folds,
                       std::vector<store::Database*> sources)
    : name_(std::move(name)),
      state_(std::move(state)),
      folds_(std::move(folds)),
      behind_(sources.size()) {
  for (store::Database* source : sources) sources_.push_back(std::make_unique<Source>(source));
}

bool Projection::step(const store::Database& from, Timestamp now) {
  bool any = false;
  for (auto& source : sources_) {
    if (source->from != &from) continue;
    std::vector<store::LogRow> rows;
    source->from->read_now([&](store::Connection& connection) {
      rows = store::read_log(connection, source->cursor, rows_in_a_step);
    });
    if (rows.empty()) {
      source->lag = 0;
      if (!source->seen_its_end) --behind_;
      source->seen_its_end = true;
      continue;
    }
    source->lag = std::max<std::int64_t>(0, now.micros - rows.front().at.micros);
    take_in(rows);
    source->cursor = rows.back().cursor;
    any = true;
  }
  return any;
}

// An event that cannot be folded is left out, here and at the next start: it shall not keep all
// that come behind it from being seen.
void Projection::take_in(const std::vector<store::LogRow>& rows) {
  const std::lock_guard lock(mutex_);
  for (const store::LogRow& row : rows) {
    for (const Fold& fold : folds_) {
      if (fold.event != row.kind) continue;
      try {
        fold.apply(state_.get(), row);
        ++folded_;
      } catch (const std::exception& error) {
        ++skipped_;
        log::error("an event was left out of a projection",
                   {{"projection", std::string_view(name_)},
                    {"event", std::string_view(row.kind)},
                    {"error", std::string_view(error.what())}});
      }
    }
  }
}

Projections::Held Projection::hold() const {
  if (!caught_up()) throw Refusal{problems::unavailable, "This is still being counted up."};
  return {std::shared_lock(mutex_), state_.get()};
}

std::int64_t Projection::lag() const {
  std::int64_t most = 0;
  for (const auto& source : sources_) most = std::max<std::int64_t>(most, source->lag);
  return most;
}

}  // namespace stoa::bus
