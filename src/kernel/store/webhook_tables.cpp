#include "kernel/store/webhook_tables.h"

#include "kernel/store/migration.h"

namespace stoa::store {
namespace {

// Secrets and what changes at each attempt stand apart from the record, whose every state the log
// keeps. `in_order`: those behind it wait; the others were asked for by hand. How far an endpoint
// has come in the log is a cursor of its own in `_cursors`.
constexpr std::string_view webhook_tables = R"sql(
create table if not exists _webhooks (
  id {id} primary key not null,
  url {text} not null,
  events {text} not null,
  description {text},
  enabled {bool} not null,
  disabled_because {text},
  version {int} not null,
  created {instant} not null,
  updated {instant} not null
) strict;
create table if not exists _webhook_secrets (
  webhook {id} not null references _webhooks (id),
  secret {text} not null,
  made {instant} not null,
  until {instant},
  primary key (webhook, made)
) strict;
create table if not exists _webhook_states (
  webhook {id} primary key not null references _webhooks (id),
  retry_at {instant},
  waits_since {instant},
  failing_since {instant}
) strict;
create table if not exists _webhook_deliveries (
  id {id} primary key not null,
  webhook {id} not null,
  message {text} not null,
  event {text} not null,
  subject {text} not null,
  happened {instant} not null,
  body {text},
  state {text} not null check (state in ('waiting', 'delivered', 'dead')),
  in_order {bool} not null,
  attempts {int} not null,
  status {int},
  answer {text},
  error {text},
  due {instant},
  created {instant} not null,
  ended {instant}
) strict;
create index if not exists _webhook_deliveries_webhook on _webhook_deliveries (webhook, id);
create index if not exists _webhook_deliveries_state on _webhook_deliveries (webhook, state, id);
create index if not exists _webhook_deliveries_subject on _webhook_deliveries (subject);
create index if not exists _webhook_deliveries_ended on _webhook_deliveries (ended);
)sql";

}  // namespace

void create_webhook_tables(Connection& connection) {
  connection.run_script(render(webhook_tables, connection.dialect()));
}

void forget_in_webhooks(Connection& connection, std::string_view key) {
  const Value subject = key;
  connection.enqueue("update _webhook_deliveries set body = null where subject = $1",
                     {&subject, 1});
}

}  // namespace stoa::store
