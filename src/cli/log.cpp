#include <algorithm>
#include <chrono>
#include <iostream>
#include <thread>

#include "cli/options.h"
#include "kernel/app/databases.h"
#include "kernel/model/codec.h"
#include "kernel/store/log.h"

namespace stoa::cli {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t rows_at_once = 500;
// How often somebody who follows looks again: soon after something came, ever less often while
// nothing does.
constexpr auto soonest = 20ms, latest = 500ms;

void member(std::string& line, std::string_view name, std::string_view text) {
  line.append(",\"").append(name).append("\":");
  if (text.empty())
    line += "null";
  else
    encode_string(text, line);
}

// One row as a line of JSON.
std::string line_of(const store::LogRow& row) {
  std::string line = "{\"cursor\":";
  encode_string(row.cursor, line);
  member(line, "at", to_string(row.at));
  member(line, "actor", row.actor);
  member(line, "kind", row.kind);
  member(line, "key", row.key);
  member(line, "entity", row.entity);
  member(line, "operation", row.operation);
  line.append(",\"payload\":").append(row.payload.empty() ? "null" : row.payload);
  member(line, "trace", row.trace);
  return line + "}\n";
}

// A reader of the log that outlives its connection.
class Tail {
 public:
  Tail(const Config& config, const LogOptions& options)
      : config_(config),
        app_(options.app),
        cursor_(options.after),
        postgres_(reach_postgres(config)) {
    open();
  }

  // The next rows; none also while the database is away.
  std::vector<store::LogRow> next() try {
    if (!session_) open();
    session_->limit(30s);
    session_->control(store::Session::Control::begin_read);
    auto rows = store::read_log(*session_, cursor_, rows_at_once);
    session_->control(store::Session::Control::commit);
    if (!rows.empty()) cursor_ = rows.back().cursor;
    return rows;
  } catch (const store::StoreError& error) {
    if (error.kind != store::StoreError::Kind::unavailable) throw;
    session_.reset();
    return {};
  }
  bool connected() const { return session_ != nullptr; }

 private:
  void open() { session_ = open_reader(config_, app_, postgres_.get()); }

  const Config& config_;
  const std::string app_;
  std::string cursor_;
  std::unique_ptr<store::PostgresServer> postgres_;
  std::unique_ptr<store::Session> session_;
};

}  // namespace

int print_log(const LogOptions& options, const std::vector<App>& apps) {
  check_name(apps, options.app);
  const Config config = read_config_of(options.config_file);
  Tail tail(config, options);
  auto pause = soonest;
  for (;;) {
    const auto rows = tail.next();
    for (const auto& row : rows) std::cout << line_of(row);
    std::cout.flush();
    if (!std::cout) return 1;  // whoever read this is gone
    if (rows.empty() && !options.follow && tail.connected()) return 0;
    if (!rows.empty()) {
      pause = soonest;
      continue;
    }
    std::this_thread::sleep_for(pause);
    pause = std::min<std::chrono::milliseconds>(pause * 2, latest);
  }
}

}  // namespace stoa::cli
