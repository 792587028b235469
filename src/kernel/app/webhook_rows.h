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

// Has it looked at what there is to send to an endpoint, after this transaction.
void send_soon(Write& tx, const Id<Webhook>& id);
// The same at a time of its own.
void send_at(Write& tx, const Id<Webhook>& id, Timestamp due);
// Has a message tried again that ended, with all its attempts before it; it holds back nobody.
void send_again(Write& tx, const Id<WebhookDelivery>& id);
// Keeps a message; `body` is what it says.
void add_delivery(Write& tx, const WebhookDelivery& delivery, std::string_view body);

}  // namespace stoa
