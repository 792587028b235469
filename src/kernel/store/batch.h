// One try of a batch of writes: the jobs one after the other, in one transaction.
//
// Made by a Committer for each try, on its lane's thread. The committer opens the transaction
// before and ends it after.
#pragma once

#include <exception>
#include <functional>
#include <map>
#include <string_view>
#include <vector>

#include "kernel/model/problem.h"
#include "kernel/store/database.h"

namespace stoa::store {

// A job, and what became of it.
struct Entry {
  WriteJob job;
  std::exception_ptr error = nullptr;
  bool has_jobs = false;  // it put some into the queue
  bool has_logged = false;
  std::vector<News> news = {};  // that it has for whoever follows them
};
using Batch = std::vector<Entry>;

// Adds another job to the batch, if one may still join it. `nobody` lets none in.
using Admit = std::function<bool(Batch&)>;
inline const Admit nobody = [](Batch&) { return false; };

// How a job that failed is undone when others share its transaction: alone, by its savepoint; or
// by losing the batch, where savepoints cost more than a second try now and then.
enum class Undo { savepoint, batch };

class BatchRun {
 public:
  BatchRun(Session& session, Undo undo) : session_(session), undo_(undo) {}

  // Runs the jobs, and those that `admit` adds; `shared` says that there may be several. Then
  // each job has its outcome. Throws StoreError when the transaction is lost with all that is in
  // it.
  void run(Batch& batch, bool shared, const Admit& admit);
  // Makes the search rows that the jobs asked for. Throws as run().
  void index();

 private:
  void attempt(Entry& entry, bool shared);
  void settle_quietly();

  Session& session_;
  const Undo undo_;
  // What the jobs left for the end: the ids of each indexing statement.
  std::map<std::string_view, std::vector<Uuid>> to_index_;
};

// True when no job succeeded: there is nothing to commit.
bool all_failed(const Batch& batch);
// Ends all with 503, each of them untouched.
void refuse(Batch& batch, const Problem& problem);
// Gives each job its outcome.
void deliver(Batch& batch);

}  // namespace stoa::store
