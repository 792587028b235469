#include "kernel/app/webhook_replay.h"

#include "kernel/app/webhook_rows.h"
#include "kernel/store/log.h"

namespace stoa {
namespace {

constexpr std::size_t dead_in_portion = 200;

struct DeadRow {
  Id<WebhookDelivery> id = {};
};
BOOST_DESCRIBE_STRUCT(DeadRow, (), (id))

bool is_there(Read& tx, const Id<Webhook>& id) { return tx.exists<Webhook>("id = $1", id); }

// Its cursor goes back. What waits for another attempt comes from the log again then.
void go_back(const MountedApp& app, const ReplayWebhooks& job, Timestamp now) {
  std::string stands, to;
  const auto find = [&](store::Connection& connection) {
    stands = store::stored_cursor(connection, reader_of(job.webhook));
    to = store::place_before(connection, job.since);
  };
  app.database->read_now({.work = find, .heavy = true});
  app.database->write_now([&](store::Connection& connection) {
    Write tx(connection, {.now = now});
    if (!is_there(tx, job.webhook)) return;
    const bool back = stands.empty() || store::is_later(stands, to);
    if (back && !store::move_cursor(connection, reader_of(job.webhook), stands, to, now)) return;
    const auto dropped = tx.run(
        "delete from _webhook_deliveries where webhook = $1 and state = 'waiting' "
        "and in_order and happened >= $2",
        job.webhook, job.since);
    if (dropped > 0)
      tx.run("update _webhook_states set retry_at = null, waits_since = null where webhook = $1",
             job.webhook);
    send_soon(tx, job.webhook);
  });
}

// Whether there may be more.
bool revive_dead(const MountedApp& app, const ReplayWebhooks& job, Timestamp now) {
  std::size_t revived = 0;
  app.database->write_now([&](store::Connection& connection) {
    Write tx(connection, {.now = now});
    const auto dead = tx.rows<DeadRow>(
        "select id from _webhook_deliveries where webhook = $1 and state = 'dead' "
        "and happened >= $2 and body is not null order by id limit $3",
        job.webhook, job.since, static_cast<std::int64_t>(dead_in_portion));
    revived = dead.size();
    for (const DeadRow& row : dead) send_again(tx, row.id);
    send_soon(tx, job.webhook);
  });
  return revived == dead_in_portion;
}

}  // namespace

Again replay_webhooks(const MountedApp& app, const jobs::Run& run, const ReplayWebhooks& job) {
  if (!job.all) return {.more = revive_dead(app, job, run.now)};
  go_back(app, job, run.now);
  return {.more = false};
}

}  // namespace stoa
