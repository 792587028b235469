#include "kernel/http/reply.h"

#include "kernel/http/connection.h"

namespace stoa::http {

void Reply::give(std::optional<Response> response) {
  if (given_.exchange(true)) return;
  if (mailbox_->is_here()) {
    if (auto connection = connection_.lock()) connection->on_answer(std::move(response));
    return;
  }
  // The strong reference is taken on the I/O thread only: a connection must not die elsewhere.
  mailbox_->post([to = std::move(connection_), response = std::move(response)]() mutable {
    if (auto connection = to.lock()) connection->on_answer(std::move(response));
  });
}

}  // namespace stoa::http
