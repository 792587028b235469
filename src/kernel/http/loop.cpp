#include "kernel/http/loop.h"

#include "kernel/http/connection.h"

namespace stoa::http {
namespace {

// One read takes this much at most: a header of the default size and some pipelined requests.
constexpr std::size_t input_bytes = 32 * 1024;

}  // namespace

Loop::Loop(Shared& all)
    : shared(all),
      mailbox(std::make_shared<Mailbox>(io)),
      outgoing(std::make_shared<Outgoing>(mailbox)),
      input(input_bytes, '\0'),
      timer_(io),
      work_(boost::asio::make_work_guard(io)) {}

Loop::~Loop() = default;

void Loop::run() {
  mailbox->settle_here();
  io.run();
  mailbox->leave();
}

void Loop::adopt(Arrival arrival) {
  auto connection = std::make_shared<Connection>(*this, std::move(arrival));
  connection->set_slot(connections_.size());
  connections_.push_back(connection);
  if (shared.stopping) return connection->close();
  if (!ticking_) arm_tick();
  connection->start();
}

// The last connection takes the free place, so leaving costs the same however many there are.
void Loop::remove(Connection& connection) {
  auto slot = connection.slot();
  auto leaving = std::move(connections_[slot]);
  if (slot + 1 < connections_.size()) {
    connections_[slot] = std::move(connections_.back());
    connections_[slot]->set_slot(slot);
  }
  connections_.pop_back();
  shared.open.fetch_sub(1, std::memory_order_release);
}

void Loop::drain() {
  auto all = connections_;  // closing changes the list
  for (auto& connection : all) connection->drain();
}

void Loop::finish() {
  auto all = connections_;  // closing changes the list
  for (auto& connection : all) connection->close();
  outgoing->close();
  timer_.cancel();
  work_.reset();
  io.stop();
}

void Loop::arm_tick() {
  ticking_ = true;
  timer_.expires_after(shared.tick);
  timer_.async_wait([this](boost::system::error_code ec) {
    if (!ec) on_tick();
  });
}

// With no connection left the clock stands still: an idle server uses no CPU at all.
void Loop::on_tick() {
  auto now = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < connections_.size();) {
    auto connection = connections_[i];
    connection->on_tick(now);
    if (i < connections_.size() && connections_[i] == connection) ++i;
  }
  ticking_ = false;
  if (!connections_.empty()) arm_tick();
}

}  // namespace stoa::http
