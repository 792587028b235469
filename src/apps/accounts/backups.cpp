#include "apps/accounts/backups.h"

#include "apps/accounts/service.h"
#include "kernel/app/backups.h"
#include "kernel/app/continuous_folder.h"

namespace stoa::accounts {
namespace {

const Backups& backups_of(Task& task) { return task.service<Accounts>().backups(); }

struct BackupJobRow {
  std::string kind = {};
};
BOOST_DESCRIBE_STRUCT(BackupJobRow, (), (kind))

bool is_under_way(Read& tx) {
  const auto jobs = tx.rows<BackupJobRow>(
      "select kind from _jobs where kind = $1 and state in ('waiting', 'running')",
      std::string(MakeBackup::job));
  return !jobs.empty();
}

BackupItem item_of(const KeptBackup& kept) {
  BackupItem item{.name = kept.name};
  if (!kept.whole) return item;
  item.state = BackupState::whole;
  item.taken_at = kept.manifest.taken_at;
  item.files = kept.manifest.files;
  item.bytes = kept.manifest.bytes;
  for (const auto& app : kept.manifest.apps) item.apps.push_back(app.name);
  item.has_keys = kept.manifest.has_keys;
  item.verified = kept.verified;
  return item;
}

// What went wrong, without where on the machine: that is in the log.
std::string without_path(std::string text, const std::string& folder) {
  for (auto at = text.find(folder); at != text.npos; at = text.find(folder))
    text.replace(at, folder.size(), "backup.folder");
  return text;
}

ContinuousBackupState continuous_of(const Backups& backups) {
  const auto state = backups.continuous()->state();
  ContinuousBackupState told{.complete = state.complete,
                             .lag_seconds = state.lag_seconds,
                             .since = state.since,
                             .until = state.until};
  told.bytes = static_cast<std::int64_t>(backups.continuous_bytes());
  told.failures = static_cast<std::int64_t>(state.failures);
  told.files_waiting = static_cast<std::int64_t>(state.files_waiting);
  if (!state.failure.empty())
    told.failure = without_path(state.failure, backups.folder()->string());
  return told;
}

}  // namespace

BackupList list_backups(Task& task, const Admin&) {
  const Backups& backups = backups_of(task);
  BackupList list;
  list.configured = backups.folder().has_value();
  if (backups.continuous()) list.continuous = continuous_of(backups);
  task.read([&](Read& tx) { list.under_way = is_under_way(tx); });
  for (const KeptBackup& kept : backups.all()) list.items.push_back(item_of(kept));
  return list;
}

NewBackup start_backup(Task& task, const Admin&) {
  if (!backups_of(task).folder()) throw no_backup_folder;
  NewBackup made;
  task.write([&](Write& tx) {
    if (is_under_way(tx)) throw backup_under_way;
    made.name = time_for_names(tx.now());
    tx.enqueue(MakeBackup{.name = made.name});
  });
  return made;
}

void make_backup(Task& task, const MakeBackup& job) {
  backups_of(task).make(job.name, [&] {
    if (task.stopping()) throw Refusal{problems::shutting_down};
  });
}

}  // namespace stoa::accounts
