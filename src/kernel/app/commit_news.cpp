#include "kernel/app/commit_news.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace stoa {
namespace {

constexpr std::chrono::milliseconds between_news{10};

}  // namespace

CommitNews::CommitNews(std::deque<MountedApp>& apps, cluster::Fanout& news) : news_(news) {
  for (MountedApp& app : apps) {
    store::Signals& signals = app.database->signals();
    sources_.push_back({signals.log, "log." + app.app.name()});
    sources_.push_back({signals.jobs, "jobs." + app.app.name()});
  }
  for (Source& source : sources_) {
    source.signal.listen(&source, [this, &source] {
      const std::lock_guard lock(mutex_);
      source.due = true;
      changed_.notify_one();
    });
    news_.listen(source.channel, [&source](std::string_view) { source.signal.tell(&source); });
  }
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

CommitNews::~CommitNews() {
  for (Source& source : sources_) {
    news_.listen(source.channel, {});
    source.signal.listen(&source, {});
  }
}

void CommitNews::run(const std::stop_token& stop) {
  const auto is_due = [](const Source& source) { return source.due; };
  std::unique_lock lock(mutex_);
  for (;;) {
    const auto any = [&] { return std::any_of(sources_.begin(), sources_.end(), is_due); };
    if (!changed_.wait(lock, stop, any)) return;
    std::vector<std::string_view> channels;
    for (Source& source : sources_)
      if (std::exchange(source.due, false)) channels.push_back(source.channel);
    lock.unlock();
    for (const std::string_view channel : channels) news_.publish_to_others(channel, "");
    lock.lock();
    if (changed_.wait_for(lock, stop, between_news, [] { return false; }) || stop.stop_requested())
      return;
  }
}

}  // namespace stoa
