#include "kernel/app/webhook_rows.h"

namespace stoa {

WebhookPage webhook_page(Read& tx, const Id<Webhook>& id) {
  auto found = tx.rows<WebhookPage>(
      "select id, url, events, description, enabled, disabled_because, version, created, updated, "
      "failing_since, waits_since, retry_at "
      "from _webhooks join _webhook_states on webhook = id where id = $1",
      id);
  if (found.empty()) throw Refusal{not_found_problem(shape_of<Webhook>())};
  return std::move(found.front());
}

WebhookDelivery webhook_delivery(Read& tx, const Id<WebhookDelivery>& id) {
  auto found = tx.rows<WebhookDelivery>(
      "select id, webhook, message, event, subject, happened, state, in_order, attempts, status, "
      "answer, error, due, created, ended from _webhook_deliveries where id = $1",
      id);
  if (found.empty()) throw Refusal{not_found_problem(shape_of<WebhookDelivery>())};
  return std::move(found.front());
}

Page<WebhookDelivery> webhook_deliveries(Read& tx, const Id<Webhook>& id,
                                         const std::optional<DeliveryState>& state,
                                         const Paging& paging) {
  tx.get(id);
  Where where("webhook = $1", id);
  if (state) where.add("state = $1", *state);
  return tx.page<WebhookDelivery>(
      "select id, webhook, message, event, subject, happened, state, in_order, attempts, status, "
      "answer, error, due, created, ended from _webhook_deliveries",
      where, "-id", paging);
}

void end_webhook(Write& tx, const Id<Webhook>& id) {
  tx.get(id);
  tx.run("delete from _webhook_secrets where webhook = $1", id);
  tx.run("delete from _webhook_states where webhook = $1", id);
  tx.run("delete from _cursors where reader = $1", reader_of(id));
  tx.remove(id);
}

// One that waits to look at the log does for all that comes before it has begun.
void send_soon(Write& tx, const Id<Webhook>& id) {
  tx.enqueue(SendWebhooks{.webhook = id},
             {.unique = "now " + to_string(id), .one_at_a_time = reader_of(id)});
}

void send_at(Write& tx, const Id<Webhook>& id, Timestamp due) {
  tx.enqueue_at(due, SendWebhooks{.webhook = id}, {.one_at_a_time = reader_of(id)});
}

void send_again(Write& tx, const Id<WebhookDelivery>& id) {
  tx.run(
      "update _webhook_deliveries set state = 'waiting', in_order = false, attempts = 0, due = "
      "null, "
      "ended = null, status = null, answer = null, error = null where id = $1",
      id);
}

void add_delivery(Write& tx, const WebhookDelivery& d, std::string_view body) {
  tx.run(
      "insert into _webhook_deliveries (id, webhook, message, event, subject, happened, body, "
      "state, in_order, attempts, status, answer, error, due, created, ended) values "
      "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
      d.id, d.webhook, d.message, d.event, d.subject, d.happened, body, d.state, d.in_order,
      d.attempts, d.status, d.answer, d.error, d.due, d.created, d.ended);
}

}  // namespace stoa
