// What is made of an attempt to send a message: what its row says then, and what that means for the
// endpoint.
//
// Called by whoever sends, in the transaction that records it.
#pragma once

#include <string>

#include "kernel/app/webhook_model.h"
#include "kernel/outward/client.h"

namespace stoa {

// How an attempt went that was the `delivery.attempts`-th; puts it down in `delivery`. `chance` is
// from 0 to 1. `final`: there is to be no other.
struct Attempt {
  Timestamp now;
  double chance = 0;
  bool final = false;
};
void put_down(WebhookDelivery& delivery, const outward::Reply& reply, const Attempt& attempt);

// Has the endpoint wait, go on, or be switched off, as this attempt of now says; and looked at
// again when the next one is due.
void follow_up(Write& tx, const WebhookPage& endpoint, const WebhookDelivery& delivery);

}  // namespace stoa
