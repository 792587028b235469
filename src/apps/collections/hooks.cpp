#include "apps/collections/hooks.h"

#include "apps/collections/build.h"
#include "apps/collections/projects.h"
#include "kernel/app/webhook_edit.h"

namespace stoa::collections {
namespace {

constexpr std::int64_t most_of_project = 20;
constexpr std::int64_t most_of_account = 100;
constexpr std::int64_t most_of_all = 5'000;

struct NewProjectWebhook : WebhookFields {
  Id<Project> project = {};
};
BOOST_DESCRIBE_STRUCT(NewProjectWebhook, (WebhookFields), (project))

struct EditProjectWebhook : WebhookFields {
  Id<ProjectWebhook> id = {};
};
BOOST_DESCRIBE_STRUCT(EditProjectWebhook, (WebhookFields), (id))

struct ProjectWebhookQuery : Paging {
  std::optional<Id<Project>> project = {};
};
BOOST_DESCRIBE_STRUCT(ProjectWebhookQuery, (Paging), (project))

struct ProjectDeliveryQuery : Paging {
  Id<ProjectWebhook> id = {};
  std::optional<DeliveryState> state = {};
};
BOOST_DESCRIBE_STRUCT(ProjectDeliveryQuery, (Paging), (id, state))

// A secret is shown once, to whoever made it.
struct ProjectWebhookWithSecret : ProjectWebhookPage {
  std::string secret = {};
};
BOOST_DESCRIBE_STRUCT(ProjectWebhookWithSecret, (ProjectWebhookPage), (secret))

struct WebhookNumber {
  std::int64_t rows = 0;
};
BOOST_DESCRIBE_STRUCT(WebhookNumber, (), (rows))

constexpr Sql select_hooks =
    "select * from (select w.id, w.url, w.events, w.description, w.enabled, p.project, p.account, "
    "w.disabled_because, w.version, w.created, w.updated, s.failing_since, s.waits_since, "
    "s.retry_at from project_webhooks p join _webhooks w on w.id = p.id "
    "join _webhook_states s on s.webhook = p.id) as kept";

Id<Webhook> webhook_of(const Id<ProjectWebhook>& id) { return {id.value}; }

ProjectWebhookPage hook_page(Read& tx, const Id<ProjectWebhook>& id) {
  auto found = tx.rows_where<ProjectWebhookPage>(select_hooks, Where("id = $1", id));
  if (found.empty()) throw Refusal{not_found_problem(shape_of<ProjectWebhook>())};
  return std::move(found.front());
}

// The webhook, for those who own its project.
ProjectWebhookPage kept_hook(Read& tx, const User& who, const Id<ProjectWebhook>& id) {
  ProjectWebhookPage page = hook_page(tx, id);
  if (!is_member(tx, who, page.project))
    throw Refusal{not_found_problem(shape_of<ProjectWebhook>())};
  check_owner(tx, who, page.project);
  return page;
}

// With what the names of a project's events begin.
std::string events_in(const Project& project) { return "collections." + project.name + "."; }

// ---- handlers -----------------------------------------------------------------------------------

Page<ProjectWebhookPage> list_project_webhooks(Read& tx, const User& who,
                                               const ProjectWebhookQuery& in) {
  Where where;
  if (!who.principal.has(roles::admin))
    where.add("project in (select project from members where account = $1 and role = 'owner')",
              who.account());
  if (in.project) where.add("project = $1", *in.project);
  return tx.page<ProjectWebhookPage>(select_hooks, where, "id", in);
}

ProjectWebhookPage get_project_webhook(Read& tx, const User& who, const Id<ProjectWebhook>& id) {
  return kept_hook(tx, who, id);
}

void remove_project_webhook(Write& tx, const User& who, const Id<ProjectWebhook>& id) {
  kept_hook(tx, who, id);
  end_webhook(tx, webhook_of(id));
  tx.remove(id);
}

Page<WebhookDelivery> list_project_webhook_deliveries(Read& tx, const User& who,
                                                      const ProjectDeliveryQuery& in) {
  kept_hook(tx, who, in.id);
  return webhook_deliveries(tx, webhook_of(in.id), in.state, in);
}

void check_numbers(Read& tx, const Id<Project>& project, const AccountId& account) {
  auto count = [&](const Where& where) {
    return tx
        .rows_where<WebhookNumber>(
            "select count(*) as rows from project_webhooks p join _webhooks w on w.id = p.id",
            where)
        .front()
        .rows;
  };
  if (count(Where("p.project = $1", project)) >= most_of_project ||
      count(Where("p.account = $1", account)) >= most_of_account || count({}) >= most_of_all)
    throw limit_reached;
}

// Whoever owns the project: a webhook ends with that, so that an administrator, who does not, makes
// those of the app.
ProjectWebhookWithSecret make_hook(Write& tx, const User& who, const NewProjectWebhook& in,
                                   const MountedApp& app) {
  check_owner(tx, who, in.project);
  if (!tx.exists<Member>("project = $1 and account = $2 and role = 'owner'", in.project,
                         who.account()))
    throw Refusal{problems::forbidden};
  check_numbers(tx, in.project, who.account());
  const WebhookWithSecret made = make_webhook(tx, in, app, events_in(tx.get(in.project)));
  tx.insert(ProjectWebhook{{made.id.value}, in.project, who.account()});
  ProjectWebhookWithSecret page{hook_page(tx, {made.id.value})};
  page.secret = made.secret;
  return page;
}

ProjectWebhookPage change_hook(Write& tx, const User& who, const Patch<EditProjectWebhook>& patch,
                               const MountedApp& app) {
  const Id<ProjectWebhook> id = patch.fields.id;
  const Project project = tx.get(kept_hook(tx, who, id).project);
  const auto edit = [&](WebhookFields& fields) {
    EditProjectWebhook edited{fields, id};
    patch.apply(edited);
    fields = edited;
  };
  edit_webhook(tx, webhook_of(id), edit, app, events_in(project));
  return hook_page(tx, id);
}

ProjectWebhookWithSecret rotate_hook(Write& tx, const User& who, const Id<ProjectWebhook>& id,
                                     const MountedApp& app) {
  kept_hook(tx, who, id);
  const std::string secret = rotate_webhook_secret(tx, webhook_of(id), app).secret;
  ProjectWebhookWithSecret page{hook_page(tx, id)};
  page.secret = secret;
  return page;
}

WebhookDelivery ping_hook(Write& tx, const User& who, const Id<ProjectWebhook>& id,
                          const MountedApp& app) {
  kept_hook(tx, who, id);
  return ping_webhook(tx, webhook_of(id), app);
}

// ---- as routes ----------------------------------------------------------------------------------

// What a webhook needs of the kernel is found before the lane.
template <class In, class Out, Out (*Do)(Write&, const User&, const In&, const MountedApp&)>
Route hook_route() {
  Route route;
  route.lane = Lane::write;
  route.access = access_of<User>();
  route.input = detail::input_of<In>();
  route.output = &type_of<Out>();
  route.prepare = [](const Preparation& from, const void* input) -> WriteWork {
    const auto who = make_caller<User>(from.caller.principal, from.caller.origin);
    return [who, in = *static_cast<const In*>(input), &app = from.app](Write& tx) {
      return detail::outcome_of(Do(tx, who, in, app));
    };
  };
  return route;
}

// ---- collections as events call them ------------------------------------------------------------

struct CollectionTable {
  Id<Definition> id = {};
  std::string name = {}, project = {};
};
BOOST_DESCRIBE_STRUCT(CollectionTable, (), (id, name, project))

constexpr Sql select_tables =
    "select d.id, d.name, p.name as project from definitions d join projects p on p.id = d.project";

MadeTable made_table(const CollectionTable& row) {
  Definition definition;
  definition.id = row.id;
  definition.name = row.name;
  return {table_of(definition), row.project + "." + row.name, "/" + row.project + "/" + row.name};
}

std::optional<MadeTable> find_table(Read& tx, const std::string& table) {
  const std::string name = table.substr(0, table.rfind('_'));
  for (const auto& row :
       tx.rows_where<CollectionTable>(select_tables, Where("d.name = $1", name))) {
    if (MadeTable made = made_table(row); made.table == table) return made;
  }
  return std::nullopt;
}

std::vector<MadeTable> all_tables(Read& tx) {
  std::vector<MadeTable> all;
  for (const auto& row : tx.rows<CollectionTable>(select_tables)) all.push_back(made_table(row));
  return all;
}

std::int64_t count_project_webhooks(Read& tx) {
  return tx
      .rows<WebhookNumber>(
          "select count(*) as rows from project_webhooks p join _webhooks w on w.id = p.id")
      .front()
      .rows;
}

// Those that there were.
std::vector<Id<ProjectWebhook>> end_webhooks(Write& tx, const Where& where) {
  std::vector<Id<ProjectWebhook>> ended;
  for (const ProjectWebhook& one :
       tx.rows_where<ProjectWebhook>("select * from project_webhooks", where)) {
    if (tx.find(webhook_of(one.id))) end_webhook(tx, webhook_of(one.id));
    tx.remove(one.id);
    ended.push_back(one.id);
  }
  return ended;
}

}  // namespace

void add_project_webhooks(App& app) {
  const std::vector<Problem> of_owners{problems::forbidden};
  app.get<&list_project_webhooks>("/project-webhooks",
                                  "List other servers that are told of one's projects")
      .get<&get_project_webhook>("/project-webhooks/{id}", "A webhook, and how it goes",
                                 {problems::forbidden});
  app.add_route(hook_route<NewProjectWebhook, ProjectWebhookWithSecret, &make_hook>(),
                "make_project_webhook", "POST", "/project-webhooks",
                "Have another server told of a project's records",
                {limit_reached, problems::forbidden});
  app.add_route(hook_route<Patch<EditProjectWebhook>, ProjectWebhookPage, &change_hook>(),
                "edit_project_webhook", "PATCH", "/project-webhooks/{id}",
                "Change a webhook, or switch it off or on", of_owners);
  app.add_route(hook_route<Id<ProjectWebhook>, ProjectWebhookWithSecret, &rotate_hook>(),
                "rotate_project_webhook_secret", "POST", "/project-webhooks/{id}/rotate",
                "Make a new secret, beside which the old one counts for another day", of_owners);
  app.status(200);
  app.add_route(hook_route<Id<ProjectWebhook>, WebhookDelivery, &ping_hook>(),
                "ping_project_webhook", "POST", "/project-webhooks/{id}/ping",
                "Send a webhook a message to try it", of_owners);
  app.status(202);
  app.get<&list_project_webhook_deliveries>("/project-webhooks/{id}/deliveries",
                                            "List what was sent to a webhook in the last days",
                                            {problems::forbidden})
      .del<&remove_project_webhook>("/project-webhooks/{id}",
                                    "Tell another server nothing any more", {problems::forbidden});
}

void end_webhooks_of(Write& tx, const Id<Project>& project,
                     const std::optional<AccountId>& account) {
  Where where("project = $1", project);
  if (account) where.add("account = $1", *account);
  end_webhooks(tx, where);
}

void forget_webhooks_of(Write& tx, const AccountId& person) {
  for (const Id<ProjectWebhook>& id : end_webhooks(tx, Where("account = $1", person)))
    tx.forget(id, {"account"}, to_string(person));
}

MadeTableSource collection_tables() { return {&find_table, &all_tables, &count_project_webhooks}; }

}  // namespace stoa::collections
