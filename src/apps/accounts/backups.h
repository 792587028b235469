// What an administrator sees of the backups of this server, and has made.
#pragma once

#include "apps/accounts/model.h"

namespace stoa::accounts {

inline constexpr Problem no_backup_folder{
    409, "no_backup_folder", "The configuration names no folder for backups (backup.folder)."};
inline constexpr Problem backup_under_way{409, "backup_under_way",
                                          "A backup is being made already."};

enum class BackupState { whole, unfinished };
BOOST_DESCRIBE_ENUM(BackupState, whole, unfinished)

struct BackupItem {
  std::string name = {};
  BackupState state = BackupState::unfinished;
  std::optional<Timestamp> taken_at = {};
  std::int64_t files = 0, bytes = 0;
  std::vector<std::string> apps = {};
  bool has_keys = false;
  // When all its bytes were last read and compared with its checksums.
  std::optional<Timestamp> verified = {};
};
BOOST_DESCRIBE_STRUCT(BackupItem, (),
                      (name, state, taken_at, files, bytes, apps, has_keys, verified))

// That of each commit, where it is switched on.
struct ContinuousBackupState {
  bool complete = false;
  double lag_seconds = 0;
  std::optional<Timestamp> since = {}, until = {};  // moments that can be restored
  std::int64_t bytes = 0, failures = 0, files_waiting = 0;
  std::optional<std::string> failure = {};
};
BOOST_DESCRIBE_STRUCT(ContinuousBackupState, (),
                      (complete, lag_seconds, since, until, bytes, failures, files_waiting,
                       failure))

// Where they are is the configuration's to know: no answer names a path of the machine. `stoa
// restore` looks for a name in backup.folder.
struct BackupList {
  bool configured = false;  // whether there is a folder for them
  bool under_way = false;
  std::optional<ContinuousBackupState> continuous = {};
  std::vector<BackupItem> items = {};
};
BOOST_DESCRIBE_STRUCT(BackupList, (), (configured, under_way, continuous, items))
BackupList list_backups(Task& task, const Admin&);

struct MakeBackup {
  static constexpr auto job = "accounts.make_backup";
  Text<1, 60> name = {};
};
BOOST_DESCRIBE_STRUCT(MakeBackup, (), (name))
struct NewBackup {
  std::string name = {};
};
BOOST_DESCRIBE_STRUCT(NewBackup, (), (name))
// A job makes it; the list tells when it is there.
NewBackup start_backup(Task& task, const Admin&);
void make_backup(Task& task, const MakeBackup& job);

}  // namespace stoa::accounts
