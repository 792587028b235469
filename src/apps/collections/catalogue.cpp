#include "apps/collections/catalogue.h"

#include <set>

#include "apps/collections/document.h"
#include "apps/collections/hooks.h"
#include "apps/collections/records.h"
#include "kernel/observe/log.h"
#include "kernel/store/database.h"
#include "kernel/store/postgres_presence.h"

namespace stoa::collections {
namespace {

struct MemberRow {
  AccountId account = {};
  std::string role = {};
};
BOOST_DESCRIBE_STRUCT(MemberRow, (), (account, role))

struct ProjectRow {
  Id<Project> id = {};
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(ProjectRow, (), (id, version))

constexpr std::chrono::seconds between_looks{1};  // while the database is away

// Another text whenever any project is of another version, is new, or is gone.
constexpr std::string_view all_versions =
    "select coalesce(md5(string_agg(id || ':' || version, ' ' order by id)), '') "
    "from collections.projects";

// Differs whenever a project is to be made anew.
std::string state_of(const Plan& plan) {
  std::string state;
  auto add = [&](const Uuid& id, const Version& version) {
    state += to_string(id) + ":" + std::to_string(version.value) + " ";
  };
  for (const Definition& one : plan.definitions) add(one.id.value, one.version);
  for (const View& one : plan.views) add(one.id.value, one.version);
  return state;
}

}  // namespace

Catalogue::Catalogue(const ServiceContext& context)
    : limits_(context.config),
      database_(context.database),
      routes_(context.routes),
      presence_(context.presence) {
  routes_.name_tables(collection_tables());
  look();
  if (!presence_) return;
  looking_ = std::jthread([this](const std::stop_token& stop) { keep_looking(stop); });
  presence_->watch(this, std::string(all_versions), [this] { look_when_told(); });
}

Catalogue::~Catalogue() {
  if (presence_) presence_->watch(this, {}, {});
}

void Catalogue::look_when_told() {
  const std::lock_guard lock(telling_);
  is_due_ = true;
  told_.notify_one();
}

void Catalogue::keep_looking(const std::stop_token& stop) {
  std::unique_lock lock(telling_);
  while (told_.wait(lock, stop, [&] { return is_due_; }) && !stop.stop_requested()) {
    is_due_ = false;
    lock.unlock();
    bool looked = true;
    try {
      look();
    } catch (const std::exception& error) {  // the database is away: it is asked again
      log::warning("definitions could not be looked at",
                   {{"error", std::string_view(error.what())}});
      looked = false;
    } catch (const Problem&) {
      looked = false;
    }
    lock.lock();
    if (looked) continue;
    is_due_ = true;
    told_.wait_for(lock, stop, between_looks, [] { return false; });
  }
}

void Catalogue::look() {
  std::map<Id<Project>, std::int64_t> there;
  database_.read_now([&](store::Connection& connection) {
    Read tx(connection, wall_clock());
    there.clear();
    for (const ProjectRow& row : tx.rows<ProjectRow>("select id, version from projects"))
      there[row.id] = row.version;
  });
  std::vector<Id<Project>> changed;
  {
    const std::lock_guard lock(mutex_);
    for (auto& [id, served] : served_)
      if (!there.contains(id)) withdraw(served);
    for (auto& [id, version] : there)
      if (served_[id].version != version) changed.push_back(id);
  }
  for (const Id<Project>& id : changed) refresh(id);
}

void Catalogue::refresh(const Id<Project>& id) {
  std::optional<Plan> plan;
  std::map<AccountId, std::string> roles;
  const std::lock_guard lock(mutex_);
  database_.read_now([&](store::Connection& connection) {
    Read tx(connection, wall_clock());
    plan.reset();
    roles.clear();
    if (const auto project = tx.find(id)) plan = read_plan(tx, *project);
    for (const MemberRow& row :
         tx.rows<MemberRow>("select account, role from members where project = $1", id)) {
      roles[row.account] = row.role;
    }
  });
  Served& served = served_[id];
  if (!plan) return withdraw(served);
  served.version = plan->project.version.value;
  served.members.replace(std::move(roles));
  if (served.state != state_of(*plan)) serve(served, *plan);
}

// What another process has kept, or an older program, may be more than this one understands: the
// rest is served all the same.
void Catalogue::serve(Served& served, const Plan& plan) {
  std::unique_ptr<Build> made;
  try {
    made = build(plan, served.members);
  } catch (const Refusal& refusal) {
    log::error(
        "a project cannot be served",
        {{"project", std::string_view(plan.project.name)},
         {"why", refusal.errors.empty() ? std::string_view(refusal.detail)
                                        : std::string_view(refusal.errors.front().message)}});
    return;
  }
  std::set<std::string> before(served.paths.begin(), served.paths.end());
  const std::string document = "/" + plan.project.name + "/openapi.json";
  if (!before.erase(document))
    routes_.put(document, document_route(plan.project, served.members, routes_));
  served.paths = {document};
  auto put = [&](const std::shared_ptr<Collection>& collection) {
    routes_.put(collection->path(), routes_of(collection));
    before.erase(collection->path());
    served.paths.push_back(collection->path());
  };
  for (auto& [id, collection] : made->collections) {
    collection->room.limit(limits_.records);
    put(collection);
  }
  for (auto& [id, view] : made->views) put(view);
  for (const std::string& path : before) routes_.remove(path);
  served.builds.push_back(std::move(made));
  served.state = state_of(plan);
}

void Catalogue::withdraw(Served& served) {
  for (const std::string& path : served.paths) routes_.remove(path);
  served.paths.clear();
  served.state.clear();
  served.version = 0;
}

std::shared_ptr<const Collection> Catalogue::collection(const Id<Project>& project,
                                                        const Id<Definition>& definition) {
  refresh(project);
  const std::lock_guard lock(mutex_);
  const auto served = served_.find(project);
  if (served == served_.end() || served->second.paths.empty()) return nullptr;
  if (served->second.builds.empty()) return nullptr;
  const auto& collections = served->second.builds.back()->collections;
  const auto at = collections.find(definition);
  return at == collections.end() ? nullptr : at->second;
}

std::unique_ptr<Build> Catalogue::try_out(const Plan& plan, const Places& at) {
  static const Membership nobody;
  return build(plan, nobody, at);
}

}  // namespace stoa::collections
