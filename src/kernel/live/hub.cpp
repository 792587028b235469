#include "kernel/live/hub.h"

#include <algorithm>

#include "kernel/live/events.h"
#include "kernel/observe/log.h"

namespace stoa::live {
namespace {

constexpr std::string_view purpose = "live";
constexpr std::size_t rows_at_once = 500;   // of a log
constexpr std::size_t most_behind = 1'000;  // rows of a log that a stream is given behindhand

std::string cursor_of(const std::map<std::size_t, std::string>& after, std::size_t app) {
  const auto at = after.find(app);
  return at == after.end() ? "" : at->second;
}

}  // namespace

Hub::Hub(HubOptions options)
    : options_(std::move(options)),
      follower_([this] {
        store::LogFollower::Options following{.pace = options_.pace};
        for (std::size_t i = 0; i < options_.apps.size(); ++i)
          following.logs.push_back({options_.apps[i].database, [this, i] { return look(i); }});
        following.failed = [this](std::size_t app, std::exception_ptr) {
          log::warning("live changes wait", {{"app", std::string_view(options_.apps[app].name)}});
        };
        return following;
      }()),
      apps_(options_.apps.size()) {}

void Hub::start() {
  follower_.start();
  caretaker_ = std::jthread([this](const std::stop_token& stop) { look_after(stop); });
}

void Hub::stop() {
  follower_.stop();
  caretaker_.request_stop();
  if (caretaker_.joinable()) caretaker_.join();
  std::vector<Followed> left;  // goes without the lock: the last of a stream comes back here
  std::set<std::shared_ptr<Stream>> streams;
  const std::lock_guard lock(mutex_);
  for (const auto& stream : streams_) stream->outlet->end();
  left.swap(apps_);
  streams.swap(streams_);
  told_.clear();
  apps_.resize(options_.apps.size());
}

// ---- coming and going ---------------------------------------------------------------------------

std::shared_ptr<Stream> Hub::open(Who who, std::vector<Subscription> subscriptions,
                                  std::string_view after) {
  std::map<std::size_t, std::string> places;
  if (!after.empty()) {
    const std::string text = options_.seal->open(after, purpose).value_or("");
    for (const Subscription& one : subscriptions) {
      const std::string mark = options_.apps[one.app].name + "=";
      const auto at = text.find(mark);
      const auto begin = at + mark.size();
      places[one.app] =
          at == text.npos ? "lost" : text.substr(begin, text.find(' ', begin) - begin);
    }
  }
  std::shared_ptr<void> share;
  try {
    share = options_.shares->take(who.holder);
  } catch (const Refusal&) {
    const std::lock_guard lock(mutex_);
    ++stats_.refused;
    throw;
  }
  {
    const std::lock_guard lock(mutex_);
    ++stats_.opened;
  }
  return std::make_shared<Stream>(weak_from_this(), std::move(who), std::move(share),
                                  std::move(subscriptions), std::move(places));
}

bool Hub::follows(std::size_t app, const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto at = apps_[app].groups.find(key);
  return at != apps_[app].groups.end() && at->second->loaded();
}

void Hub::join(const std::shared_ptr<Stream>& stream) {
  std::set<std::size_t> apps;
  {
    const std::lock_guard lock(mutex_);
    if (streams_.empty()) changed_.notify_all();
    streams_.insert(stream);
    for (const Subscription& one : stream->subscriptions) {
      apps_[one.app].joining.emplace_back(stream, &one);
      apps.insert(one.app);
    }
  }
  options_.watch->add(stream);
  for (const std::size_t app : apps) follower_.wake(app);
}

void Hub::leave(Stream& stream) {
  const auto self = stream.shared_from_this();
  options_.watch->remove(stream);
  std::vector<std::shared_ptr<Group>> ended;  // goes without the lock
  const std::lock_guard lock(mutex_);
  streams_.erase(self);
  std::erase(told_, self);
  for (const Subscription& one : stream.subscriptions) {
    Followed& app = apps_[one.app];
    std::erase_if(app.joining, [&](const Joining& joining) { return joining.first == self; });
    const auto group = app.groups.find(one.key);
    if (group == app.groups.end()) continue;
    auto& members = group->second->members;
    const auto named = members.find(one.name);
    if (named == members.end()) continue;
    std::erase(named->second, self);
    if (named->second.empty()) members.erase(named);
    if (!members.empty()) continue;
    ended.push_back(std::move(group->second));
    app.groups.erase(group);
  }
}

Stats Hub::stats() {
  const std::lock_guard lock(mutex_);
  Stats stats = stats_;
  stats.streams = streams_.size();
  for (const Followed& app : apps_) stats.groups += app.groups.size();
  return stats;
}

// ---- following ----------------------------------------------------------------------------------

Hub::Found Hub::look(std::size_t app) {
  admit(app);
  if (has_nobody(app)) return Found::nobody;
  std::vector<store::LogRow> rows;
  options_.apps[app].database->read_now([&](store::Connection& connection) {
    rows = store::read_log(connection, apps_[app].position, rows_at_once);
  });
  if (rows.empty()) return Found::nothing;
  const auto changes = changes_of(rows);
  std::uint64_t probes = 0;
  for (const auto& group : groups_of(app)) {
    const auto of_table = changes.find(group->table);
    if (of_table == changes.end()) continue;
    ask(*group, of_table->second, rows.back().cursor);
    ++probes;
  }
  const std::lock_guard lock(mutex_);
  stats_.probes += probes;
  apps_[app].position = rows.back().cursor;
  send_ids();
  return Found::rows;
}

// What the list refuses is its clients' affair; that the machine cannot answer now is not.
void Hub::ask(Group& group, const Changes& changes, const std::string& position) {
  try {
    tell(group, group.look(changes), position);
  } catch (const Refusal& refusal) {
    if (refusal.problem == stoa::problems::overloaded) throw;
    if (refusal.problem.status < 500) return end_group(group);
    tell(group, {.resync = true}, position);
  }
}

bool Hub::has_nobody(std::size_t app) {
  const std::lock_guard lock(mutex_);
  if (!apps_[app].groups.empty() || !apps_[app].joining.empty()) return false;
  apps_[app].position.clear();
  return true;
}

std::vector<std::shared_ptr<Group>> Hub::groups_of(std::size_t app) {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<Group>> all;
  for (const auto& [key, group] : apps_[app].groups) all.push_back(group);
  return all;
}

void Hub::admit(std::size_t app) {
  std::vector<Joining> joining;
  {
    const std::lock_guard lock(mutex_);
    joining.swap(apps_[app].joining);
  }
  if (joining.empty()) return;
  if (apps_[app].position.empty()) {
    // Before any list is read, so that nothing falls between the two.
    std::string end;
    options_.apps[app].database->read_now(
        [&](store::Connection& connection) { end = store::end_of_log(connection); });
    const std::lock_guard lock(mutex_);
    apps_[app].position = std::move(end);
  }
  for (const Joining& one : joining) {
    try {
      admit(app, one);
    } catch (...) {
      one.first->outlet->end();  // who comes back learns why
    }
  }
}

void Hub::admit(std::size_t app, const Joining& joining) {
  const auto& [stream, subscription] = joining;
  std::shared_ptr<Group> group;
  {
    const std::lock_guard lock(mutex_);
    const auto at = apps_[app].groups.find(subscription->key);
    if (at != apps_[app].groups.end()) group = at->second;
  }
  if (!group) {
    group = std::make_shared<Group>(*subscription);
    group->load();
  }
  Outcome missed;
  if (const std::string after = cursor_of(stream->after, app); !after.empty())
    missed = catch_up(app, *group, after);
  const std::lock_guard lock(mutex_);
  if (!streams_.contains(stream)) return;  // it has left meanwhile
  apps_[app].groups.try_emplace(subscription->key, group);
  group->members[subscription->name].push_back(stream);
  tell(*stream, subscription->name, missed);
  if (--stream->pending > 0) return;
  stream->outlet->send(
      std::make_shared<const std::string>(encode_ready(stream->subscriptions, id_of(*stream))));
}

// What a stream that comes back has missed; whether something has gone meanwhile that it saw,
// nobody remembers.
Outcome Hub::catch_up(std::size_t app, const Group& group, const std::string& after) {
  const Outcome lost{.resync = true};
  std::vector<store::LogRow> rows;
  try {
    bool of_the_future = false;  // of a database that was put back since
    options_.apps[app].database->read_now([&](store::Connection& connection) {
      of_the_future = store::is_later(after, store::end_of_log(connection));
      rows = store::read_log(connection, after, most_behind + 1);
    });
    if (of_the_future || rows.size() > most_behind) return lost;
  } catch (const std::invalid_argument&) {
    return lost;
  }
  const auto changes = changes_of(rows);
  const auto of_table = changes.find(group.table);
  return of_table == changes.end() ? Outcome() : group.look_back(of_table->second);
}

// ---- telling ------------------------------------------------------------------------------------

// Whoever watches nothing else has heard all up to `position` then, and learns so in the same
// bytes: half as many writes where there are many.
void Hub::tell(Group& group, const Outcome& outcome, const std::string& position) {
  if (outcome.empty()) return;
  const std::lock_guard lock(mutex_);
  stats_.told += outcome.changed.size() + outcome.gone.size();
  stats_.resyncs += outcome.resync ? 1 : 0;
  for (const auto& [name, streams] : group.members) {
    const http::SharedBytes bytes = encode_outcome(name, outcome);
    http::SharedBytes whole;
    for (const auto& stream : streams) {
      if (stream->subscriptions.size() == 1 && stream->pending == 0) {
        if (!whole) {
          const std::string id = *encode_id(id_at(*stream, position));
          whole = std::make_shared<const std::string>(*bytes + id);
        }
        stream->outlet->send(whole);
        continue;
      }
      stream->outlet->send(bytes);
      if (!std::exchange(stream->told, true)) told_.push_back(stream);
    }
  }
}

void Hub::tell(Stream& stream, const std::string& list, const Outcome& outcome) {
  if (outcome.empty()) return;
  stats_.resyncs += outcome.resync ? 1 : 0;
  stream.outlet->send(encode_outcome(list, outcome));
}

// The list is not there any more, or not for its caller.
void Hub::end_group(Group& group) {
  const std::lock_guard lock(mutex_);
  for (const auto& [name, streams] : group.members)
    for (const auto& stream : streams) stream->outlet->end();
}

// Where a stream stands, it learns behind all that brought it there: an id in the midst of it would
// have it come back behind what it never got.
void Hub::send_ids() {
  std::map<std::vector<std::size_t>, http::SharedBytes> made;
  for (const auto& stream : std::exchange(told_, {})) {
    stream->told = false;
    if (stream->pending > 0) continue;
    std::vector<std::size_t> apps;
    for (const Subscription& one : stream->subscriptions) apps.push_back(one.app);
    http::SharedBytes& bytes = made[apps];
    if (!bytes) bytes = encode_id(id_of(*stream));
    stream->outlet->send(bytes);
  }
}

std::string Hub::id_at(const Stream& stream, const std::string& position) {
  const std::string& app = options_.apps[stream.subscriptions.front().app].name;
  return options_.seal->seal_alike(app + "=" + position + " ", purpose);
}

std::string Hub::id_of(const Stream& stream) {
  std::map<std::string_view, std::string_view> places;
  for (const Subscription& one : stream.subscriptions)
    places[options_.apps[one.app].name] = apps_[one.app].position;
  std::string text;
  for (const auto& [app, place] : places) text.append(app).append("=").append(place).append(" ");
  return options_.seal->seal_alike(text, purpose);
}

}  // namespace stoa::live
