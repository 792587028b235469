// A client that writes on one connection and remembers what it was promised.
//
// Owned by a campaign. run() has a thread of its own and sent() is for any; all else is called
// while no run() is under way. No two writers touch the same record, and a writer asks one
// thing at a time: after a crash a record is either as acknowledged or as last attempted.
#pragma once

#include <atomic>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "client.h"
#include "disk.h"
#include "verdict.h"

namespace stoa::crash {

struct Record {
  std::string name, id;
  int acknowledged = 0;  // the version that was confirmed; 0: not there
  int attempted = 0;     // the version that was asked for
  int cycle = 0;         // in which it was last written
};

class Writer {
 public:
  explicit Writer(int number) : number_(number), random_(std::random_device{}()) {}

  // Writes until the connection breaks, which is a complaint unless `killed`.
  void run(std::uint16_t port, int cycle, const std::atomic<bool>& killed);
  std::uint64_t sent() const { return sent_; }
  std::uint64_t answered() const { return answered_; }

  // Compares with what the crash left, takes its own from `disk`, and goes on from what is there.
  void settle(Disk& disk, Verdict& verdict);
  // Asks the server for what was written in `cycle` and a random share of the older.
  void check_answers(Client& client, int cycle, double share, Verdict& verdict);
  std::size_t records() const { return live_.size() + gone_.size(); }

 private:
  bool create(Client& client);
  bool edit(Client& client, Record& record);
  bool remove(Client& client, std::size_t index);
  bool ask(Client& client, std::string_view method, Record& record, int expected);
  bool check(Client& client, const Record& record, Verdict& verdict);
  int up_to(int n) { return std::uniform_int_distribution<>(0, n)(random_); }

  const int number_;
  int cycle_ = 0, created_ = 0, acknowledged_ = 0;
  std::mt19937 random_;
  std::vector<Record> live_, gone_;
  std::string answer_;
  std::vector<std::string> complaints_;
  std::atomic<std::uint64_t> sent_ = 0, answered_ = 0;
};

}  // namespace stoa::crash
