// The tables of what an app sends to other servers, and how the log's forgetting reaches them.
//
// Called by a lane's thread.
#pragma once

#include <string_view>

#include "kernel/store/connection.h"

namespace stoa::store {

// Creates `_webhooks`, `_webhook_secrets`, `_webhook_states` and `_webhook_deliveries`.
void create_webhook_tables(Connection& connection);

// Takes away what was sent, or is to be, about a key whose history forgets something.
void forget_in_webhooks(Connection& connection, std::string_view key);

}  // namespace stoa::store
