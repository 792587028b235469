// Webhooks of a project: what its owners have other servers told of its records.
//
// The kernel keeps and sends them, as it does those of administrators (kernel/app/webhooks.h). Here
// it is said whose they are, and that they are told of their project alone. One lasts as long as
// whoever made it owns the project. Handlers are for the lanes.
#pragma once

#include "apps/collections/model.h"
#include "kernel/app/made_tables.h"
#include "kernel/app/webhook_model.h"

namespace stoa::collections {

// Whose a webhook is: its id is the webhook's.
struct ProjectWebhook {
  static constexpr auto table = "project_webhooks";
  Id<ProjectWebhook> id = {};
  Id<Project> project = {};
  AccountId account = {};  // who made it
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(ProjectWebhook, (), (id, project, account, version, created, updated))

// With what it is, and how it goes.
struct ProjectWebhookPage : ProjectWebhook, WebhookFields {
  std::optional<std::string> disabled_because = {};
  std::optional<Timestamp> failing_since = {};
  std::optional<Timestamp> waits_since = {};
  std::optional<Timestamp> retry_at = {};
};
BOOST_DESCRIBE_STRUCT(ProjectWebhookPage, (ProjectWebhook, WebhookFields),
                      (disabled_because, failing_since, waits_since, retry_at))

void add_project_webhooks(App& app);

// Ends those that somebody made in a project that they own no more; nobody: those of all.
void end_webhooks_of(Write& tx, const Id<Project>& project,
                     const std::optional<AccountId>& account = {});
// Ends those of a person, of whom the log says nothing any more.
void forget_webhooks_of(Write& tx, const AccountId& person);

// Collections as webhooks and events call them (MadeRoutes::name_tables).
MadeTableSource collection_tables();

}  // namespace stoa::collections
