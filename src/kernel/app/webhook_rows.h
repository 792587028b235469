// Reading and changing the rows of webhooks within a transaction: what routes and jobs share.
//
// Called by a lane's thread.
#pragma once

#include "kernel/app/webhook_model.h"

namespace stoa {

// The endpoint as it is, or a 404 problem.
WebhookPage webhook_page(Read& tx, const Id<Webhook>& id);
// A message as it is, or a 404 problem.
WebhookDelivery webhook_delivery(Read& tx, const Id<WebhookDelivery>& id);

// Its messages of the last days, the newest first.
Page<WebhookDelivery> webhook_deliveries(Read& tx, const Id<Webhook>& id,
                                         const std::optional<DeliveryState>& state,
                                         const Paging& paging);
// Takes it away, or a 404 problem. What was sent to it goes in portions (purge_webhooks): there may
// be much of it.
void end_webhook(Write& tx, const Id<Webhook>& id);

// Has it looked at what there is to send to an endpoint, after this transaction.
void send_soon(Write& tx, const Id<Webhook>& id);
// The same at a time of its own.
void send_at(Write& tx, const Id<Webhook>& id, Timestamp due);
// Has a message tried again that ended, with all its attempts before it; it holds back nobody.
void send_again(Write& tx, const Id<WebhookDelivery>& id);
// Keeps a message; `body` is what it says.
void add_delivery(Write& tx, const WebhookDelivery& delivery, std::string_view body);

}  // namespace stoa
