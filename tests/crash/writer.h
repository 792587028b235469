// A client that writes on one connection and remembers what it was promised.
//
// Owned by a campaign. run() has a thread of its own; sent(), answered() and confirmed() are for
// any; all else is called while no run() is under way. No two writers touch the same record, and a
// writer asks one thing at a time: after a crash a record is either as acknowledged or as last
// attempted.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
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
  int last = 0;          // the last version that was there, also after its removal
  int cycle = 0;         // in which it was last written
};

// What a record says at a version, from a few bytes to most of a page: any mixture shows.
std::string about(const std::string& name, int version);

// What a campaign tells its writers while they run.
struct Course {
  std::atomic<bool> killed = false;  // the server: a connection may break
  std::atomic<bool> away = false;    // PostgreSQL is, or was: a write may be refused
  std::atomic<bool> enough = false;  // the run ends with the next answer
};

class Writer {
 public:
  explicit Writer(int number) : number_(number), random_(std::random_device{}()) {}

  // Writes until it is enough, or the connection breaks.
  void run(std::uint16_t port, int cycle, const Course& course);
  std::uint64_t sent() const { return sent_; }
  std::uint64_t answered() const { return answered_; }
  // Writes that were acknowledged since the last settle().
  int confirmed() const { return acknowledged_; }

  // Compares with what the crash left, takes its own from `disk`, and goes on from what is there.
  void settle(Disk& disk, Verdict& verdict);
  // Asks the server for what was written in `cycle` and a random share of the older.
  void check_answers(Client& client, int cycle, double share, Verdict& verdict);
  std::size_t records() const { return live_.size() + gone_.size(); }
  // Adds all records that there ever were, by name.
  void tell(std::map<std::string, Record>& records) const;

 private:
  bool create(Client& client, const Course& course);
  bool edit(Client& client, const Course& course, std::size_t index);
  bool remove(Client& client, const Course& course, std::size_t index);
  bool ask(Client& client, const Course& course, std::string_view method, std::size_t index);
  bool take(const Answer& answer, const Course& course, std::string_view method, std::size_t index);
  Record take_out(std::size_t index);
  bool check(Client& client, const Record& record, Verdict& verdict);
  int up_to(int n) { return std::uniform_int_distribution<>(0, n)(random_); }

  const int number_;
  int cycle_ = 0, created_ = 0, refused_ = 0;
  std::mt19937 random_;
  // In doubt are those whose last write was answered with "done or not".
  std::vector<Record> live_, gone_, in_doubt_;
  std::vector<std::string> complaints_;
  std::atomic<std::uint64_t> sent_ = 0, answered_ = 0;
  std::atomic<int> acknowledged_ = 0;
};

}  // namespace stoa::crash
