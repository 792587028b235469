#include "kernel/cluster/redis_cluster.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "kernel/observe/log.h"

namespace stoa::cluster {
namespace {

using redis::Value;

constexpr std::size_t most_senders = 1000;
// What is larger is none of Redis's: it would hold up all that comes behind it, everywhere.
constexpr std::size_t largest = 1 << 20;

// GCRA by Redis's own clock, as LocalLimiter has it: gives the microseconds to wait, 0 for none.
const std::string take_script = R"(
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
local every, room = tonumber(ARGV[1]), tonumber(ARGV[2])
local at = tonumber(redis.call('GET', KEYS[1]) or now)
at = math.min(math.max(at, now), now + room + every)
if at - now > room then return at - now - room end
at = at + every
redis.call('SET', KEYS[1], string.format('%.0f', at), 'PX', math.ceil((at - now) / 1000))
return 0)";

// A set of who is there, by when they are gone.
const std::string hold_script = R"(
local t = redis.call('TIME')
local life = tonumber(ARGV[2])
redis.call('ZADD', KEYS[1], t[1] * 1000 + math.floor(t[2] / 1000) + life, ARGV[1])
redis.call('PEXPIRE', KEYS[1], math.max(life, redis.call('PTTL', KEYS[1])))
return 0)";
const std::string present_script = R"(
local t = redis.call('TIME')
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', t[1] * 1000 + math.floor(t[2] / 1000))
return redis.call('ZRANGE', KEYS[1], 0, -1))";

// Another one at each start.
std::string new_self() { return to_string(make_uuid_v7(wall_clock())); }

std::string purpose_of_news(std::string_view channel) { return "news " + std::string(channel); }

struct News {
  std::string_view sender, message;
  std::uint64_t number = 0;
};

// "<sender> <number> <message>"
std::optional<News> news_in(std::string_view text) {
  const std::size_t first = text.find(' ');
  const std::size_t second = first == text.npos ? first : text.find(' ', first + 1);
  if (second == text.npos) return std::nullopt;
  News news{.sender = text.substr(0, first), .message = text.substr(second + 1)};
  std::from_chars(text.data() + first + 1, text.data() + second, news.number);
  return news;
}

std::string word_of(std::chrono::milliseconds life) {
  return std::to_string(std::max<std::int64_t>(life.count(), 1));
}

}  // namespace

// ---- news ---------------------------------------------------------------------------------------

RedisFanout::RedisFanout(redis::Client& redis, const auth::Seal& seal, std::string prefix)
    : redis_(redis), seal_(seal), prefix_(std::move(prefix)), self_(new_self()) {}

void RedisFanout::publish(std::string_view channel, std::string_view message) {
  here_.publish(channel, message);
  publish_to_others(channel, message);
}

void RedisFanout::publish_to_others(std::string_view channel, std::string_view message) {
  if (message.size() > largest) {
    return log::warning("news that are too large stay in this process", {{"channel", channel}});
  }
  const std::lock_guard lock(mutex_);
  std::string text = self_ + " " + std::to_string(++number_) + " ";
  text += message;
  ++sent_;
  redis_.send(
      {"PUBLISH", prefix_ + std::string(channel), seal_.seal(text, purpose_of_news(channel))});
}

void RedisFanout::listen(const std::string& channel, Receive receive) {
  const bool begins = static_cast<bool>(receive);
  here_.listen(channel, std::move(receive));
  begins ? redis_.subscribe(prefix_ + channel) : redis_.unsubscribe(prefix_ + channel);
}

void RedisFanout::hear(std::string_view channel, std::string_view sealed) {
  if (!channel.starts_with(prefix_)) return;
  channel.remove_prefix(prefix_.size());
  const auto text = seal_.open(sealed, purpose_of_news(channel));
  const auto news = text ? news_in(*text) : std::nullopt;
  if (!news) {
    ++refused_;
    if (!std::exchange(refusal_said_, true))
      log::warning("news that no process of this site sent", {{"channel", channel}});
    return;
  }
  if (news->sender == self_ || !is_new(news->sender, news->number)) return;
  ++heard_;
  here_.publish(channel, news->message);
}

// What is sent again, by somebody who can write to Redis, is no news.
bool RedisFanout::is_new(std::string_view sender, std::uint64_t number) {
  const auto at = last_.find(sender);
  if (at == last_.end()) {
    if (last_.size() >= most_senders) last_.clear();
    last_.emplace(sender, number);
    return true;
  }
  if (number <= at->second) return false;
  at->second = number;
  return true;
}

