#include "kernel/http/outlet.h"

#include "kernel/http/connection.h"

namespace stoa::http {
namespace {

// So many connections are written to before others of the loop get their turn.
constexpr std::size_t flushed_in_a_turn = 256;

}  // namespace

Outlet::Outlet(std::shared_ptr<Outgoing> outgoing, std::weak_ptr<Connection> connection,
               std::size_t room)
    : outgoing_(std::move(outgoing)), connection_(std::move(connection)), room_(room) {}

bool Outlet::send(SharedBytes bytes) {
  if (!is_open()) return false;
  if (bytes->empty()) return true;
  auto size = cost(bytes);
  auto before = waiting_.fetch_add(size, std::memory_order_relaxed);
  if (before > 0 && before + size > room_) {
    if (open_.exchange(false)) outgoing_->add({shared_from_this(), Outgoing::What::cut, nullptr});
    return false;
  }
  outgoing_->add({shared_from_this(), Outgoing::What::bytes, std::move(bytes)});
  return true;
}

void Outlet::end() {
  if (open_.exchange(false)) outgoing_->add({shared_from_this(), Outgoing::What::end, nullptr});
}

// The loop learns of it behind whatever it does now: a connection that finds its outlet held stops
// reading, and then is told to go on.
void Outlet::go_on() {
  if (held_.exchange(false)) outgoing_->add({shared_from_this(), Outgoing::What::go_on, nullptr});
}

void Outgoing::add(Item item) {
  {
    std::lock_guard lock(mutex_);
    if (closed_) return;
    waiting_.push_back(std::move(item));
    if (std::exchange(woken_, true)) return;
  }
  wake();
}

void Outgoing::close() {
  std::vector<Item> forgotten;
  std::lock_guard lock(mutex_);
  closed_ = true;
  forgotten.swap(waiting_);
}

void Outgoing::wake() {
  mailbox_->post([self = shared_from_this()] { self->hand_out(); });
}

// All of it is handed out before the first byte is written, so that what many sends brought to one
// connection leaves it together.
void Outgoing::hand_out() {
  std::vector<Item> items;
  {
    std::lock_guard lock(mutex_);
    woken_ = false;
    items.swap(waiting_);
  }
  for (Item& item : items) {
    auto connection = item.outlet->connection();
    if (connection && connection->take_pushed(std::move(item))) ready_.push_back(connection);
  }
  if (!std::exchange(flushing_, true)) flush();
}

void Outgoing::flush() {
  auto left = ready_.size() - std::min(ready_.size(), flushed_in_a_turn);
  while (ready_.size() > left) {
    auto connection = std::move(ready_.front());
    ready_.pop_front();
    connection->flush_pushed();
  }
  flushing_ = !ready_.empty();
  if (flushing_) mailbox_->post([self = shared_from_this()] { self->flush(); });
}

}  // namespace stoa::http
