// Sends an endpoint what is meant for it: what waits for another attempt, then what the log has.
//
// In the order of the log: an event that was not taken waits, and all behind it wait with it. What
// became of each is recorded together with the step of the endpoint's cursor, so that an event is
// sent at least once, whatever is killed when, and under one webhook-id. Called by the jobs, on a
// thread that may wait; one at a time an endpoint.
#pragma once

#include "kernel/app/mounted.h"
#include "kernel/app/webhook_model.h"

namespace stoa {

Again send_webhooks(const MountedApp& app, const jobs::Run& run, const SendWebhooks& job);
}  // namespace stoa
