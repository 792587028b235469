// What an import is: a file whose lines are done one by one as if each had come to a route by
// itself.
//
// Records of the app's own database, in tables that the kernel makes. Values only; any thread.
#pragma once

#include <vector>

#include "kernel/auth/principal.h"
#include "kernel/model/codec.h"
#include "kernel/store/transaction.h"

namespace stoa {

// all: every line or none. valid: the lines that are right. check: none, it is only looked what
// would become of each.
enum class ImportMode { all, valid, check };
BOOST_DESCRIBE_ENUM(ImportMode, all, valid, check)

// waiting -> checking (not when it is `valid`) -> importing -> done. One that must not stay as far
// as it came goes back through `undoing`, to refused or to cancelled.
enum class ImportState { waiting, checking, importing, undoing, done, refused, cancelled };
BOOST_DESCRIBE_ENUM(ImportState, waiting, checking, importing, undoing, done, refused, cancelled)

struct Import {
  static constexpr auto table = "_imports";
  Id<Import> id = {};
  std::optional<AccountId> account = {};  // whose it is
  Text<1, 100> collection = {};           // "authors": what POST /authors takes
  ImportMode mode = ImportMode::all;
  ImportState state = ImportState::waiting;
  std::optional<Id<File>> file = {};  // until it is over
  std::string file_name = {};
  std::int64_t bytes = 0;       // of the file
  std::int64_t bytes_read = 0;  // in this pass through it
  std::int64_t line = 0;        // where this pass goes on
  std::int64_t records = 0;     // that this pass has seen
  std::int64_t imported = 0;    // of them, that are there now
  std::int64_t refused = 0;     // of them, that were not right
  std::int64_t faults = 0;      // that are told of
  bool cancelled = false;
  std::optional<Timestamp> ended = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Import, (),
                      (id, account, collection, mode, state, file, file_name, bytes, bytes_read,
                       line, records, imported, refused, faults, cancelled, ended, version, created,
                       updated))

inline bool is_over(const Import& import) { return import.ended.has_value(); }

// What is wrong with a line; several rows where several members of it are.
struct ImportFault {
  std::int64_t number = 0;
  std::int64_t line = 0;                     // of the file, from 1
  std::optional<Text<1, 500>> pointer = {};  // the member
  std::string code = {};                     // for programs: the problem's, or the member's
  std::string message = {};                  // for people
};
BOOST_DESCRIBE_STRUCT(ImportFault, (), (number, line, pointer, code, message))

// So many are kept of one import; the others are counted.
inline constexpr std::int64_t most_import_faults = 1000;

// What a line became: what is taken back if the whole is not to be.
struct ImportedRecord {
  std::int64_t line = 0;
  Id<ImportedRecord> record = {};
};
BOOST_DESCRIBE_STRUCT(ImportedRecord, (), (line, record))

// The job that does it, with the rights that its owner had when asking.
struct RunImport {
  static constexpr auto job = "import";
  Id<Import> import = {};
  AccountId account = {};
  std::vector<std::string> roles = {};
  std::vector<std::string> scopes = {};
  bool by_key = false;
  Default<bool, false> others_ignored = {};  // what is no member of the record is left out

  Strictness strictness() const {
    return others_ignored.value ? Strictness::peer : Strictness::client;
  }
};
BOOST_DESCRIBE_STRUCT(RunImport, (), (import, account, roles, scopes, by_key, others_ignored))

// _imports, _import_faults and _import_records.
void create_import_tables(store::Connection& connection);

// For a person who leaves: what runs is cancelled, what is over is nobody's any more, in the log
// too.
void forget_imports(Write& tx, const AccountId& account);

// Takes away a portion of those that ended a month ago; whether there may be more.
bool purge_imports(Write& tx);

}  // namespace stoa
