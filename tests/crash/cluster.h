// A PostgreSQL that can be killed: a cluster of script/postgres, shared by all campaigns on it.
//
// It syncs what it acknowledges. It is stopped and its folder removed when this process ends,
// however it ends. Used from one thread at a time.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

namespace stoa::crash {

class Cluster {
 public:
  // Why there is none to be had is in why_not() then. Throws std::runtime_error when PostgreSQL is
  // installed and does not start.
  explicit Cluster(const std::filesystem::path& root);
  ~Cluster();
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;

  const std::string& why_not() const { return why_not_; }
  // kill -9 to all its processes; returns when they are gone.
  void kill();
  // Returns when it has recovered and answers.
  void restart();
  // Creates an empty database: its URL, to which "?…" can be added.
  std::string create_database();

 private:
  void guard();

  const std::filesystem::path script_;
  std::string why_not_, folder_, url_;
  int databases_ = 0;
  int guarded_ = -1;  // the end of a pipe that the guard listens to
  pid_t guard_ = -1;
};

}  // namespace stoa::crash
