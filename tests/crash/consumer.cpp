#include "consumer.h"

#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <utility>

namespace stoa::crash {
namespace {

std::string cursor_of(const std::string& line) {
  constexpr std::string_view before = "{\"cursor\":\"";
  return line.substr(before.size(), line.find('"', before.size()) - before.size());
}

}  // namespace

Consumer::Consumer(Program program) : program_(std::move(program)) {}

void Consumer::start() {
  Program program = program_;
  program.arguments = {"log", "library", "--follow"};
  {
    const std::lock_guard lock(mutex_);
    if (!lines_.empty())
      program.arguments.insert(program.arguments.end(), {"--after", cursor_of(lines_.back())});
  }
  child_ = std::make_unique<Child>(program);
  fcntl(child_->output(), F_SETPIPE_SZ, 4096);
  running_ = true;
  reader_ = std::thread([this] { read(); });
}

void Consumer::kill() {
  if (!child_) return;
  child_->kill();
  stalled_ = false;
  reader_.join();
  child_.reset();
}

void Consumer::read() {
  std::string received;
  char more[4096];
  for (ssize_t n = 0; (n = ::read(child_->output(), more, sizeof more)) > 0;) {
    while (stalled_) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    received.append(more, static_cast<std::size_t>(n));
    const std::lock_guard lock(mutex_);
    std::size_t begin = 0;
    for (std::size_t end = 0; (end = received.find('\n', begin)) != std::string::npos;
         begin = end + 1)
      lines_.push_back(received.substr(begin, end - begin));
    received.erase(0, begin);
    grown_.notify_all();
  }
  cut_ += received.empty() ? 0 : 1;
  running_ = false;
}

void Consumer::wait_for(std::size_t lines) const {
  std::unique_lock lock(mutex_);
  grown_.wait_for(lock, std::chrono::seconds(20), [&] { return lines_.size() >= lines; });
}

std::vector<std::string> Consumer::lines() const {
  const std::lock_guard lock(mutex_);
  return lines_;
}

}  // namespace stoa::crash
