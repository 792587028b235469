// Has an endpoint sent again what it was sent before: the dead messages of a time, or all that the
// log has from there on.
//
// Called by the job, on a thread that may wait, while nothing else is sent to the endpoint.
#pragma once

#include "kernel/app/mounted.h"
#include "kernel/app/webhook_model.h"

namespace stoa {

Again replay_webhooks(const MountedApp& app, const jobs::Run& run, const ReplayWebhooks& job);

}  // namespace stoa
