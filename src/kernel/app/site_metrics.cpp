#include <algorithm>

#include "kernel/app/continuous.h"
#include "kernel/app/made_routes.h"
#include "kernel/app/projections.h"
#include "kernel/app/site.h"
#include "kernel/app/webhook_office.h"
#include "kernel/auth/password.h"
#include "kernel/bus/relay.h"
#include "kernel/jobs/runner.h"

namespace stoa {
namespace {

// A figure of each thing of one kind.
template <class Thing>
struct Metric {
  const char* name;
  const char* type;
  const char* help;
  double (*value)(const Thing&);
};

// All figures of some things, which go by their labels.
template <class Thing, std::size_t N>
void render(std::string& out, const Metric<Thing> (&table)[N],
            const std::vector<std::pair<std::string, Thing>>& things) {
  for (const Metric<Thing>& metric : table) {
    metrics::describe(out, metric.name, metric.type, metric.help);
    for (const auto& [labels, thing] : things)
      metrics::sample(out, metric.name, labels, metric.value(thing));
  }
}

// A figure that the process has one of.
struct Plain {
  std::string& out;
  void operator()(const char* name, const char* type, const char* help, std::uint64_t value) const {
    metrics::describe(out, name, type, help);
    metrics::sample(out, name, "", static_cast<double>(value));
  }
};

std::string label_of(const MountedApp& app) { return "app=\"" + app.app.name() + "\""; }
std::string label_of(const MountedApp& app, std::string_view kind, std::string_view name) {
  return label_of(app) + "," + std::string(kind) + "=\"" + std::string(name) + "\"";
}

// Everything that answers requests, with its labels: routes, and doors among them.
using Answering = std::vector<std::pair<std::string, Figures*>>;

Answering answering(const std::deque<MountedApp>& apps) {
  Answering all;
  for (const MountedApp& app : apps) {
    for (const MountedRoute& route : app.routes)
      all.emplace_back(label_of(app, "route", route.route.name), &route.figures);
    for (const MountedRoute* route : app.made->below(""))
      all.emplace_back(label_of(app, "route", route->route.name), &route->figures);
    for (const MountedDoor& door : app.doors)
      all.emplace_back(label_of(app, "route", door.name()), &door.figures);
  }
  return all;
}

void render_routes(std::string& out, const std::deque<MountedApp>& apps) {
  const Answering all = answering(apps);
  metrics::describe(out, "stoa_http_request_duration_seconds", "histogram",
                    "From the first byte of a request to its answer, by route.");
  for (const auto& [labels, figures] : all)
    figures->latency.render(out, "stoa_http_request_duration_seconds", labels);
  metrics::describe(out, "stoa_http_answers_total", "counter",
                    "Answers by route and status class.");
  for (const auto& [labels, figures] : all) {
    for (std::size_t family = 1; family < figures->answers.size(); ++family) {
      const auto count = figures->answers[family].load(std::memory_order_relaxed);
      if (count == 0) continue;
      metrics::sample(out, "stoa_http_answers_total",
                      labels + ",status=\"" + std::to_string(family) + "xx\"",
                      static_cast<double>(count));
    }
  }
}

constexpr Metric<store::DatabaseStats> store_metrics[] = {
    {"stoa_store_commits_total", "counter", "Commits of the writer lane.",
     [](const store::DatabaseStats& s) { return static_cast<double>(s.commits); }},
    {"stoa_store_writes_total", "counter", "Writes that were committed.",
     [](const store::DatabaseStats& s) { return static_cast<double>(s.writes); }},
    {"stoa_store_commit_seconds_total", "counter", "Time spent in COMMIT.",
     [](const store::DatabaseStats& s) { return static_cast<double>(s.commit_us_total) / 1e6; }},
    {"stoa_store_batches_lost_total", "counter", "Batches rolled back by the database and re-run.",
     [](const store::DatabaseStats& s) { return static_cast<double>(s.batches_lost); }},
    {"stoa_store_conflicts_total", "counter",
     "Batches that lost to another transaction and were run again.",
     [](const store::DatabaseStats& s) { return static_cast<double>(s.conflicts); }},
    {"stoa_store_connects_total", "counter", "Connections made to a database server.",
     [](const store::DatabaseStats& s) { return static_cast<double>(s.connects); }},
    {"stoa_store_log_behind_transactions", "gauge",
     "How far the oldest running transaction holds the log's readers back.",
     [](const store::DatabaseStats& s) { return static_cast<double>(s.log_behind); }},
    {"stoa_store_available", "gauge", "1 while the database can be written to.",
     [](const store::DatabaseStats& s) { return s.available && !s.closed ? 1.0 : 0.0; }},
    {"stoa_store_reads_total", "counter", "Reads.",
     [](const store::DatabaseStats& s) { return static_cast<double>(s.reads); }},
    {"stoa_store_reads_demoted_total", "counter",
     "Reads that overran their budget and ran again as heavy.",
     [](const store::DatabaseStats& s) { return static_cast<double>(s.reads_demoted); }},
    {"stoa_store_reads_cut_total", "counter", "Heavy reads that were refused for their time.",
     [](const store::DatabaseStats& s) { return static_cast<double>(s.reads_cut); }},
    {"stoa_store_queued", "gauge", "Writes that wait.",
     [](const store::DatabaseStats& s) { return static_cast<double>(s.queued); }},
    {"stoa_store_wal_bytes", "gauge", "Size of the write-ahead log.",
     [](const store::DatabaseStats& s) { return static_cast<double>(s.wal_bytes); }},
    {"stoa_store_oldest_snapshot_seconds", "gauge", "Age of the oldest running read.",
     [](const store::DatabaseStats& s) { return s.oldest_snapshot_s; }},
};

void render_stores(std::string& out, const std::deque<MountedApp>& apps) {
  std::vector<std::pair<std::string, store::DatabaseStats>> all;
  for (const MountedApp& app : apps) all.emplace_back(label_of(app), app.database->stats());
  render(out, store_metrics, all);
}

double age_of(std::int64_t due) {
  if (due == 0) return 0;
  return static_cast<double>(std::max<std::int64_t>(0, wall_clock().micros - due)) / 1e6;
}

constexpr Metric<const jobs::Figures*> job_metrics[] = {
    {"stoa_jobs_done_total", "counter", "Jobs done by this process.",
     [](const jobs::Figures* const& f) { return static_cast<double>(f->done); }},
    {"stoa_jobs_attempts_failed_total", "counter", "Attempts at jobs that failed here.",
     [](const jobs::Figures* const& f) { return static_cast<double>(f->failed); }},
    {"stoa_jobs_died_total", "counter", "Jobs that were given up here.",
     [](const jobs::Figures* const& f) { return static_cast<double>(f->died); }},
    {"stoa_jobs_waiting", "gauge", "Jobs that wait for their time or their turn.",
     [](const jobs::Figures* const& f) { return static_cast<double>(f->waiting); }},
    {"stoa_jobs_running", "gauge", "Jobs that run, in any process.",
     [](const jobs::Figures* const& f) { return static_cast<double>(f->running); }},
    {"stoa_jobs_dead", "gauge", "Dead letters that are kept.",
     [](const jobs::Figures* const& f) { return static_cast<double>(f->dead); }},
    {"stoa_jobs_oldest_due_seconds", "gauge", "How long the oldest job has been due for.",
     [](const jobs::Figures* const& f) { return age_of(f->oldest_due); }},
};

void render_jobs(std::string& out, const std::deque<MountedApp>& apps) {
  std::vector<std::pair<std::string, const jobs::Figures*>> all;
  for (const MountedApp& app : apps) {
    for (std::size_t i = 0; app.jobs && i < app.jobs->kinds().size(); ++i)
      all.emplace_back(label_of(app, "job", app.jobs->kinds()[i].name), &app.jobs->figures(i));
  }
  render(out, job_metrics, all);
}

void render_server(std::string& out, const http::ServerStats& stats) {
  const Plain one{out};
  one("stoa_http_connections_total", "counter", "Connections accepted.", stats.accepted);
  one("stoa_http_connections_open", "gauge", "Connections open.", stats.open);
  one("stoa_http_requests_total", "counter", "Requests read.", stats.requests);
  one("stoa_http_malformed_total", "counter", "Requests refused as no valid HTTP.",
      stats.malformed);
  one("stoa_http_timed_out_total", "counter", "Connections cut for their slowness.",
      stats.timed_out);
  one("stoa_http_refused_total", "counter", "Connections refused for their number.", stats.refused);
  one("stoa_http_streams_open", "gauge", "Answers that stay open.", stats.streams);
  one("stoa_http_streams_refused_total", "counter",
      "Answers that would stay open, refused for their number.", stats.streams_refused);
  one("stoa_http_streams_cut_total", "counter", "Answers that stay open, cut for a slow reader.",
      stats.streams_cut);
  one("stoa_tls_handshakes_failed_total", "counter", "TLS handshakes that came to nothing.",
      stats.tls_failed);
  one("stoa_password_hashes_total", "counter", "Argon2id hashes computed.",
      auth::password_hashes_computed());
}

constexpr Metric<const bus::Relay*> relay_metrics[] = {
    {"stoa_events_lag_seconds", "gauge", "Age of the oldest event that a reader has not seen.",
     [](const bus::Relay* const& relay) { return static_cast<double>(relay->lag()) / 1e6; }},
    {"stoa_events_handled_total", "counter", "Events that a handler has done something about.",
     [](const bus::Relay* const& relay) { return static_cast<double>(relay->handled()); }},
    {"stoa_events_left_to_jobs_total", "counter", "Events that became jobs.",
     [](const bus::Relay* const& relay) { return static_cast<double>(relay->parked()); }},
};

void render_events(std::string& out, const std::deque<MountedApp>& apps) {
  std::vector<std::pair<std::string, const bus::Relay*>> all;
  for (const MountedApp& app : apps) {
    for (const bus::Relay* relay : app.relays)
      all.emplace_back(label_of(app, "reader", relay->subscription().reader), relay);
  }
  render(out, relay_metrics, all);
}

constexpr Metric<const bus::Projection*> projection_metrics[] = {
    {"stoa_projection_lag_seconds", "gauge", "Age of the oldest event that it has not taken in.",
     [](const bus::Projection* const& one) { return static_cast<double>(one->lag()) / 1e6; }},
    {"stoa_projection_caught_up", "gauge",
     "1 once it has taken in all that there was at the start.",
     [](const bus::Projection* const& one) { return one->caught_up() ? 1.0 : 0.0; }},
    {"stoa_projection_folded_total", "counter", "Events that it has taken in.",
     [](const bus::Projection* const& one) { return static_cast<double>(one->folded()); }},
    {"stoa_projection_skipped_total", "counter", "Events that a fold could not take in.",
     [](const bus::Projection* const& one) { return static_cast<double>(one->skipped()); }},
};

void render_projections(std::string& out, const std::deque<MountedApp>& apps) {
  std::vector<std::pair<std::string, const bus::Projection*>> all;
  for (const MountedApp& app : apps) {
    for (const auto& [kind, one] : app.projections->all)
      all.emplace_back(label_of(app, "projection", one->name()), one.get());
  }
  render(out, projection_metrics, all);
}

constexpr Metric<const WebhookOffice*> webhook_metrics[] = {
    {"stoa_webhooks_sent_total", "counter", "Messages that other servers took from this process.",
     [](const WebhookOffice* const& o) { return static_cast<double>(o->figures.sent); }},
    {"stoa_webhooks_attempts_failed_total", "counter", "Attempts at messages that failed here.",
     [](const WebhookOffice* const& o) { return static_cast<double>(o->figures.failed); }},
    {"stoa_webhooks_dead_total", "counter", "Messages that were given up here.",
     [](const WebhookOffice* const& o) { return static_cast<double>(o->figures.dead); }},
    {"stoa_webhooks_lag_seconds", "gauge", "Age of the oldest event that has not arrived.",
     [](const WebhookOffice* const& o) { return age_of(o->oldest()); }},
};

void render_webhooks(std::string& out, const std::deque<MountedApp>& apps) {
  std::vector<std::pair<std::string, const WebhookOffice*>> all;
  for (const MountedApp& app : apps) {
    if (app.webhooks) all.emplace_back(label_of(app), app.webhooks);
  }
  render(out, webhook_metrics, all);
}

void render_live(std::string& out, const OpenStats& all) {
  const live::Stats& stats = all.streams;
  const Plain one{out};
  one("stoa_live_streams", "gauge", "Streams of live changes that are open.", stats.streams);
  one("stoa_live_lists", "gauge", "Different lists that they are shown.", stats.groups);
  one("stoa_live_opened_total", "counter", "Streams that were opened.", stats.opened);
  one("stoa_live_refused_total", "counter", "Streams refused for their number.", stats.refused);
  one("stoa_live_revoked_total", "counter",
      "Streams and sockets ended because their caller is not who they were.", all.revoked);
  one("stoa_live_probes_total", "counter", "Times that a list was asked about changes.",
      stats.probes);
  one("stoa_live_told_total", "counter", "Rows that changed or went, once for each list.",
      stats.told);
  one("stoa_live_resyncs_total", "counter", "Lists that streams were told to read again.",
      stats.resyncs);
  one("stoa_http_requests_waiting", "gauge", "Requests that wait for a commit.", all.waiting);
  one("stoa_sockets", "gauge", "Sockets of apps that are open.", all.sockets);
  one("stoa_sockets_opened_total", "counter", "Sockets that were opened.", all.sockets_opened);
  one("stoa_socket_messages_total", "counter", "Messages that they heard.", all.messages);
  one("stoa_socket_messages_refused_total", "counter", "Messages that were answered by a problem.",
      all.messages_refused);
  one("stoa_socket_held_total", "counter",
      "Times that a client was read no further because its messages waited.", all.held);
  one("stoa_pushes_total", "counter", "Messages that were pushed to a topic.", all.pushes.pushed);
  one("stoa_pushes_told_total", "counter", "Sockets that got one.", all.pushes.told);
  one("stoa_pushes_lost_total", "counter", "Messages for which there was no room to wait.",
      all.pushes.lost);
}

void render_cluster(std::string& out, const cluster::State& state) {
  if (!state.shared) return;
  const Plain one{out};
  one("stoa_redis_degraded", "gauge", "Whether Redis is away, or refused something just now.",
      state.degraded);
  one("stoa_redis_connects_total", "counter", "Connections made to Redis.", state.connects);
  one("stoa_redis_commands_total", "counter", "Commands sent to Redis.", state.commands);
  one("stoa_redis_commands_failed_total", "counter",
      "Commands that Redis refused, or did not answer as it was away.", state.failed);
  one("stoa_cluster_news_sent_total", "counter", "News for the other processes.", state.news_sent);
  one("stoa_cluster_news_heard_total", "counter", "News of other processes.", state.news_heard);
  one("stoa_cluster_news_refused_total", "counter", "News that no process of this site sent.",
      state.news_refused);
}

void render_backup(std::string& out, const ContinuousBackup::State& state) {
  metrics::describe(out, "stoa_backup_lag_seconds", "gauge",
                    "Age of the oldest thing that the continuous backup does not have.");
  metrics::sample(out, "stoa_backup_lag_seconds", "", state.lag_seconds);
  const Plain one{out};
  one("stoa_backup_complete", "gauge", "1 while it has a base and has missed nothing since.",
      state.complete ? 1 : 0);
  one("stoa_backup_failures_total", "counter", "Times that something could not be written to it.",
      state.failures);
  one("stoa_backup_shipped_bytes_total", "counter", "Bytes of commits written to it.",
      state.shipped_bytes);
  one("stoa_backup_files_waiting", "gauge", "Files whose bytes wait to be copied to it.",
      state.files_waiting);
}

}  // namespace

std::string Site::metrics() const {
  std::string out;
  render_server(out, server_stats_());
  render_routes(out, apps_);
  render_stores(out, apps_);
  render_jobs(out, apps_);
  render_events(out, apps_);
  render_projections(out, apps_);
  render_webhooks(out, apps_);
  render_live(out, live_stats_());
  render_cluster(out, cluster_.state());
  if (continuous_) render_backup(out, continuous_->state());
  metrics::render_process(out);
  return out;
}

}  // namespace stoa
