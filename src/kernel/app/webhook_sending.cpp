#include "kernel/app/webhook_sending.h"

#include <random>

#include "kernel/app/webhook_fate.h"
#include "kernel/app/webhook_office.h"
#include "kernel/app/webhook_rows.h"
#include "kernel/outward/signature.h"

namespace stoa {
namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

constexpr std::size_t rows_at_a_look = 200;
constexpr auto longest_turn = 5s;  // then others that wait for a thread have theirs
// What was sent and is not recorded yet comes twice if the process dies now: little, and not long.
constexpr std::size_t most_unrecorded = 20;
constexpr auto longest_unrecorded = 200ms;

struct SecretRow {
  std::string secret = {};
};
BOOST_DESCRIBE_STRUCT(SecretRow, (), (secret))

struct WaitingDelivery : WebhookDelivery {
  std::optional<std::string> body = {};
};
BOOST_DESCRIBE_STRUCT(WaitingDelivery, (WebhookDelivery), (body))

// What there is to do for an endpoint, as one snapshot shows it.
struct ToSend {
  std::optional<WebhookPage> endpoint;
  std::vector<SecretRow> secrets;        // sealed, those that count now
  std::vector<WaitingDelivery> by_hand;  // those that are due
  std::vector<WaitingDelivery> first;    // in order; one at the most
  std::string stands;                    // its cursor
  std::vector<store::LogRow> rows;       // behind it, where nothing waits
  MadeTableNames made;                   // of which they tell
};

// A message about a row of the log, as it went.
struct Sent {
  WebhookDelivery delivery;
  std::string body;
};

std::vector<WebhookPage> find_endpoint(Read& tx, const Id<Webhook>& id) {
  return tx.rows<WebhookPage>(
      "select id, url, events, description, enabled, disabled_because, version, created, updated, "
      "failing_since, waits_since, retry_at "
      "from _webhooks join _webhook_states on webhook = id where id = $1",
      id);
}

ToSend look_at_endpoint(store::Connection& connection, const Id<Webhook>& id, Timestamp now,
                        const WebhookOffice& office) {
  Read tx(connection, now);
  ToSend found;
  auto endpoints = find_endpoint(tx, id);
  if (endpoints.empty()) return found;
  found.endpoint = std::move(endpoints.front());
  found.secrets = tx.rows<SecretRow>(
      "select secret from _webhook_secrets where webhook = $1 and (until is null or until > $2) "
      "order by made desc",
      id, now);
  found.by_hand = tx.rows<WaitingDelivery>(
      "select id, webhook, message, event, subject, happened, state, in_order, attempts, status, "
      "answer, error, due, created, ended, body from _webhook_deliveries "
      "where webhook = $1 and state = 'waiting' and not in_order and (due is null or due <= $2) "
      "order by id limit 20",
      id, now);
  if (!found.endpoint->enabled) return found;
  found.first = tx.rows<WaitingDelivery>(
      "select id, webhook, message, event, subject, happened, state, in_order, attempts, status, "
      "answer, error, due, created, ended, body from _webhook_deliveries "
      "where webhook = $1 and state = 'waiting' and in_order order by id limit 1",
      id);
  if (!found.first.empty()) return found;
  found.stands = store::stored_cursor(connection, reader_of(id));
  // One that has never sent anything begins behind the row that tells of itself.
  const std::string from =
      found.stands.empty() ? store::place_of(connection, to_string(id)) : found.stands;
  found.rows = store::read_log(connection, from, rows_at_a_look);
  found.made = office.events.made_in(tx, found.rows, office.made);
  return found;
}

// One turn of an endpoint.
class Sender {
 public:
  Sender(const MountedApp& app, const jobs::Run& run, const Id<Webhook>& id)
      : app_(app),
        office_(*app.webhooks),
        run_(run),
        id_(id),
        client_(office_.addresses, {.ca_file = office_.ca_file, .stopping = run.stopping}) {}
  // What was committed meanwhile, and how long what waits has waited, is seen to by the follower.
  ~Sender() {
    office_.rests(id_.value);
    office_.wake();
  }

