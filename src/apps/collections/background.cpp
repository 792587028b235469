#include "apps/collections/background.h"

#include "apps/collections/catalogue.h"
#include "apps/collections/definitions.h"
#include "apps/collections/editing.h"
#include "apps/collections/projects.h"
#include "apps/collections/tables.h"

namespace stoa::collections {
namespace {

// So many records a transaction moves: others that write wait for it.
constexpr std::int64_t portion = 250;

// Thrown within the job once somebody has cancelled the change.
struct Ended {};

// A change as it is being made. Until the switch `proposal` is what the collection was and is to
// be; afterwards the collection is as it was to be.
struct Ongoing {
  Change change;
  Plan plan;
  bool switched = false;
};

std::optional<Ongoing> find_ongoing(Task& task, const Id<Change>& id) {
  std::optional<Ongoing> found;
  task.read([&](Read& tx) {
    found.reset();
    const auto change = tx.find(id);
    if (!change || change->state != ChangeState::running) return;
    found = {*change, read_plan(tx, tx.get(change->project)),
             tx.get(change->definition).version.value >= change->makes};
  });
  return found;
}

void check_running(Read& tx, const Id<Change>& id) {
  const auto change = tx.find(id);
  if (!change || change->state != ChangeState::running) throw Ended{};
}

struct Reached {
  std::optional<Id<Change>> reached = {};
};
BOOST_DESCRIBE_STRUCT(Reached, (), (reached))

Uuid reached_by(Read& tx, const Id<Change>& id) {
  const auto rows = tx.rows<Reached>("select reached from changes where id = $1", id);
  return rows.empty() || !rows.front().reached ? Uuid() : rows.front().reached->value;
}

class Mover {
 public:
  explicit Mover(const Proposal& proposal)
      : proposal_(proposal),
        moves_(moves_of(proposal.collection(), proposal.proposed())),
        words_(searches_anew(proposal) && !proposal.wanted.search.empty()) {}

  void move(Write& tx, std::vector<Object>& records) const {
    store::MadeWrites writes(tx, proposal_.proposed().types);
    for (Object& record : records) {
      move_record(tx, proposal_, moves_, record);
      if (words_) writes.index(record_id(proposal_.collection(), record));
    }
  }
  // Those that were written since they were moved; how many.
  std::int64_t move_written(Write& tx, std::int64_t most) const {
    store::MadeRecords records(tx, proposal_.collection().types);
    store::MadeWrites writes(tx, proposal_.collection().types);
    std::vector<Object> found;
    const auto ids = records.written(most);
    for (const Uuid& id : ids) {
      writes.forget_written(id);
      if (auto record = records.find(id, {}, store::Removed::too))
        found.push_back(std::move(*record));
    }
    move(tx, found);
    return std::ssize(ids);
  }
  // Some more, and those that were written meanwhile; whether there may be others.
  bool move_some(Write& tx, const Id<Change>& id) const {
    const std::int64_t written = move_written(tx, portion);
    store::MadeRecords records(tx, proposal_.collection().types);
    auto next = records.after(reached_by(tx, id), portion);
    move(tx, next);
    if (!next.empty()) {
      tx.run("update changes set moved = moved + $1, reached = $2 where id = $3", std::ssize(next),
             Id<Change>{record_id(proposal_.collection(), next.back())}, id);
    }
    return written == portion || std::ssize(next) == portion;
  }

 private:
  const Proposal& proposal_;
  std::vector<Move> moves_;
  bool words_;
};

void move_all(Task& task, const Proposal& proposal, const Change& change) {
  const Mover mover(proposal);
  bool more = true;
  while (more) {
    if (task.stopping()) throw Refusal{problems::shutting_down};
    task.write([&](Write& tx) {
      check_running(tx, change.id);
      more = mover.move_some(tx, change.id);
    });
  }
}

// The new definition is the collection's from here on.
void switch_over(Task& task, const Change& change, const Columns& columns) {
  std::optional<Proposal> proposal;
  rebuild(
      task, change.project,
      [&](Plan& plan) {
        proposal = propose(task.service<Catalogue>(), plan, change.definition, change, columns);
        return change.definition.value;
      },
      [&](Write& tx, const Build&) {
        check_running(tx, change.id);
        lock_table(tx, proposal->collection().types.shape());
        if (Mover(*proposal).move_written(tx, most_at_once) == most_at_once)
          throw changed_meanwhile;
        end_migration(tx, *proposal);
        tx.update(proposal->wanted);
      });
}

// What was written by the definition before, after all records were moved and before everybody had
// heard of the switch, is found by its words as well.
void finish(Task& task, const Change& change) {
  std::optional<Ongoing> at = find_ongoing(task, change.id);
  if (!at) throw Ended{};
  const auto build = task.service<Catalogue>().try_out(at->plan, {});
  const Collection& now = *build->collections.at(change.definition);
  task.write([&](Write& tx) {
    check_running(tx, change.id);
    for (const Uuid& id : store::MadeRecords(tx, now.types).written(most_at_once))
      store::MadeWrites(tx, now.types).index(id);
    end_watch(tx, now.types.shape());
    Change done = tx.get(change.id);
    done.state = ChangeState::done;
    tx.update(done);
  });
}

// What a change that comes to nothing leaves behind.
struct Undoing {
  std::unique_ptr<Build> build;
  bool words = true;  // are no longer those that the collection is searched by

