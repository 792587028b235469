#include "kernel/app/import.h"

#include <stdexcept>
#include <thread>

#include "kernel/app/import_run.h"
#include "kernel/app/path.h"

namespace stoa {
namespace {

constexpr std::int64_t most_import_bytes = 256 << 20;
constexpr Problem import_over{409, "import_over", "This import is over, or being taken back."};

// What to do with columns, or members, that are none of what the collection takes.
enum class OtherColumns { refuse, ignore };
BOOST_DESCRIBE_ENUM(OtherColumns, refuse, ignore)

struct NewImport {
  Text<1, 100> collection = {};  // "authors"
  Default<ImportMode, ImportMode::all> mode = {};
  Default<OtherColumns, OtherColumns::refuse> others = {};
  Upload file = {};
};
BOOST_DESCRIBE_STRUCT(NewImport, (), (collection, mode, others, file))

struct ImportSearch : Paging {
  std::optional<ImportState> state = {};
};
BOOST_DESCRIBE_STRUCT(ImportSearch, (Paging), (state))

struct FaultSearch : Paging {
  Id<Import> id = {};
};
BOOST_DESCRIBE_STRUCT(FaultSearch, (Paging), (id))

// ---- handlers -----------------------------------------------------------------------------------

RunImport job_of(const Principal& who, const Id<Import>& id,
                 OtherColumns others = OtherColumns::refuse) {
  return {.import = id,
          .account = who.account,
          .roles = who.roles,
          .scopes = who.scopes,
          .by_key = who.credential == Credential::api_key,
          .others_ignored = others == OtherColumns::ignore};
}

Import start_import(Write& tx, const User& who, const NewImport& in) {
  Import import;
  if (!who.account().is_nil()) import.account = who.account();
  import.collection = in.collection;
  import.mode = in.mode;
  import.file = tx.attach(in.file).id;
  import.file_name = in.file.name;
  import.bytes = in.file.size;
  import = tx.insert(import);
  tx.enqueue(job_of(who.principal, import.id, in.others), {.one_at_a_time = "import"});
  return import;
}

// One's own; an administrator's are all.
Import visible(Read& tx, const User& who, const Id<Import>& id) {
  Import import = tx.get(id);
  if (import.account != who.account() && !who.is<Admin>()) {
    throw Refusal{not_found_problem(shape_of<Import>())};
  }
  return import;
}

Page<Import> list_imports(Read& tx, const User& who, const ImportSearch& in) {
  Where where;
  if (!who.is<Admin>()) where.add("account = $1", who.account());
  if (in.state) where.add("state = $1", *in.state);
  return tx.page<Import>(
      "select id, account, collection, mode, state, file, file_name, bytes, bytes_read, line, "
      "records, imported, refused, faults, cancelled, ended, version, created, updated "
      "from _imports",
      where, "-id", in);
}

Import get_import(Read& tx, const User& who, const Id<Import>& id) { return visible(tx, who, id); }

Page<ImportFault> list_faults(Read& tx, const User& who, const FaultSearch& in) {
  Where where;
  where.add("import = $1", visible(tx, who, in.id).id);
  return tx.page<ImportFault>("select number, line, pointer, code, message from _import_faults",
                              where, "number", in);
}

// Its job sees it before the next lines; where that one is dead, another does.
Import cancel_import(Write& tx, const User& who, const Id<Import>& id) {
  Import import = visible(tx, who, id);
  if (is_over(import) || import.state == ImportState::undoing) throw import_over;
  import.cancelled = true;
  tx.enqueue(job_of(who.principal, id),
             {.unique = "cancel " + to_string(id), .one_at_a_time = "import"});
  return tx.update(import);
}

// ---- what an app is given -----------------------------------------------------------------------

std::string names_of_collections(const MountedApp& app) {
  std::string names;
  for (const MountedRoute& mounted : app.routes) {
    if (!mounted.route.imported) continue;
    names += (names.empty() ? "" : ", ") + mounted.route.path.substr(1);
  }
  return names;
}

// Who may not make one such record may not make many.
WriteWork check_import(const Preparation& from, const void* input) {
  const auto& in = *static_cast<const NewImport*>(input);
  const MountedRoute* target = import_route(from.app, in.collection);
  if (!target) {
    const std::string names = names_of_collections(from.app);
    throw Refusal{
        problems::validation_failed,
        "",
        {{"/collection", "not_in_set",
          names.empty() ? "There is no such collection." : "This is one of " + names + "."}}};
  }
  check_access(target->route.access, target->route.scope(), from.caller.principal);
  return {};
}

bool is_removed(const App& app, const std::string& path) {
  for (const Route& route : app.routes()) {
    const bool by_id = route.input.form == InputForm::id && route.lane == Lane::write;
    if (route.method == "DELETE" && route.path == path + "/{id}" && by_id) return true;
  }
  return false;
}

void check(const App& app, const Route& route) {
  const bool takes_fields = route.method == "POST" && route.lane == Lane::write &&
                            route.input.form == InputForm::fields && !route.upload &&
                            !route.prepare && path_parameters(route.path).empty();
  const bool makes_record = route.output && route.output->kind == Kind::object &&
                            route.output->object().find(FieldRole::self_id);
  if (takes_fields && makes_record && is_removed(app, route.path)) return;
  throw std::logic_error(route.method + " " + route.full_path() +
                         ": what is imported is a POST that makes a record, beside its DELETE");
}

JobHandler import_job() {
  JobHandler handler;
  handler.name = RunImport::job;
  handler.lane = Lane::task;
  handler.job = &type_of<RunImport>();
  handler.of_kernel = [](const MountedApp& app, const jobs::Run& run, const void* job) {
    return run_import(app, *static_cast<const RunImport*>(job), run.stopping);
  };
  return handler;
}

void add_start(App& app) {
  app.post<&start_import>("/imports", "Import a table: CSV with a header, or NDJSON")
      .upload(most_import_bytes, {"text/plain; charset=utf-8"});
  app.prepared(&check_import);
}

}  // namespace

void add_imports(App& app) {
  bool any = app.has_made_routes();
  for (const Route& route : app.routes()) {
    if (!route.imported) continue;
    check(app, route);
    any = true;
  }
  if (!any) return;
  add_start(app);
  app.get<&list_imports>("/imports", "List one's imports")
      .get<&get_import>("/imports/{id}", "How far an import is")
      .get<&list_faults>("/imports/{id}/faults", "List what was wrong with the lines of an import")
      .post<&cancel_import>("/imports/{id}/cancel", "Have an import taken back", {import_over})
      .status(200);
  app.add_job(import_job());
}

namespace {

// Without a job's patience: a database that stays away ends the start, which says why.
void run_to_end(MountedApp& app, const RunImport& job) {
  constexpr int most_waits = 30;
  int waits = 0;
  for (Again again = run_import(app, job, {}); again.more; again = run_import(app, job, {})) {
    waits = again.after.count() > 0 ? waits + 1 : 0;
    if (waits > most_waits)
      throw std::runtime_error("the demo cannot be planted: the database is away or has no room");
    std::this_thread::sleep_for(again.after);
  }
}

}  // namespace

void plant_import(MountedApp& app, const std::string& collection, std::string_view table) {
  files::Spooled spooled(app.spool->path());
  spooled.write(table);
  spooled.finish();
  app.blobs->put(spooled.sha256(), spooled);
  RunImport job;
  app.database->write_now([&](store::Connection& connection) {
    Write tx(connection, {.now = wall_clock()});
    Import import;
    import.collection = collection;
    import.mode = ImportMode::valid;
    import.file = tx.attach({.sha256 = spooled.sha256(), .size = spooled.size()}).id;
    import.bytes = spooled.size();
    job = {.import = tx.insert(import).id, .roles = {std::string(roles::admin)}};
  });
  run_to_end(app, job);
  app.database->read_now([&](store::Connection& connection) {
    Read tx(connection, wall_clock());
    const auto faults = tx.rows<ImportFault>(
        "select number, line, pointer, code, message from _import_faults "
        "where import = $1 order by number limit 1",
        job.import);
    if (faults.empty()) return;
    const ImportFault& first = faults.front();
    throw std::runtime_error("the demo's " + collection + ", line " + std::to_string(first.line) +
                             ": " + first.pointer.value_or("") + " " + first.message);
  });
}

}  // namespace stoa
