#include "kernel/app/import_run.h"

#include <algorithm>

#include "kernel/app/import_chunk.h"
#include "kernel/app/made_routes.h"
#include "kernel/observe/log.h"

namespace stoa {
namespace {

constexpr std::chrono::seconds portion{10};

const MountedRoute* find_route(const MountedApp& app, std::string_view method,
                               const std::string& path) {
  for (const MountedRoute& mounted : app.routes) {
    if (mounted.route.method == method && mounted.route.path == path) return &mounted;
  }
  return app.made->find(method, "/api/" + app.app.name() + path).route;
}

Caller caller_of(const RunImport& job) {
  Caller caller;
  caller.principal.credential = job.by_key ? Credential::api_key : Credential::token;
  caller.principal.account = job.account;
  caller.principal.roles = job.roles;
  caller.principal.scopes = job.scopes;
  return caller;
}

std::ptrdiff_t as_index(std::size_t at) { return static_cast<std::ptrdiff_t>(at); }

bool is_forward(const Import& import) {
  return import.state == ImportState::checking || import.state == ImportState::importing;
}

// As a database can keep it: what a fault tells of may hold whatever stood in the file.
std::string tellable(std::string text) {
  constexpr std::size_t most_bytes = 500;
  std::replace(text.begin(), text.end(), '\0', '?');
  if (text.size() <= most_bytes) return text;
  std::size_t end = most_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  text.resize(end);
  return text;
}

// One run: until the import is over, or the process wants to end.
class ImportRun {
 public:
  ImportRun(const MountedApp& app, const RunImport& job)
      : app_(app), job_(job), caller_(caller_of(job)) {}

  // Neither want of capacity nor a process that ends is an attempt of the job: an import that takes
  // long would use them up. So it comes in portions, each with attempts of its own.
  Again run(const std::function<bool()>& stop) {
    const auto until = std::chrono::steady_clock::now() + portion;
    try {
      for (import_ = load(); !is_over(import_); import_ = load()) {
        const bool late = std::chrono::steady_clock::now() > until;
        if (late || (stop && stop())) return {.more = true};
        step();
      }
    } catch (...) {
      if (!is_want_of_capacity(std::current_exception())) throw;
      log::warning("an import waits for room",
                   {{"app", std::string_view(app_.app.name())},
                    {"import", std::string_view(to_string(job_.import))}});
      return {.more = true, .after = std::chrono::seconds(1)};
    }
    return {.more = false};
  }

 private:
  Import load() const {
    Import import;
    app_.database->read_now([&](store::Connection& connection) {
      import = Read(connection, wall_clock()).get(job_.import);
    });
    return import;
  }

  void write(const std::function<void(Write&)>& what) const {
    const std::string actor = actor_of(), trace = to_string(job_.import);
    app_.database->write_now([&](store::Connection& connection) {
      Write tx(connection, {.now = wall_clock(), .actor = actor, .trace = trace});
      what(tx);
    });
  }

  std::string actor_of() const { return job_.account.is_nil() ? "" : to_string(job_.account); }

  void step() {
    const bool cancel = import_.cancelled && import_.state != ImportState::undoing;
    if (cancel || is_spoilt()) return turn_back();
    // A newer program may not have it any more; no other attempt would help.
    if (!import_route(app_, import_.collection)) throw GiveUp(problems::not_found);
    if (import_.state == ImportState::undoing) return step_back();
    if (!is_forward(import_)) return begin();
    step_forward();
  }

  // ---- the file ---------------------------------------------------------------------------------

  const MountedRoute& route() const { return *import_route(app_, import_.collection); }

  ImportLines& lines() {
    if (!lines_) {
      std::string sha256;
      app_.database->read_now([&](store::Connection& connection) {
        Read tx(connection, wall_clock());
        const Import now = tx.get(job_.import);
        if (!now.file) throw jobs::LeaseLost{};  // another run has ended it meanwhile
        sha256 = tx.get(*now.file).sha256;
      });
      auto bytes = app_.blobs->open(sha256);
      if (!bytes) throw std::runtime_error("the bytes of a file that is imported are gone");
      lines_.emplace(std::move(bytes), *route().route.input.shape, job_.strictness());
    }
    return *lines_;
  }

