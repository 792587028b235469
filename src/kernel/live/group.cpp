#include "kernel/live/group.h"

#include "kernel/model/codec.h"

namespace stoa::live {

std::map<std::string, Changes, std::less<>> changes_of(const std::vector<store::LogRow>& rows) {
  std::map<std::string, Changes, std::less<>> all;
  for (const store::LogRow& row : rows) {
    if (row.kind != store::change_kind) continue;
    const auto id = parse_uuid(row.key);
    if (!id) continue;
    const auto [at, fresh] = all[row.entity].try_emplace(*id);
    if (!fresh || row.operation != "insert") at->second.only_stored = false;
  }
  return all;
}

void Group::load() {
  const auto ids = list_->ids(most_known + 1);
  all_known_ = ids.size() <= most_known;
  if (all_known_) known_.insert(ids.begin(), ids.end());
  loaded_ = true;
}

Group::Seen Group::see(const Changes& changes) const {
  Seen seen;
  std::vector<Uuid> asked;
  const auto ask = [&] {
    std::set<Uuid> unseen(asked.begin(), asked.end());
    // A handler that adds rows of its own says nothing about those that were asked for.
    for (Row& row : list_->rows(asked)) {
      if (unseen.erase(row.id) > 0) seen.rows.push_back(std::move(row));
    }
    seen.missing.insert(seen.missing.end(), unseen.begin(), unseen.end());
    asked.clear();
  };
  for (const auto& [id, change] : changes) {
    asked.push_back(id);
    if (asked.size() == most_asked) ask();
  }
  if (!asked.empty()) ask();
  return seen;
}

// What is known is changed when nothing can fail any more: a look that failed is made again.
Outcome Group::look(const Changes& changes) {
  Seen seen = see(changes);
  Outcome outcome;
  for (const Uuid& id : seen.missing) {
    if (!all_known_) {
      outcome.resync = outcome.resync || !changes.at(id).only_stored;
    } else if (known_.erase(id) > 0) {
      outcome.gone.push_back(id);
    }
  }
  for (const Row& row : seen.rows) {
    if (all_known_) known_.insert(row.id);
  }
  if (known_.size() > most_known) {
    all_known_ = false;
    known_.clear();
  }
  outcome.changed = std::move(seen.rows);
  return outcome;
}

Outcome Group::look_back(const Changes& changes) const {
  Seen seen = see(changes);
  Outcome outcome{.changed = std::move(seen.rows)};
  for (const Uuid& id : seen.missing)
    outcome.resync = outcome.resync || !changes.at(id).only_stored;
  return outcome;
}

}  // namespace stoa::live
