// Cycle after cycle on one data folder: start, write, kill, look at what is left.
//
// Owned and used by the main thread; the writers' threads live for one cycle.
#pragma once

#include <deque>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "server.h"
#include "verdict.h"
#include "writer.h"

namespace stoa::crash {

class Campaign {
 public:
  // The folder is made, and kept only when keep() was called.
  explicit Campaign(std::filesystem::path binary, std::vector<std::string> settings);
  ~Campaign();
  Campaign(const Campaign&) = delete;
  Campaign& operator=(const Campaign&) = delete;

  // Does this to the database between two cycles, as no server would.
  void tamper(const char* sql);
  // From here on the server gets this as well.
  void add_setting(std::string setting) { server_.settings.push_back(std::move(setting)); }
  // Never throws: what goes wrong is a complaint.
  Verdict cycle();
  // Starts once more, asks for every record there ever was, ends in order, and looks again.
  Verdict finish();
  void keep() { kept_ = true; }
  const std::filesystem::path& folder() const { return server_.folder; }

 private:
  void kill_while_starting();
  void write_until_killed(Server& server, Verdict& verdict);
  void check_answers(const Server& server, double share, Verdict& verdict);
  void look_at_disk(Verdict& verdict);
  double share_of(double wanted) const;
  std::filesystem::path database() const { return server_.folder / "data" / "library.db"; }

  ServerOptions server_;
  std::deque<Writer> writers_;
  std::mt19937 random_{std::random_device{}()};
  int cycle_ = 0;
  bool kept_ = false;
};

}  // namespace stoa::crash
