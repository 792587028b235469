// Carries questions to one HTTP server and brings the answers back, on one thread of its own, over
// connections that it keeps (libcurl's multi interface).
//
// Whoever asks never waits: ask() only queues. Certificates are verified, redirects are not
// followed, proxies of the environment are not used: what is carried are other people's secrets.
// Owned by whoever asks; ask() is for any thread, what it calls back runs on the courier's.
#pragma once

#include <chrono>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace stoa::auth {

struct CourierOptions {
  std::string url;                // "https://accounts.example", without a path
  std::string api_key;            // shown with each POST
  std::filesystem::path ca_file;  // whom to trust; empty: whom the system trusts
  std::chrono::milliseconds connect{1000};
  int at_once = 8;
  std::size_t most_waiting = 1000;
};

// What came back. `fault` is empty where there was an answer at all, whatever its status.
struct Reply {
  int status = 0;
  std::string body = {};
  std::string fault = {};
};

struct Errand {
  using Clock = std::chrono::steady_clock;
  std::string path = {};
  std::string body = {};  // a POST; empty: a GET. Wiped when it is done
  Clock::time_point until = {};
  std::function<void()> leaving = {};    // called when it is on its way
  std::function<void(Reply)> done = {};  // called once
};

class Courier {
 public:
  // `idle` is called on the courier's thread at least once a second.
  Courier(CourierOptions options, std::function<void()> idle);
  // What is under way is answered with a fault.
  ~Courier();
  Courier(const Courier&) = delete;

  // Nothing is carried before. Throws std::runtime_error.
  void start();
  // Whether there was room for one more; if not, nothing is called.
  bool ask(Errand errand);

 private:
  struct Slot;
  struct Lines;  // what is libcurl's

  void run();
  void take_up();
  void collect();
  void refuse_all();
  void narrow(void* easy) const;
  void begin(Slot& slot, Errand errand);
  void finish(Slot& slot, Reply reply);
  static void call(Errand& errand, Reply reply);

  const CourierOptions options_;
  const std::function<void()> idle_;
  std::unique_ptr<Lines> lines_;
  std::vector<std::unique_ptr<Slot>> slots_;  // the courier's thread alone
  std::mutex mutex_;
  std::deque<Errand> waiting_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace stoa::auth
