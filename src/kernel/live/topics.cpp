#include "kernel/live/topics.h"

#include "kernel/observe/log.h"

namespace stoa::live {
namespace {

// What may wait for the thread: seconds of its work. News that find no room are of no use later.
constexpr std::size_t most_waiting_bytes = 32 << 20;

// Between processes: the topic's length, the topic, the message.
std::string pack(const store::News& news) {
  return std::to_string(news.topic.size()) + ":" + news.topic + news.text;
}

// {"", ""} for what is none: another version may have sent it.
store::News unpack(std::string_view packed) {
  std::size_t size = 0, at = 0;
  for (; at < packed.size() && packed[at] >= '0' && packed[at] <= '9' && at < 7; ++at)
    size = size * 10 + static_cast<std::size_t>(packed[at] - '0');
  if (at == 0 || at >= packed.size() || packed[at] != ':' || packed.size() - at - 1 < size)
    return {};
  return {std::string(packed.substr(at + 1, size)), std::string(packed.substr(at + 1 + size))};
}

}  // namespace

Topics::Topics(cluster::Fanout& fanout, std::vector<App> apps)
    : fanout_(fanout), apps_(std::move(apps)) {}

std::string Topics::name_of(std::string_view app, std::string_view topic) {
  return std::string(app) + "/" + std::string(topic);
}

std::string Topics::channel_of(std::string_view app) { return "push." + std::string(app); }

void Topics::start() {
  thread_ = std::thread([this] { serve(); });
  for (const App& app : apps_) {
    const std::string channel = channel_of(app.name);
    fanout_.listen(channel, [this, &app](std::string_view news) { arrived(app.name, news); });
    app.database->signals().news.listen(
        this, [this, channel](const store::News& news) { fanout_.publish(channel, pack(news)); });
  }
}

void Topics::stop() {
  if (!thread_.joinable()) return;
  for (const App& app : apps_) {
    app.database->signals().news.listen(this, {});
    fanout_.listen(channel_of(app.name), {});
  }
  {
    const std::lock_guard lock(inbox_mutex_);
    stopping_ = true;
  }
  arrived_.notify_one();
  thread_.join();
  std::unordered_map<std::string, std::set<std::shared_ptr<Ear>>> left;  // go without the lock
  const std::lock_guard lock(mutex_);
  left.swap(followers_);
  followed_.clear();
}

void Topics::follow(const std::shared_ptr<Ear>& ear, std::string_view app,
                    const std::set<std::string>& topics) {
  std::set<std::string> names;
  for (const std::string& topic : topics) names.insert(name_of(app, topic));
  const std::lock_guard lock(mutex_);
  std::set<std::string>& former = followed_[ear.get()];
  for (const std::string& name : former) {
    if (names.contains(name)) continue;
    const auto at = followers_.find(name);
    at->second.erase(ear);
    if (at->second.empty()) followers_.erase(at);
  }
  for (const std::string& name : names) {
    if (!former.contains(name)) followers_[name].insert(ear);
  }
  if (names.empty())
    followed_.erase(ear.get());
  else
    former = std::move(names);
}

void Topics::arrived(std::string_view app, std::string_view packed) {
  store::News news = unpack(packed);
  if (news.text.empty()) return;
  news.topic = name_of(app, news.topic);
  const std::size_t bytes = news.topic.size() + news.text.size() + sizeof news;
  bool first_lost = false;
  {
    const std::lock_guard lock(inbox_mutex_);
    if (inbox_bytes_ + bytes > most_waiting_bytes) {
      first_lost = lost_++ == 0;
    } else {
      inbox_bytes_ += bytes;
      inbox_.push_back(std::move(news));
    }
  }
  if (first_lost) log::warning("more is pushed than can be handed out", {{"app", app}});
  arrived_.notify_one();
}

void Topics::serve() {
  for (std::vector<store::News> news;; news.clear()) {
    {
      std::unique_lock lock(inbox_mutex_);
      arrived_.wait(lock, [this] { return stopping_ || !inbox_.empty(); });
      if (stopping_) return;
      news.swap(inbox_);
      inbox_bytes_ = 0;
    }
    hand_out(news);
  }
}

void Topics::hand_out(const std::vector<store::News>& news) {
  for (const store::News& one : news) {
    const std::lock_guard lock(mutex_);
    ++pushed_;
    const auto at = followers_.find(one.topic);
    if (at == followers_.end()) continue;
    const http::WsMessage message(one.text, true);
    told_ += at->second.size();  // before, so that who has heard is counted
    for (const auto& ear : at->second) ear->hear(message);
  }
}

}  // namespace stoa::live
