// The answer that one request is owed: given once, from any thread, or taken for a failure.
//
// Shared by the copies of a Respond. It knows its connection only weakly, so that it may outlive
// the connection and the server.
#pragma once

#include <atomic>
#include <memory>
#include <optional>

#include "kernel/http/mailbox.h"
#include "kernel/http/message.h"

namespace stoa::http {

class Connection;

class Reply {
 public:
  Reply(std::shared_ptr<Mailbox> mailbox, std::weak_ptr<Connection> connection)
      : mailbox_(std::move(mailbox)), connection_(std::move(connection)) {}
  // A handler that lost its Respond has failed; the client must not wait for ever.
  ~Reply() { give({}); }
  Reply(const Reply&) = delete;
  Reply& operator=(const Reply&) = delete;

  // Nothing means that the handler failed. Only the first call counts.
  void give(std::optional<Response> response);

 private:
  std::shared_ptr<Mailbox> mailbox_;
  std::weak_ptr<Connection> connection_;
  std::atomic<bool> given_ = false;
};

}  // namespace stoa::http
