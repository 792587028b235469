#include "kernel/app/webhooks.h"

#include "kernel/app/webhook_edit.h"
#include "kernel/app/webhook_replay.h"
#include "kernel/app/webhook_rows.h"
#include "kernel/app/webhook_sending.h"

namespace stoa {
namespace {

constexpr std::chrono::hours deliveries_kept{24 * 7};
constexpr int deliveries_in_portion = 500;

constexpr Problem webhook_disabled{409, "webhook_disabled",
                                   "This webhook is switched off; switch it on first."};
constexpr Problem message_gone{409, "message_gone",
                               "What it said has been forgotten; there is nothing to send."};

constexpr Problem message_ended{409, "message_ended", "This message does not wait any more."};

struct DeliverySearch : Paging {
  Id<Webhook> id = {};
  std::optional<DeliveryState> state = {};
};
BOOST_DESCRIBE_STRUCT(DeliverySearch, (Paging), (id, state))

struct WebhookReplay {
  Id<Webhook> id = {};
  Timestamp since = {};
  // Also those that arrived, and those that were never tried: all that the log has from there on.
  Default<bool, false> all = {};
};
BOOST_DESCRIBE_STRUCT(WebhookReplay, (), (id, since, all))

struct HasBody {
  bool has_body = false;
};
BOOST_DESCRIBE_STRUCT(HasBody, (), (has_body))

// ---- handlers -----------------------------------------------------------------------------------

Page<WebhookPage> list_webhooks(Read& tx, const Admin&, const Paging& in) {
  return tx.page<WebhookPage>(
      "select id, url, events, description, enabled, disabled_because, version, created, updated, "
      "failing_since, waits_since, retry_at from _webhooks join _webhook_states on webhook = id",
      {}, "id", in);
}

WebhookPage get_webhook(Read& tx, const Admin&, const Id<Webhook>& id) {
  return webhook_page(tx, id);
}

void remove_webhook(Write& tx, const Admin&, const Id<Webhook>& id) { end_webhook(tx, id); }

Page<WebhookDelivery> list_webhook_deliveries(Read& tx, const Admin&, const DeliverySearch& in) {
  return webhook_deliveries(tx, in.id, in.state, in);
}

// One that waits is tried now; one that ended is sent again, and holds back nobody.
WebhookDelivery replay_webhook_delivery(Write& tx, const Admin&, const Id<WebhookDelivery>& id) {
  const WebhookDelivery delivery = webhook_delivery(tx, id);
  if (!tx.get(delivery.webhook).enabled) throw webhook_disabled;
  const auto body = tx.rows<HasBody>(
      "select body is not null as has_body from _webhook_deliveries where id = $1", id);
  if (!body.front().has_body) throw message_gone;
  tx.run("update _webhook_deliveries set due = null where id = $1 and state = 'waiting'", id);
  if (delivery.state != DeliveryState::waiting) send_again(tx, id);
  send_soon(tx, delivery.webhook);
  return webhook_delivery(tx, id);
}

// It is a dead letter then, and the next go on.
WebhookDelivery give_up_webhook_delivery(Write& tx, const Admin&, const Id<WebhookDelivery>& id) {
  const WebhookDelivery delivery = webhook_delivery(tx, id);
  if (tx.run("update _webhook_deliveries set state = 'dead', due = null, ended = $2 "
             "where id = $1 and state = 'waiting'",
             id, tx.now()) == 0)
    throw message_ended;
  if (delivery.in_order)
    tx.run("update _webhook_states set retry_at = null, waits_since = null where webhook = $1",
           delivery.webhook);
  send_soon(tx, delivery.webhook);
  return webhook_delivery(tx, id);
}

WebhookPage replay_webhook(Write& tx, const Admin&, const WebhookReplay& in) {
  if (!tx.get(in.id).enabled) throw webhook_disabled;
  tx.enqueue(ReplayWebhooks{.webhook = in.id, .since = in.since, .all = in.all},
             {.one_at_a_time = reader_of(in.id)});
  return webhook_page(tx, in.id);
}

// ---- what an app is given -----------------------------------------------------------------------

template <class Job, Again (*Do)(const MountedApp&, const jobs::Run&, const Job&)>
JobHandler kernel_job() {
  JobHandler handler;
  handler.name = Job::job;
  handler.lane = Lane::task;
  handler.job = &type_of<Job>();
  // It fails only where the database does; what an endpoint does is in rows, and has attempts
  // there.
  handler.options = {.attempts = 1'000'000, .longest_wait = std::chrono::minutes(1)};
  handler.of_kernel = [](const MountedApp& app, const jobs::Run& run, const void* job) {
    return Do(app, run, *static_cast<const Job*>(job));
  };
  return handler;
}

}  // namespace

void add_webhooks(App& app) {
  if (WebhookEvents(app).empty()) return;
  app.get<&list_webhooks>("/webhooks", "List other servers that are told of events")
      .get<&get_webhook>("/webhooks/{id}", "A webhook, and how it goes");
  add_webhook_editing(app);
  app.del<&remove_webhook>("/webhooks/{id}", "Tell another server nothing any more")
      .post<&replay_webhook>("/webhooks/{id}/replay",
                             "Send again what is dead since then, or all of it", {webhook_disabled})
      .status(202)
      .get<&list_webhook_deliveries>("/webhooks/{id}/deliveries",
                                     "List what was sent to a webhook in the last days")
      .post<&replay_webhook_delivery>("/webhook-deliveries/{id}/replay",
                                      "Try a message now, or send it again",
                                      {webhook_disabled, message_gone})
      .status(202)
      .post<&give_up_webhook_delivery>("/webhook-deliveries/{id}/give-up",
                                       "Try a message no more, so that the next go on",
                                       {message_ended})
      .status(200);
  app.add_job(kernel_job<SendWebhooks, &send_webhooks>());
  app.add_job(kernel_job<ReplayWebhooks, &replay_webhooks>());
}

bool purge_webhooks(Write& tx) {
  const auto old = tx.run(
      "delete from _webhook_deliveries where id in (select id from _webhook_deliveries "
      "where ended < $1 order by ended limit $2)",
      tx.now() - deliveries_kept, deliveries_in_portion);
  const auto orphans = tx.run(
      "delete from _webhook_deliveries where id in (select d.id from _webhook_deliveries d "
      "where not exists (select 1 from _webhooks w where w.id = d.webhook) limit $1)",
      deliveries_in_portion);
  return old == deliveries_in_portion || orphans == deliveries_in_portion;
}

}  // namespace stoa
