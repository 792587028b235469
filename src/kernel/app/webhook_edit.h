// Making, changing and trying endpoints: routes that look at the configuration and the app's events
// first, or that deal with secrets; and what they do, for an app that lets others than
// administrators keep webhooks of a part of its events.
//
// The routes are made while the kernel puts the app together; the rest is for a lane's thread.
#pragma once

#include "kernel/app/mounted.h"
#include "kernel/app/webhook_rows.h"

namespace stoa {

void add_webhook_editing(App& app);

// A webhook of these events, whose names all begin with `among`. Throws what is wrong with it.
WebhookWithSecret make_webhook(Write& tx, const WebhookFields& fields, const MountedApp& app,
                               std::string_view among = {});
WebhookPage edit_webhook(Write& tx, const Id<Webhook>& id,
                         const std::function<void(WebhookFields&)>& edit, const MountedApp& app,
                         std::string_view among = {});
WebhookWithSecret rotate_webhook_secret(Write& tx, const Id<Webhook>& id, const MountedApp& app);
WebhookDelivery ping_webhook(Write& tx, const Id<Webhook>& id, const MountedApp& app);

}  // namespace stoa