  // What is wrong with the header is wrong with the whole.
  void begin() {
    ImportItem header{.line = 1};
    try {
      lines();
    } catch (const Refusal& refusal) {
      header.faults = refusal.errors;
    }
    write([&](Write& tx) {
      Import import = mine(tx);
      if (!header.faults.empty()) {
        add_faults(tx, import, header);
        import.state = ImportState::refused;
        return end(tx, import);
      }
      const bool valid = import.mode == ImportMode::valid;
      enter(import, valid ? ImportState::importing : ImportState::checking);
      tx.update(import);
    });
  }

  // A pass through the file begins behind its header.
  void enter(Import& import, ImportState state) const {
    import.state = state;
    import.records = 0;
    import.bytes_read = lines_->first().byte;
    import.line = lines_->first().line;
  }

  // ---- forward ----------------------------------------------------------------------------------

  void step_forward() {
    std::vector<ImportItem> items =
        read_items(lines(), {import_.bytes_read, import_.line}, route().route, job_.strictness());
    if (items.empty()) return finish_pass();
    const bool rehearse = import_.state == ImportState::checking;
    do_items(items, work(route(), rehearse), [&](Write& tx, std::size_t begin, std::size_t end) {
      Import import = mine(tx);
      for (std::size_t i = begin; i < end; ++i) {
        ++import.records;
        if (!items[i].faults.empty()) {
          ++import.refused;
          add_faults(tx, import, items[i]);
        } else if (!rehearse) {
          ++import.imported;
          remember(tx, import, items[i]);
        }
      }
      import.bytes_read = items[end - 1].behind.byte;
      import.line = items[end - 1].behind.line;
      tx.update(import);
    });
  }

  // Told from the row, so that it is known even if the process ended right after the fault.
  bool is_spoilt() const {
    return import_.state == ImportState::importing && import_.mode == ImportMode::all &&
           import_.refused > 0;
  }

  ImportWork work(const MountedRoute& route, bool rehearse) const {
    return {app_, route, caller_, actor_of(), to_string(job_.import), rehearse};
  }

  // As many transactions as it takes: one that meets a fault is lost, the good lines before the
  // fault are done again, and the fault told with them. Without any the others are tried at once: a
  // table of faults is no more transactions than one without.
  template <class Settle>
  void do_items(std::vector<ImportItem>& items, const ImportWork& work, Settle settle) {
    std::size_t begin = 0, end = items.size();
    while (begin < items.size()) {
      const std::size_t stopped =
          run_items(work, items, begin, end, [&](Write& tx) { settle(tx, begin, end); });
      if (stopped < end) {
        const auto good = [](const ImportItem& item) { return item.faults.empty(); };
        const auto at = items.begin();
        if (std::any_of(at + as_index(begin), at + as_index(stopped), good)) end = stopped + 1;
        continue;
      }
      begin = end;
      end = items.size();
      import_ = load();
      if (import_.cancelled) return;
    }
  }

  void finish_pass() {
    write([&](Write& tx) {
      Import import = mine(tx);
      if (import.cancelled) return;  // since this run looked: the next step goes back
      const bool checked = import.state == ImportState::checking;
      if (checked && import.refused == 0 && import.mode == ImportMode::all) {
        enter(import, ImportState::importing);
        tx.update(import);
        return;
      }
      const bool refused = checked && import.refused > 0;
      import.state = refused ? ImportState::refused : ImportState::done;
      end(tx, import);
    });
  }

  // ---- back -------------------------------------------------------------------------------------

  // Lines that were imported because they are right stay when the rest is cancelled.
  void turn_back() {
    write([&](Write& tx) {
      Import import = mine(tx);
      if (import.mode == ImportMode::all && import.imported > 0) {
        import.state = ImportState::undoing;
        tx.update(import);
        return;
      }
      import.state = import.cancelled ? ImportState::cancelled : ImportState::refused;
      end(tx, import);
    });
  }

