#include "kernel/app/webhook_edit.h"

#include <algorithm>

#include "kernel/app/webhook_office.h"
#include "kernel/model/nearest.h"
#include "kernel/outward/signature.h"
#include "kernel/outward/target.h"

namespace stoa {
namespace {

constexpr std::chrono::hours old_secret_counts_for{24};
constexpr std::int64_t most_webhooks = 500;

constexpr Problem too_many_webhooks{409, "too_many_webhooks",
                                    "An app has five hundred webhooks at the most."};

struct EditWebhook : WebhookFields {
  Id<Webhook> id = {};
};
BOOST_DESCRIBE_STRUCT(EditWebhook, (WebhookFields), (id))

struct WebhookCount {
  std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(WebhookCount, (), (count))

// All that there are, those of tables that were made among them.
std::vector<std::string> names_of_events(Read& tx, const WebhookOffice& office) {
  std::vector<std::string> names;
  for (const WebhookEvents::Event& event : office.events.all()) names.push_back(event.name);
  if (!office.made.all) return names;
  for (const MadeTable& table : office.made.all(tx))
    for (WebhookEvents::Event& event : office.events.of_made(table.name))
      names.push_back(std::move(event.name));
  return names;
}

std::string no_such_events(std::string_view pattern, const std::vector<std::string>& names) {
  const bool of_all = pattern.ends_with(".*");
  std::vector<std::string_view> known;
  for (const std::string& name : names)
    known.push_back(of_all ? std::string_view(name).substr(0, name.rfind('.')) : name);
  const auto nearest =
      nearest_name(known, of_all ? pattern.substr(0, pattern.size() - 2) : pattern);
  if (nearest.empty())
    return "There are no such events; the OpenAPI document lists them under webhooks.";
  return "There are no such events; did you mean " + std::string(nearest) + (of_all ? ".*?" : "?");
}

using Patterns = List<EventPattern, 1, 50>;

bool has(const Patterns& patterns, const std::string& pattern) {
  return std::find(patterns.begin(), patterns.end(), pattern) != patterns.end();
}

// What the types do not say: whom it is for, and whether there are such events. What it was told of
// already may be gone meanwhile.
void check_fields(Read& tx, const WebhookFields& fields, const WebhookOffice& office,
                  std::string_view among, const Patterns& before = {}) {
  std::vector<FieldError> errors;
  const std::string fault = outward::fault_of_url(fields.url, office.addresses);
  if (!fault.empty()) errors.push_back({"/url", "url_refused", fault});
  std::vector<std::string> names = names_of_events(tx, office);
  std::erase_if(names, [&](const std::string& name) { return !name.starts_with(among); });
  for (std::size_t i = 0; i < fields.events.size(); ++i) {
    const std::string& pattern = fields.events[i];
    const bool known = std::any_of(names.begin(), names.end(), [&](const std::string& name) {
      return WebhookEvents::means(pattern, name);
    });
    if (!has(before, pattern) && !(known && pattern.starts_with(among)))
      errors.push_back(
          {"/events/" + std::to_string(i), "not_in_set", no_such_events(pattern, names)});
  }
  if (!errors.empty()) throw Refusal{problems::validation_failed, "", std::move(errors)};
}

std::string add_secret(Write& tx, const Id<Webhook>& id, const Sealer& seal) {
  std::string secret = outward::make_webhook_secret();
  tx.run("insert into _webhook_secrets (webhook, secret, made) values ($1, $2, $3)", id,
         seal.seal(secret, purpose_of_webhooks), tx.now());
  return secret;
}

WebhookWithSecret with_secret(Read& tx, const Id<Webhook>& id, std::string secret) {
  WebhookWithSecret made;
  static_cast<WebhookPage&>(made) = webhook_page(tx, id);
  made.secret = std::move(secret);
  return made;
}

// Those of the app's administrators.
void check_number(Read& tx, const WebhookOffice& office) {
  const std::int64_t others = office.made.webhooks ? office.made.webhooks(tx) : 0;
  if (tx.rows<WebhookCount>("select count(*) as count from _webhooks").front().count - others >=
      most_webhooks)
    throw too_many_webhooks;
}

// Switched on again, it goes on where it stood, with all attempts before it.
void go_on(Write& tx, const Id<Webhook>& id) {
  tx.run(
      "update _webhook_states set retry_at = null, waits_since = null, failing_since = null "
      "where webhook = $1",
      id);
  tx.run(
      "update _webhook_deliveries set attempts = 0, due = null "
      "where webhook = $1 and state = 'waiting' and in_order",
      id);
}

WriteWork prepare_make(const Preparation& from, const void* input) {
  const auto& fields = *static_cast<const WebhookFields*>(input);
  return [fields, &app = from.app](Write& tx) {
    check_number(tx, *app.webhooks);
    return detail::outcome_of(make_webhook(tx, fields, app));
  };
}

WriteWork prepare_edit(const Preparation& from, const void* input) {
  const auto& patch = *static_cast<const Patch<EditWebhook>*>(input);
  return [patch, &app = from.app](Write& tx) {
    const Id<Webhook> id = patch.fields.id;
    const auto edit = [&](WebhookFields& fields) {
      EditWebhook edited{fields, id};
      patch.apply(edited);
      fields = edited;
    };
    return detail::outcome_of(edit_webhook(tx, id, edit, app));
  };
}

WriteWork prepare_rotation(const Preparation& from, const void* input) {
  const Id<Webhook> id = *static_cast<const Id<Webhook>*>(input);
  return [id, &app = from.app](Write& tx) {
    return detail::outcome_of(rotate_webhook_secret(tx, id, app));
  };
}

WriteWork prepare_ping(const Preparation& from, const void* input) {
  const Id<Webhook> id = *static_cast<const Id<Webhook>*>(input);
  return [id, &app = from.app](Write& tx) { return detail::outcome_of(ping_webhook(tx, id, app)); };
}

template <class In, class Out>
Route prepared_route(Prepare prepare) {
  Route route;
  route.lane = Lane::write;
  route.access = access_of<Admin>();
  route.input = detail::input_of<In>();
  route.output = &type_of<Out>();
  route.prepare = prepare;
  return route;
}

}  // namespace

WebhookWithSecret make_webhook(Write& tx, const WebhookFields& fields, const MountedApp& app,
                               std::string_view among) {
  check_fields(tx, fields, *app.webhooks, among);
  Webhook webhook;
  static_cast<WebhookFields&>(webhook) = fields;
  webhook = tx.insert(webhook);
  tx.run("insert into _webhook_states (webhook) values ($1)", webhook.id);
  std::string secret = add_secret(tx, webhook.id, *app.seal);
  send_soon(tx, webhook.id);
  return with_secret(tx, webhook.id, std::move(secret));
}

WebhookPage edit_webhook(Write& tx, const Id<Webhook>& id,
                         const std::function<void(WebhookFields&)>& edit, const MountedApp& app,
                         std::string_view among) {
  Webhook webhook = tx.get(id);
  const bool was_enabled = webhook.enabled;
  const Patterns before = webhook.events;
  edit(webhook);
  check_fields(tx, webhook, *app.webhooks, among, before);
  if (webhook.enabled) webhook.disabled_because.reset();
  tx.update(webhook);
  if (webhook.enabled && !was_enabled) go_on(tx, id);
  send_soon(tx, id);
  return webhook_page(tx, id);
}

// The one of before signs for another day; one from before that is at its end already.
WebhookWithSecret rotate_webhook_secret(Write& tx, const Id<Webhook>& id, const MountedApp& app) {
  tx.get(id);
  tx.run("delete from _webhook_secrets where webhook = $1 and until is not null", id);
  tx.run("update _webhook_secrets set until = $2, made = made - 1 where webhook = $1", id,
         tx.now() + old_secret_counts_for);
  return with_secret(tx, id, add_secret(tx, id, *app.seal));
}

// It is tried once, and holds back nobody.
WebhookDelivery ping_webhook(Write& tx, const Id<Webhook>& id, const MountedApp& app) {
  tx.get(id);
  const WebhookEvents& events = app.webhooks->events;
  WebhookDelivery ping{.id = {make_uuid_v7(tx.now())}, .webhook = id};
  ping.message = "ping_" + to_string(ping.id);
  ping.event = events.ping_name();
  ping.subject = to_string(id);
  ping.happened = ping.created = tx.now();
  ping.in_order = false;
  add_delivery(tx, ping,
               events.ping_body(ping.subject, ping.message, tx.now(), app.site->address()));
  send_soon(tx, id);
  return ping;
}

void add_webhook_editing(App& app) {
  app.add_route(prepared_route<WebhookFields, WebhookWithSecret>(&prepare_make), "make_webhook",
                "POST", "/webhooks", "Have another server told of events", {too_many_webhooks});
  app.add_route(prepared_route<Patch<EditWebhook>, WebhookPage>(&prepare_edit), "edit_webhook",
                "PATCH", "/webhooks/{id}", "Change a webhook, or switch it off or on", {});
  app.add_route(prepared_route<Id<Webhook>, WebhookWithSecret>(&prepare_rotation),
                "rotate_webhook_secret", "POST", "/webhooks/{id}/rotate",
                "Make a new secret, beside which the old one counts for another day", {});
  app.status(200);
  app.add_route(prepared_route<Id<Webhook>, WebhookDelivery>(&prepare_ping), "ping_webhook", "POST",
                "/webhooks/{id}/ping", "Send a webhook a message to try it", {});
  app.status(202);
}

}  // namespace stoa
