#include "kernel/app/import_model.h"

#include "kernel/store/migration.h"

namespace stoa {
namespace {

constexpr std::chrono::hours kept_for{24 * 30};

// What was made is remembered while it may have to be taken back.
constexpr std::string_view tables = R"sql(
create table if not exists _imports (
  id {id} primary key not null,
  account {id},
  collection {text} not null,
  mode {text} not null,
  state {text} not null,
  file {id} references _files (id),
  file_name {text} not null,
  bytes {int} not null,
  bytes_read {int} not null,
  line {int} not null,
  records {int} not null,
  imported {int} not null,
  refused {int} not null,
  faults {int} not null,
  cancelled {bool} not null,
  ended {instant},
  version {int} not null,
  created {instant} not null,
  updated {instant} not null
) strict;
create index if not exists _imports_file on _imports (file);
create index if not exists _imports_account on _imports (account, id);
create index if not exists _imports_ended on _imports (ended);
create table if not exists _import_faults (
  import {id} not null references _imports (id),
  number {int} not null,
  line {int} not null,
  pointer {text},
  code {text} not null,
  message {text} not null,
  primary key (import, number)
) strict;
create table if not exists _import_records (
  import {id} not null references _imports (id),
  line {int} not null,
  record {id} not null,
  primary key (import, line)
) strict;
)sql";

}  // namespace

void create_import_tables(store::Connection& connection) {
  connection.run_script(store::render(tables, connection.dialect()));
}

void forget_imports(Write& tx, const AccountId& account) {
  const std::string actor = to_string(account);
  for (const Import& import : tx.query<Import>("where account = $1", account)) {
    tx.run(
        "update _imports set account = null, file_name = '', cancelled = (ended is null) "
        "where id = $1",
        import.id);
    tx.forget(import.id, {"account", "file_name"}, actor);
  }
}

bool purge_imports(Write& tx) {
  const auto old = tx.query<Import>("where ended < $1 order by ended limit 1", tx.now() - kept_for);
  if (old.empty()) return false;
  const Id<Import>& id = old.front().id;
  const auto records = tx.run(
      "delete from _import_records where import = $1 and line in "
      "(select line from _import_records where import = $1 limit 1000)",
      id);
  if (records == 1000) return true;
  tx.run("delete from _import_faults where import = $1", id);  // a thousand at the most
  tx.remove(id);
  return true;
}

}  // namespace stoa
