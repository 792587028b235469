// Cycle after cycle on one database: start what does not run, write, kill, look at what is left.
//
// Owned and used by the main thread; the writers' threads live for one cycle.
#pragma once

#include <deque>
#include <filesystem>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "consumer.h"
#include "crew.h"
#include "disk.h"
#include "log_check.h"
#include "server.h"
#include "verdict.h"
#include "writer.h"

namespace stoa::crash {

// What is killed, by kill -9; all else goes on, and has to.
enum class Victim { server, postgres, server_and_postgres, consumer };

struct Setup {
  std::filesystem::path binary;
  std::vector<std::string> settings = {};  // of the server
  Cluster* cluster = nullptr;              // else it is on SQLite
};

// What there is of the log at the end: as it was read, as it is stored, and what it has to tell.
struct LogState {
  std::vector<LogRow> copy, table;
  std::map<std::string, Record> records;
  int cut = 0;  // lines that the kills of the consumer have cut off
};

class Campaign {
 public:
  // The folder is made, and kept only when keep() was called.
  explicit Campaign(const Setup& setup);
  ~Campaign();
  Campaign(const Campaign&) = delete;
  Campaign& operator=(const Campaign&) = delete;

  // Does this to the database between two cycles, as no server would.
  void tamper(const char* sql);
  // From here on the server gets this as well.
  void add_setting(std::string setting) { server_options_.settings.push_back(std::move(setting)); }
  // From here on somebody reads the log, from its beginning. Not before the first cycle.
  void follow_log();
  // Never throws: what goes wrong is a complaint.
  Verdict cycle(Victim victim = Victim::server);
  // Starts once more, asks for every record there ever was, ends in order, and looks again.
  Verdict finish();
  // Waits until the log is read to its end. For a campaign that follows it, after finish().
  LogState read_log(Complaints& complaints);
  void keep() { kept_ = true; }
  const std::filesystem::path& folder() const { return server_options_.folder; }

 private:
  Campaign(const Setup& setup, const std::filesystem::path& folder);

  void start_server();
  void write_until_killed(Victim victim, Verdict& verdict);
  // Each kills its victim and brings back all but the server, and counts the writes in flight.
  void kill_server(Crew& crew, Verdict& verdict);
  void kill_postgres(Crew& crew, Verdict& verdict);
  void kill_server_and_postgres(Crew& crew, Verdict& verdict);
  void kill_consumer(Crew& crew, Verdict& verdict);
  void check_answers(double share, Verdict& verdict);
  void look_at_disk(Verdict& verdict);
  void look_at_consumer(Verdict& verdict);
  double share_of(double wanted) const;
  void pause(int least_ms, int most_ms);

  Cluster* const cluster_;
  ServerOptions server_options_;
  const std::unique_ptr<Storage> storage_;
  std::optional<Server> server_;  // while it runs
  std::optional<Consumer> consumer_;
  std::deque<Writer> writers_;
  std::mt19937 random_{std::random_device{}()};
  int cycle_ = 0;
  bool kept_ = false;
};

}  // namespace stoa::crash
