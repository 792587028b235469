// A webhook as its rows have it: an endpoint of somebody else's, and what became of each message to
// it. Values only; any thread.
#pragma once

#include "kernel/app/app.h"

namespace stoa {

// Which events: "library.loan_started"; "library.works.*" for all that begin so, "*" for all.
using EventPattern = Pattern<R"(\*|[a-z][a-z0-9_]*(\.[a-z0-9_]+)*(\.\*)?)">;

// Another server that an administrator has events of this app sent to.
struct WebhookFields {
  Url url = {};
  List<EventPattern, 1, 50> events = {};
  std::optional<Text<1, 500>> description = {};
  Default<bool, true> enabled = {};
};
BOOST_DESCRIBE_STRUCT(WebhookFields, (), (url, events, description, enabled))

struct Webhook : WebhookFields {
  static constexpr auto table = "_webhooks";
  Id<Webhook> id = {};
  std::optional<std::string> disabled_because = {};  // where nobody but the kernel did it
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Webhook, (WebhookFields), (id, disabled_because, version, created, updated))

// With how it goes: since when nothing has arrived, how old the event is that waits for its next
// attempt and holds back the others, and when that is.
struct WebhookPage : Webhook {
  std::optional<Timestamp> failing_since = {};
  std::optional<Timestamp> waits_since = {};
  std::optional<Timestamp> retry_at = {};
};
BOOST_DESCRIBE_STRUCT(WebhookPage, (Webhook), (failing_since, waits_since, retry_at))

// A secret is shown once, to whoever made it.
struct WebhookWithSecret : WebhookPage {
  std::string secret = {};
};
BOOST_DESCRIBE_STRUCT(WebhookWithSecret, (WebhookPage), (secret))

enum class DeliveryState { waiting, delivered, dead };
BOOST_DESCRIBE_ENUM(DeliveryState, waiting, delivered, dead)

// A message to an endpoint. One that succeeds at once is there only afterwards.
struct WebhookDelivery {
  Id<WebhookDelivery> id = {};
  Id<Webhook> webhook = {};
  std::string message = {};  // its webhook-id, the same at each attempt
  std::string event = {};
  std::string subject = {};  // what the event is about
  Timestamp happened = {};   // when it happened
  DeliveryState state = DeliveryState::waiting;
  bool in_order = true;  // it holds back those behind it; not so what was asked for by hand
  std::int64_t attempts = 0;
  std::optional<std::int64_t> status = {};  // of the last attempt
  std::optional<std::string> answer = {};   // how it begins
  std::optional<std::string> error = {};
  std::optional<Timestamp> due = {};  // of one that waits: the next attempt; none: at once
  Timestamp created = {};
  std::optional<Timestamp> ended = {};
};
BOOST_DESCRIBE_STRUCT(WebhookDelivery, (),
                      (id, webhook, message, event, subject, happened, state, in_order, attempts,
                       status, answer, error, due, created, ended))

// The job that looks what there is to send to an endpoint, and sends it.
struct SendWebhooks {
  static constexpr auto job = "webhooks";
  Id<Webhook> webhook = {};
};
BOOST_DESCRIBE_STRUCT(SendWebhooks, (), (webhook))

// The job that has messages sent again: those that are dead, or all from there on.
struct ReplayWebhooks {
  static constexpr auto job = "webhook_replay";
  Id<Webhook> webhook = {};
  Timestamp since = {};
  bool all = false;
};
BOOST_DESCRIBE_STRUCT(ReplayWebhooks, (), (webhook, since, all))

// The reader of the log that an endpoint is.
inline std::string reader_of(const Id<Webhook>& webhook) { return "webhook " + to_string(webhook); }

// What a secret is sealed for.
inline constexpr std::string_view purpose_of_webhooks = "webhook";

}  // namespace stoa