  // The last first: what came later may refer to what came before.
  std::vector<ImportItem> made_items(const MountedRoute& undo) const {
    std::vector<ImportedRecord> made;
    app_.database->read_now([&](store::Connection& connection) {
      made = Read(connection, wall_clock())
                 .rows<ImportedRecord>(
                     "select line, record from _import_records "
                     "where import = $1 order by line desc limit 100",
                     job_.import);
    });
    std::vector<ImportItem> items;
    for (const ImportedRecord& one : made) {
      ImportItem& item = items.emplace_back();
      item.line = one.line;
      item.input = Object(*undo.route.input.type);
      *static_cast<Uuid*>(item.input.get()) = one.record.value;
    }
    return items;
  }

  // What something refers to by now stays, and is told of.
  void step_back() {
    const MountedRoute& undo = *undo_route(app_, import_.collection);
    std::vector<ImportItem> items = made_items(undo);
    if (items.empty()) return turned_back();
    do_items(items, work(undo, false), [&](Write& tx, std::size_t begin, std::size_t end) {
      Import import = mine(tx);
      for (std::size_t i = begin; i < end; ++i) {
        const bool gone = items[i].faults.empty() || items[i].code.ends_with("_not_found");
        if (gone) --import.imported;
        if (!gone) add_faults(tx, import, items[i]);
      }
      const auto forgotten =
          tx.run("delete from _import_records where import = $1 and line between $2 and $3",
                 import.id, items[end - 1].line, items[begin].line);
      if (forgotten != static_cast<std::int64_t>(end - begin)) throw jobs::LeaseLost{};
      tx.update(import);
    });
  }

  void turned_back() {
    write([&](Write& tx) {
      Import import = mine(tx);
      import.state = import.cancelled ? ImportState::cancelled : ImportState::refused;
      end(tx, import);
    });
  }

  // ---- the row ----------------------------------------------------------------------------------

  // As it was when this run looked, or another run has it. That it was cancelled meanwhile is seen
  // at the next step.
  Import mine(Write& tx) const {
    Import now = tx.get(job_.import);
    const bool same = now.state == import_.state && now.bytes_read == import_.bytes_read &&
                      now.imported == import_.imported;
    if (!same) throw jobs::LeaseLost{};
    return now;
  }

  static void add_faults(Write& tx, Import& import, const ImportItem& item) {
    for (const FieldError& fault : item.faults) {
      if (import.faults >= most_import_faults) return;
      std::optional<std::string> pointer;
      if (!fault.pointer.empty()) pointer = tellable(fault.pointer);
      tx.run(
          "insert into _import_faults (import, number, line, pointer, code, message) "
          "values ($1, $2, $3, $4, $5, $6)",
          import.id, ++import.faults, item.line, pointer, fault.code, tellable(fault.message));
    }
  }

  static void remember(Write& tx, const Import& import, const ImportItem& item) {
    if (import.mode != ImportMode::all) return;
    tx.put("insert into _import_records (import, line, record) values ($1, $2, $3)", import.id,
           item.line, item.record);
  }

  // The file goes; the report stays for a month.
  void end(Write& tx, Import& import) const {
    import.ended = tx.now();
    const auto file = std::exchange(import.file, {});
    tx.update(import);
    if (file) tx.detach(*file);
  }

  const MountedApp& app_;
  const RunImport& job_;
  const Caller caller_;
  Import import_;
  std::optional<ImportLines> lines_;
};

}  // namespace

const MountedRoute* import_route(const MountedApp& app, std::string_view collection) {
  const MountedRoute* found = find_route(app, "POST", "/" + std::string(collection));
  return found && found->route.imported ? found : nullptr;
}

const MountedRoute* undo_route(const MountedApp& app, std::string_view collection) {
  return find_route(app, "DELETE", "/" + std::string(collection) + "/{id}");
}

Again run_import(const MountedApp& app, const RunImport& job, const std::function<bool()>& stop) {
  return ImportRun(app, job).run(stop);
}

}  // namespace stoa