void RedisFanout::count(State& into) const {
  into.news_sent = sent_;
  into.news_heard = heard_;
  into.news_refused = refused_;
}

// ---- limits -------------------------------------------------------------------------------------

std::string RedisLimiter::name_of(std::string_view key) const {
  return prefix_ + seal_.fingerprint(key);
}

int RedisLimiter::take(std::string_view key, const Rate& rate, Timestamp now) {
  const int here = here_.take(key, rate, now);
  const std::chrono::microseconds every = rate.every;
  if (every.count() <= 0) return here;
  const auto room = every * (std::max(rate.burst, 1) - 1);
  const auto answer = redis_.ask({"EVAL", take_script, "1", name_of(key),
                                  std::to_string(every.count()), std::to_string(room.count())});
  if (!answer || answer->kind != Value::Kind::integer) return here;
  return static_cast<int>((answer->integer + 999'999) / 1'000'000);
}

void RedisLimiter::forget(std::string_view key) {
  here_.forget(key);
  redis_.send({"DEL", name_of(key)});
}

// ---- presence -----------------------------------------------------------------------------------

RedisLeases::RedisLeases(redis::Client& redis, const auth::Seal& seal, std::string prefix)
    : redis_(redis), seal_(seal), prefix_(std::move(prefix)), self_(new_self()) {}

std::string RedisLeases::name_of(const std::string& place) const {
  return prefix_ + seal_.fingerprint(place);
}

void RedisLeases::hold(const std::string& place, const std::string& name,
                       std::chrono::milliseconds life) {
  here_.hold(place, name, life);
  redis_.send({"EVAL", hold_script, "1", name_of(place), self_ + name, word_of(life)});
}

void RedisLeases::release(const std::string& place, const std::string& name) {
  here_.release(place, name);
  redis_.send({"ZREM", name_of(place), self_ + name});
}

// Those of this process are known here, whatever became of Redis meanwhile.
std::vector<std::string> RedisLeases::present(const std::string& place) {
  const auto ours = here_.present(place);
  std::set<std::string> names(ours.begin(), ours.end());
  if (const auto answer = redis_.ask({"EVAL", present_script, "1", name_of(place)})) {
    for (const Value& member : answer->items) {
      const bool is_ours = member.text.starts_with(self_);
      if (!is_ours && member.text.size() > self_.size())
        names.insert(member.text.substr(self_.size()));
    }
  }
  return {names.begin(), names.end()};
}

// ---- the cache ----------------------------------------------------------------------------------

std::string RedisCache::name_of(const std::string& key) const {
  return prefix_ + seal_.fingerprint(key);
}

std::optional<std::string> RedisCache::get(const std::string& key) {
  const auto answer = redis_.ask({"GET", name_of(key)});
  if (!answer || answer->kind != Value::Kind::text) return std::nullopt;
  return seal_.open(answer->text, "cache " + key);
}

void RedisCache::keep(const std::string& key, const std::string& value,
                      std::chrono::milliseconds life) {
  if (value.size() > largest) return remove(key);
  redis_.send({"SET", name_of(key), seal_.seal(value, "cache " + key), "PX", word_of(life)});
}

void RedisCache::remove(const std::string& key) { redis_.send({"DEL", name_of(key)}); }

// ---- all of it ----------------------------------------------------------------------------------

RedisCluster::RedisCluster(redis::Options options, const auth::Seal& seal)
    : RedisCluster(std::move(options), seal,
                   "stoa:" + seal.fingerprint("redis").substr(0, 8) + ":") {}

RedisCluster::RedisCluster(redis::Options options, const auth::Seal& seal, const std::string& site)
    : redis_(std::make_unique<redis::Client>(std::move(options))),
      news_(*redis_, seal, site + "news:"),
      limits_(*redis_, seal, site + "limit:"),
      leases_(*redis_, seal, site + "present:"),
      cache_(*redis_, seal, site + "cache:") {
  redis_->start(
      [this](std::string_view channel, std::string_view text) { news_.hear(channel, text); });
}

// Its thread calls the others.
RedisCluster::~RedisCluster() { redis_->stop(); }

State RedisCluster::state() const {
  const redis::Stats stats = redis_->stats();
  State state{.shared = true,
              .degraded = redis_->troubled(),
              .connects = stats.connects,
              .commands = stats.commands,
              .failed = stats.failed};
  news_.count(state);
  return state;
}

}  // namespace stoa::cluster
