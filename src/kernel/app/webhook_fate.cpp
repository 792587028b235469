#include "kernel/app/webhook_fate.h"

#include "kernel/app/webhook_rows.h"
#include "kernel/observe/log.h"
#include "kernel/outward/retries.h"

namespace stoa {
namespace {

constexpr std::chrono::hours longest_silence{24 * 5};
constexpr int status_gone = 410;

// What a person can read, and a text column takes.
std::string readable_answer(std::string_view bytes) {
  std::string text(bytes);
  for (char& c : text)
    if (c < ' ' || c > '~') c = c == '\n' || c == '\t' ? ' ' : '?';
  return text;
}

void switch_off(Write& tx, const WebhookPage& endpoint, std::string why) {
  Webhook webhook = tx.get(endpoint.id);
  if (!webhook.enabled) return;
  log::warning("a webhook is switched off", {{"webhook", std::string_view(to_string(webhook.id))},
                                             {"why", std::string_view(why)}});
  webhook.enabled = false;
  webhook.disabled_because = std::move(why);
  tx.update(webhook);
}

void set_state(Write& tx, const Id<Webhook>& id, const std::optional<Timestamp>& retry_at,
               const std::optional<Timestamp>& waits_since,
               const std::optional<Timestamp>& failing_since) {
  tx.run(
      "update _webhook_states set retry_at = $2, waits_since = $3, failing_since = $4 "
      "where webhook = $1",
      id, retry_at, waits_since, failing_since);
}

// It answers: what waits for its next attempt need not wait longer.
void try_first_now(Write& tx, const Id<Webhook>& id) {
  tx.run(
      "update _webhook_deliveries set due = null "
      "where webhook = $1 and state = 'waiting' and in_order",
      id);
}

void follow_up_in_order(Write& tx, const WebhookPage& endpoint, const WebhookDelivery& delivery) {
  if (delivery.state == DeliveryState::delivered) {
    const bool was_failing = endpoint.failing_since || endpoint.retry_at || endpoint.waits_since;
    if (was_failing) set_state(tx, endpoint.id, {}, {}, {});
    return;
  }
  const Timestamp failing = endpoint.failing_since.value_or(tx.now());
  const bool waits = delivery.state == DeliveryState::waiting;
  std::optional<Timestamp> since;
  if (waits) since = delivery.happened;
  set_state(tx, endpoint.id, delivery.due, since, failing);
  if (tx.now() - longest_silence >= failing)
    switch_off(tx, endpoint, "Nothing has arrived there for five days.");
}

}  // namespace

void put_down(WebhookDelivery& delivery, const outward::Reply& reply, const Attempt& attempt) {
  delivery.attempts += 1;
  delivery.status.reset();
  delivery.answer.reset();
  delivery.error.reset();
  delivery.due.reset();
  if (reply.status > 0) delivery.status = reply.status;
  if (!reply.body.empty()) delivery.answer = readable_answer(reply.body);
  if (!reply.fault.empty()) delivery.error = reply.fault;
  if (reply.taken()) {
    delivery.state = DeliveryState::delivered;
    delivery.ended = attempt.now;
    return;
  }
  const auto wait =
      outward::wait_after(static_cast<int>(delivery.attempts), reply.retry_after, attempt.chance);
  if (attempt.final || !wait || reply.status == status_gone) {
    delivery.state = DeliveryState::dead;
    delivery.ended = attempt.now;
  } else {
    delivery.due = attempt.now + *wait;
  }
}

void follow_up(Write& tx, const WebhookPage& endpoint, const WebhookDelivery& delivery) {
  if (delivery.in_order) {
    follow_up_in_order(tx, endpoint, delivery);
  } else if (delivery.state == DeliveryState::delivered) {
    try_first_now(tx, endpoint.id);
  }
  if (delivery.status == status_gone)
    switch_off(tx, endpoint, "It answered 410 Gone: it wants no more.");
  if (delivery.due) send_at(tx, endpoint.id, *delivery.due);
}

}  // namespace stoa