  void undo(Write& tx, const Change& change) const {
    const Collection& collection = *build->collections.at(change.definition);
    const Shape& shape = collection.types.shape();
    end_watch(tx, shape);
    if (words) begin_search(tx, shape, collection.searched);
    if (words && !collection.searched.empty()) fill_search(tx, shape);
    tx.update(change);
  }
};

Undoing undoing_of(Task& task, const Ongoing& at) {
  auto& catalogue = task.service<Catalogue>();
  Undoing made{catalogue.try_out(at.plan, {})};
  std::vector<ColumnName> ever;
  task.read([&](Read& tx) { ever = columns_ever(tx, at.change.definition); });
  try {
    Plan plan = at.plan;
    made.words = searches_anew(propose(catalogue, plan, at.change.definition, at.change, ever));
  } catch (const Refusal&) {  // the project is such by now that it cannot be said
    made.words = !at.change.search.empty();
  }
  return made;
}

void fail(Task& task, const Id<Change>& id, const Refusal& why) {
  const auto at = find_ongoing(task, id);
  if (!at) return;
  const Undoing undoing = undoing_of(task, *at);
  Change failed = at->change;
  failed.state = ChangeState::failed;
  failed.fault = !why.errors.empty()  ? why.errors.front().message
                 : why.detail.empty() ? std::string(why.problem.title)
                                      : why.detail;
  task.write([&](Write& tx) {
    check_running(tx, id);
    undoing.undo(tx, failed);
  });
}

void make_change(Task& task, const Ongoing& at, const Columns& columns) {
  if (!at.switched) {
    Plan plan = at.plan;
    const Proposal proposal =
        propose(task.service<Catalogue>(), plan, at.change.definition, at.change, columns);
    move_all(task, proposal, at.change);
    switch_over(task, at.change, columns);
  }
  finish(task, at.change);
}

// Others edit the project, or write so much that not all of it is moved: it is tried again.
bool comes_back(const Refusal& refusal) {
  return refusal.problem.status >= 500 || refusal.problem.code == changed_meanwhile.code;
}

}  // namespace

Change begin_in_background(Write& tx, const User& who, const Proposal& proposal,
                           std::int64_t records) {
  const Shape& before = proposal.collection().types.shape();
  begin_migration(tx, proposal);
  begin_watch(tx, before);
  Columns announced = proposal.columns;
  for (auto& [field, name] : columns_of(before)) {
    const auto at = announced.find(field);
    if (at != announced.end() && at->second == name) announced.erase(at);
  }
  announce_columns(tx, proposal.old.id, announced);
  Change change{proposal.wanted};
  change.project = proposal.wanted.project;
  change.definition = proposal.wanted.id;
  change.makes = proposal.old.version.value + 1;
  change.account = who.account();
  change.records = records;
  change = tx.insert(std::move(change));
  tx.enqueue(MoveRecords{change.id, proposal.columns});
  return change;
}

Again move_records(Task& task, const MoveRecords& in) {
  const auto at = find_ongoing(task, in.change);
  if (!at) return {.more = false};
  try {
    make_change(task, *at, in.columns);
  } catch (const Ended&) {
  } catch (const Problem& problem) {
    if (comes_back({problem})) throw;
    fail(task, in.change, {problem});
  } catch (const Refusal& refusal) {
    if (comes_back(refusal)) throw;
    fail(task, in.change, refusal);
  }
  return {.more = false};
}

Page<Change> list_changes(Read& tx, const User& who, const ChangeQuery& query) {
  Where where = of_own_projects(who, query.project);
  if (query.definition) where.add("definition = $1", *query.definition);
  return tx.page<Change>("select * from changes", where, "-id", query);
}

Change get_change(Read& tx, const User& who, const Id<Change>& id) {
  const auto change = tx.find(id);
  if (change && is_member(tx, who, change->project)) return *change;
  throw Refusal{not_found_problem(shape_of<Change>())};
}

Change cancel_change(Task& task, const User& who, const Id<Change>& id) {
  Change change;
  task.read([&](Read& tx) {
    change = get_change(tx, who, id);
    check_owner(tx, who, change.project);
  });
  const auto at = find_ongoing(task, id);
  if (!at || at->switched) return change;
  const Undoing undoing = undoing_of(task, *at);
  task.write([&](Write& tx) {
    change = tx.get(id);
    const Definition definition = tx.get(change.definition);
    if (change.state != ChangeState::running || definition.version.value >= change.makes) return;
    change.state = ChangeState::cancelled;
    undoing.undo(tx, change);
    change = tx.get(id);
  });
  return change;
}

}  // namespace stoa::collections
