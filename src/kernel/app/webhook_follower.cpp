#include <algorithm>

#include "kernel/app/made_routes.h"
#include "kernel/app/webhook_rows.h"
#include "kernel/app/webhooks.h"
#include "kernel/observe/log.h"

namespace stoa {
namespace {

constexpr std::size_t rows_followed_at_once = 1000;
constexpr std::chrono::milliseconds between_looks{50};

// An endpoint as the follower needs it.
struct ListeningWebhook {
  Id<Webhook> id = {};
  List<EventPattern, 1, 50> events = {};
  std::optional<Timestamp> retry_at = {};
  std::optional<Timestamp> waits_since = {};
};
BOOST_DESCRIBE_STRUCT(ListeningWebhook, (), (id, events, retry_at, waits_since))

outward::Addresses allowed_addresses(const Config& config) {
  try {
    return outward::Addresses(config.webhooks_allow_private);
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(std::string("webhooks.allow_private: ") + error.what());
  }
}

bool is_meant(const ListeningWebhook& webhook, const std::vector<store::LogRow>& rows,
              const MadeTableNames& made, const WebhookEvents& events) {
  return std::any_of(rows.begin(), rows.end(), [&](const store::LogRow& row) {
    return !events.find(row, made, webhook.events).empty();
  });
}

std::int64_t oldest_of(const std::vector<ListeningWebhook>& webhooks) {
  std::int64_t oldest = 0;
  for (const ListeningWebhook& one : webhooks) {
    if (!one.waits_since) continue;
    oldest = oldest == 0 ? one.waits_since->micros : std::min(oldest, one.waits_since->micros);
  }
  return oldest;
}

void say_that_webhooks_wait(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& failure) {
    log::warning("webhooks wait", {{"error", std::string_view(failure.what())}});
  } catch (const Refusal& refusal) {
    log::warning("webhooks wait", {{"error", std::string_view(refusal.problem.code)}});
  } catch (...) {
    log::warning("webhooks wait", {{"error", std::string_view("unknown")}});
  }
}

}  // namespace

Webhooks::Webhooks(std::deque<MountedApp>& apps, const Config& config,
                   std::function<Timestamp()> clock)
    : clock_(std::move(clock)), addresses_(allowed_addresses(config)) {
  for (MountedApp& app : apps) {
    const auto& jobs = app.app.jobs();
    const bool sends = std::any_of(jobs.begin(), jobs.end(), [](const JobHandler& job) {
      return job.name == SendWebhooks::job;
    });
    if (!sends) continue;
    watches_.push_back(
        {&app, std::make_unique<WebhookOffice>(app.app, app.made->tables(), addresses_,
                                               config.webhooks_ca_file, clock_)});
    app.webhooks = watches_.back().office.get();
  }
}

void Webhooks::start() {
  store::LogFollower::Options options;
  options.pace = between_looks;
  for (Watch& watch : watches_) {
    options.logs.push_back({watch.app->database.get(), [this, &watch] {
                              using Found = store::LogFollower::Found;
                              if (look(watch)) return Found::rows;
                              return watch.resting ? Found::nobody : Found::nothing;
                            }});
  }
  options.failed = [](std::size_t, const std::exception_ptr& error) {
    say_that_webhooks_wait(error);
  };
  follower_ = std::make_unique<store::LogFollower>(std::move(options));
  for (std::size_t i = 0; i < watches_.size(); ++i)
    watches_[i].office->wake = [this, i] { follower_->wake(i); };
  follower_->start();
}

// Jobs that end later may still wake it.
void Webhooks::stop() {
  if (follower_) follower_->stop();
}

// Whether there were rows. What was committed before the first look is looked at by each endpoint.
bool Webhooks::look(Watch& watch) {
  std::vector<ListeningWebhook> webhooks;
  std::vector<store::LogRow> rows;
  MadeTableNames made;
  std::string end;
  watch.app->database->read_now([&](store::Connection& connection) {
    Read tx(connection, clock_());
    webhooks = tx.rows<ListeningWebhook>(
        "select id, events, retry_at, waits_since from _webhooks "
        "join _webhook_states on webhook = id where enabled");
    if (webhooks.empty() || watch.place.empty())
      end = store::end_of_log(connection);
    else
      rows = store::read_log(connection, watch.place, rows_followed_at_once);
    made = watch.office->events.made_in(tx, rows, watch.office->made);
  });
  watch.office->figures.oldest_waiting = oldest_of(webhooks);
  // Another process may make one of a database that it shares, and tell nobody.
  watch.resting = webhooks.empty() && watch.app->database->dialect() == store::Dialect::sqlite;
  const bool first = watch.place.empty();
  std::vector<Id<Webhook>> due;
  for (const ListeningWebhook& one : webhooks) {
    const bool waits = one.retry_at && *one.retry_at > clock_();
    if (first || (!waits && is_meant(one, rows, made, watch.office->events))) due.push_back(one.id);
  }
  if (!due.empty()) {
    const auto work = [&](store::Connection& connection) {
      Write tx(connection, {.now = clock_()});
      for (const Id<Webhook>& id : due) send_soon(tx, id);
    };
    watch.app->database->write_now({.work = work, .urgency = store::Urgency::background});
  }
  if (!end.empty()) watch.place = end;
  if (!rows.empty()) watch.place = rows.back().cursor;
  return !rows.empty() || (first && !due.empty());
}

bool Webhooks::run() {
  bool any = false;
  for (Watch& watch : watches_) {
    while (look(watch)) any = true;
  }
  return any;
}

}  // namespace stoa
