// One client's open stream: its lists, where it left off, and who it is.
//
// Shared by its connection and the groups that it is in. What changes is guarded by the Hub's
// mutex; opened() and closed() are for the connection's thread.
#pragma once

#include <map>

#include "kernel/http/message.h"
#include "kernel/http/outlet.h"
#include "kernel/live/list.h"
#include "kernel/live/watch.h"

namespace stoa::live {

class Hub;

class Stream : public http::PushedBody, public Guest, public std::enable_shared_from_this<Stream> {
 public:
  Stream(std::weak_ptr<Hub> hub, Who who, std::shared_ptr<void> share,
         std::vector<Subscription> subscriptions, std::map<std::size_t, std::string> after)
      : Guest(std::move(who)),
        subscriptions(std::move(subscriptions)),
        after(std::move(after)),
        pending(this->subscriptions.size()),
        hub_(std::move(hub)),
        share_(std::move(share)) {}

  void opened(std::shared_ptr<http::Outlet> outlet) override;
  void closed() override;
  void cut() override { outlet->end(); }

  const std::vector<Subscription> subscriptions;
  const std::map<std::size_t, std::string> after;  // of each app, where it was; empty: it is new
  std::size_t pending;                             // lists that have not begun yet
  bool told = false;                               // something since its last id
  std::shared_ptr<http::Outlet> outlet;

 private:
  const std::weak_ptr<Hub> hub_;
  const std::shared_ptr<void> share_;  // of its holder's
};

}  // namespace stoa::live
