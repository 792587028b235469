#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <random>
#include <set>

#include "child.h"
#include "parts.h"

namespace stoa::crash {
namespace {

using Clock = std::chrono::steady_clock;

// Whole lines, as they come.
class Lines {
 public:
  explicit Lines(int descriptor) : descriptor_(descriptor) {}
  // Reads until the end, or for so long.
  void read(std::multiset<std::string>& into, std::chrono::milliseconds patience) {
    const auto end = Clock::now() + patience;
    for (;;) {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
      pollfd wanted{descriptor_, POLLIN, 0};
      if (left.count() <= 0 || poll(&wanted, 1, static_cast<int>(left.count())) <= 0) return;
      char bytes[4096];
      const ssize_t count = ::read(descriptor_, bytes, sizeof bytes);
      if (count <= 0) return;
      text_.append(bytes, static_cast<std::size_t>(count));
      for (std::size_t eol; (eol = text_.find('\n')) != text_.npos; text_.erase(0, eol + 1))
        into.insert(text_.substr(0, eol));
    }
  }

 private:
  const int descriptor_;
  std::string text_;
};

struct Place {
  std::string name, url;
  std::filesystem::path folder;
  int workers;

  std::unique_ptr<Child> start(const char* what) const {
    return std::make_unique<Child>(Program{.binary = "/proc/self/exe",
                                           .arguments = {"--jobs", folder.string(), url, what},
                                           .environment = {},
                                           .folder = folder,
                                           .log = folder / "log"});
  }
  // What is done when nothing is left to do.
  std::multiset<std::string> finish() const {
    std::multiset<std::string> done;
    const auto child = start("finish");
    Lines(child->output()).read(done, std::chrono::seconds(60));
    return done;
  }
};

// Kills all workers in the middle of their work; those that run again go on with what was left.
void kill_workers(const Place& place, int cycles, std::multiset<std::string>& acknowledged) {
  std::minstd_rand random{std::random_device{}()};
  for (int i = 0; i < cycles; ++i) {
    std::vector<std::unique_ptr<Child>> children;
    for (int j = 0; j < place.workers; ++j) children.push_back(place.start("work"));
    for (auto& child : children) {
      Lines lines(child->output());
      lines.read(acknowledged, std::chrono::milliseconds(100 + random() % 300));
      child->kill();
      lines.read(acknowledged, std::chrono::seconds(5));
    }
  }
}

void lose_no_job(const Place& place, int cycles, Sum& sum) {
  place.finish();  // makes the tables
  std::multiset<std::string> acknowledged;
  kill_workers(place, cycles, acknowledged);
  const auto done = place.finish();
  std::size_t lost = 0, twice = 0;
  for (const std::string& job : acknowledged) lost += done.count(job) == 0;
  for (auto job = done.begin(); job != done.end(); job = done.upper_bound(*job))
    twice += done.count(*job) > 1;
  std::printf("jobs, %s: %d kills, %zu acknowledged, %zu done; %zu lost, %zu done twice\n",
              place.name.c_str(), cycles * place.workers, acknowledged.size(), done.size(), lost,
              twice);
  sum.add(lost == 0 && twice == 0 && acknowledged.size() > 10);
}

}  // namespace

void jobs_part(int cycles, Cluster* cluster, Sum& sum) {
  std::string pattern = (std::filesystem::temp_directory_path() / "stoa-jobs-XXXXXX").string();
  if (!mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder");
  const std::filesystem::path folder = pattern;
  lose_no_job({"SQLite", "-", folder, 1}, cycles / 4 + 1, sum);
  if (cluster) {
    lose_no_job({"two processes on PostgreSQL", cluster->create_database(), folder, 2},
                cycles / 8 + 1, sum);
  } else {
    ++sum.skipped;
  }
  std::filesystem::remove_all(folder);
}

}  // namespace stoa::crash