  Again take_turn();

 private:
  Timestamp now() const { return office_.clock(); }
  bool step();
  bool try_by_hand(const ToSend& all);
  bool try_again(const ToSend& all, WaitingDelivery delivery);
  bool send_rows(const ToSend& all);
  std::optional<Sent> send_row(const ToSend& all, const store::LogRow& row, std::string_view event);
  void record(const ToSend& all, const std::vector<Sent>& sent, const std::string& to);
  outward::Reply post(const ToSend& all, const std::string& message, const std::string& body);
  void count(const WebhookDelivery& delivery) const;
  void write(const std::function<void(store::Connection&, Write&)>& work) const;
  Attempt attempt(bool final = false) {
    return {now(), std::uniform_real_distribution<>(0, 1)(random_), final};
  }

  const MountedApp& app_;
  WebhookOffice& office_;
  const jobs::Run& run_;
  const Id<Webhook> id_;
  const Steady::time_point began_ = Steady::now();
  outward::Client client_;
  std::minstd_rand random_{std::random_device{}()};
  bool by_hand_failed_ = false;
};

Again Sender::take_turn() {
  while (!run_.stopping()) {
    if (!step()) return {.more = false};
    if (Steady::now() - began_ > longest_turn) break;
  }
  return {.more = true};
}

// Whether there may be more to do at once.
bool Sender::step() {
  ToSend all;
  app_.database->read_now([&](store::Connection& connection) {
    all = look_at_endpoint(connection, id_, now(), office_);
  });
  if (!all.endpoint) return false;
  if (try_by_hand(all)) return true;
  if (!all.endpoint->enabled) return false;
  if (all.first.empty()) return send_rows(all);
  const auto& due = all.first.front().due;
  if (due && *due > now()) return false;
  try_again(all, all.first.front());
  return true;  // the next look tells what came of it
}

// What was asked for by hand waits for nobody. One that is not taken says enough for now: the
// others follow when it comes again.
bool Sender::try_by_hand(const ToSend& all) {
  if (by_hand_failed_ || all.by_hand.empty()) return false;
  for (const WaitingDelivery& delivery : all.by_hand) {
    if (run_.stopping()) return true;
    if (!try_again(all, delivery)) break;
  }
  return true;
}

outward::Reply Sender::post(const ToSend& all, const std::string& message,
                            const std::string& body) {
  const std::int64_t timestamp = now().micros / 1'000'000;
  std::vector<std::string> secrets;
  for (const SecretRow& row : all.secrets) {
    auto secret = app_.seal->open(row.secret, purpose_of_webhooks);
    if (secret) secrets.push_back(std::move(*secret));
  }
  if (secrets.empty())
    return {.fault = "Its secret was sealed under another master key; rotate it."};
  return client_.post(
      {.url = all.endpoint->url,
       .fields = {"Content-Type: application/cloudevents+json; charset=utf-8", "User-Agent: Stoa",
                  "webhook-id: " + message, "webhook-timestamp: " + std::to_string(timestamp),
                  "webhook-signature: " +
                      outward::webhook_signature(secrets, message, timestamp, body)},
       .body = body});
}

// Another attempt at a message that has a row; whether it was taken.
bool Sender::try_again(const ToSend& all, WaitingDelivery delivery) {
  office_.works_on(id_.value, delivery.happened);
  const std::int64_t attempts = delivery.attempts;
  const bool final = !delivery.body || delivery.event == office_.events.ping_name();
  const outward::Reply reply = delivery.body
                                   ? post(all, delivery.message, *delivery.body)
                                   : outward::Reply{.fault = "What it said has been forgotten."};
  if (reply.stopped) return false;
  put_down(delivery, reply, attempt(final));
  bool ours = false;
  write([&](store::Connection&, Write& tx) {
    ours = tx.run(
               "update _webhook_deliveries set state = $3, attempts = $4, status = $5, "
               "answer = $6, error = $7, due = $8, ended = $9 "
               "where id = $1 and state = 'waiting' and attempts = $2",
               delivery.id, attempts, delivery.state, delivery.attempts, delivery.status,
               delivery.answer, delivery.error, delivery.due, delivery.ended) == 1;
    const auto endpoint = find_endpoint(tx, id_);
    // Or another process has, whose lease this was by then; or the endpoint is gone.
    if (ours && !endpoint.empty()) follow_up(tx, endpoint.front(), delivery);
  });
  if (ours) count(delivery);
  by_hand_failed_ = by_hand_failed_ || (!delivery.in_order && delivery.due);
  return reply.taken();
}

std::optional<Sent> Sender::send_row(const ToSend& all, const store::LogRow& row,
                                     std::string_view event) {
  office_.works_on(id_.value, row.at);
  Sent sent;
  WebhookDelivery& delivery = sent.delivery;
  delivery.webhook = id_;
  delivery.message = office_.events.message_of(row);
  delivery.event = event;
  delivery.subject = row.key;
  delivery.happened = row.at;
  sent.body = office_.events.body(row, all.made, event, delivery.message, app_.site->address());
  const outward::Reply reply = post(all, delivery.message, sent.body);
  if (reply.stopped) return {};
  put_down(delivery, reply, attempt());
  delivery.created = now();
  delivery.id.value = make_uuid_v7(delivery.created);
  return sent;
}

bool Sender::send_rows(const ToSend& all) {
  std::vector<Sent> sent;
  const store::LogRow* last = nullptr;
  const auto began = Steady::now();
  for (const store::LogRow& row : all.rows) {
    const auto event = office_.events.find(row, all.made, all.endpoint->events);
    if (!event.empty()) {
      if (run_.stopping()) break;
      auto one = send_row(all, row, event);
      if (!one) break;
      sent.push_back(std::move(*one));
    }
    last = &row;
    const bool failed = !sent.empty() && sent.back().delivery.state != DeliveryState::delivered;
    if (failed || sent.size() == most_unrecorded || Steady::now() - began > longest_unrecorded)
      break;
  }
  if (!last) return false;
  record(all, sent, last->cursor);
  return true;
}

void Sender::record(const ToSend& all, const std::vector<Sent>& sent, const std::string& to) {
  bool ours = false;
  write([&](store::Connection& connection, Write& tx) {
    auto endpoint = find_endpoint(tx, id_);
    // Else it was put elsewhere meanwhile, or another process has sent these.
    ours = !endpoint.empty() &&
           store::move_cursor(connection, reader_of(id_), all.stands, to, tx.now());
    if (!ours || sent.empty()) return;
    for (const Sent& one : sent) add_delivery(tx, one.delivery, one.body);
    if (sent.size() > 1) endpoint.front().failing_since.reset();  // those before were taken
    follow_up(tx, endpoint.front(), sent.back().delivery);
  });
  if (!ours) return;
  for (const Sent& one : sent) count(one.delivery);
}

void Sender::count(const WebhookDelivery& delivery) const {
  WebhookFigures& figures = office_.figures;
  ++(delivery.state == DeliveryState::delivered ? figures.sent : figures.failed);
  if (delivery.state == DeliveryState::dead) ++figures.dead;
}

void Sender::write(const std::function<void(store::Connection&, Write&)>& work) const {
  const auto all = [&](store::Connection& connection) {
    Write tx(connection, {.now = now(), .trace = run_.trace});
    work(connection, tx);
  };
  app_.database->write_now({.work = all, .urgency = store::Urgency::background});
}

}  // namespace

Again send_webhooks(const MountedApp& app, const jobs::Run& run, const SendWebhooks& job) {
  return Sender(app, run, job.webhook).take_turn();
}

}  // namespace stoa
