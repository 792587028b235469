// Tells the other processes of a site that a commit of this one brought something: rows of the log,
// or jobs; and those who listen here, when another one tells so.
//
// What a commit brought stands in the database, where others find it by looking now and then: news
// only save them that wait. A busy database is told of some hundred times a second and no more. One
// thread, owned by the kernel from open() to stop().
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>

#include "kernel/app/mounted.h"
#include "kernel/cluster/fanout.h"

namespace stoa {

class CommitNews {
 public:
  // All outlive it.
  CommitNews(std::deque<MountedApp>& apps, cluster::Fanout& news);
  ~CommitNews();

 private:
  struct Source {
    store::Signal& signal;
    std::string channel;  // "log.library"
    bool due = false;     // guarded by mutex_
  };
  void run(const std::stop_token& stop);

  cluster::Fanout& news_;
  std::deque<Source> sources_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::jthread thread_;
};

}  // namespace stoa
