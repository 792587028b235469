#include "campaign.h"

#include <stdlib.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>

#include "disk.h"

namespace stoa::crash {
namespace fs = std::filesystem;
namespace {

constexpr int connections = 16;
constexpr int older_records = 200;  // that each restart is asked for, besides the last cycle's

fs::path make_folder() {
  std::string name = (fs::temp_directory_path() / "stoa-crash-XXXXXX").string();
  if (!mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
  return name;
}

}  // namespace

Campaign::Campaign(fs::path binary, std::vector<std::string> settings)
    : server_{std::move(binary), make_folder(), std::move(settings)} {
  for (int number = 1; number <= connections; ++number) writers_.emplace_back(number);
}

Campaign::~Campaign() {
  std::error_code ignored;
  if (!kept_) fs::remove_all(server_.folder, ignored);
}

Verdict Campaign::cycle() {
  Verdict verdict;
  ++cycle_;
  try {
    if (cycle_ % 10 == 0) kill_while_starting();
    Server server(server_);
    server.wait_until_ready();
    check_answers(server, share_of(older_records), verdict);
    write_until_killed(server, verdict);
  } catch (const std::exception& e) {
    verdict.complaints.push_back(e.what());
  }
  look_at_disk(verdict);
  return verdict;
}

// A crash in the recovery from a crash.
void Campaign::kill_while_starting() {
  Server server(server_);
  std::this_thread::sleep_for(
      std::chrono::microseconds(std::uniform_int_distribution<>(0, 20'000)(random_)));
}

void Campaign::write_until_killed(Server& server, Verdict& verdict) {
  std::atomic<bool> killed = false;
  std::vector<std::thread> threads;
  for (Writer& writer : writers_) {
    threads.emplace_back([&] { writer.run(server.port(), cycle_, killed); });
  }
  std::this_thread::sleep_for(
      std::chrono::milliseconds(std::uniform_int_distribution<>(20, 300)(random_)));
  killed = true;
  std::vector<std::uint64_t> sent;  // before the kill: a later request never reached the server
  for (const Writer& writer : writers_) sent.push_back(writer.sent());
  server.kill();
  for (std::thread& thread : threads) thread.join();
  for (std::size_t i = 0; i < sent.size(); ++i) {
    verdict.in_flight += writers_[i].answered() < sent[i] ? 1 : 0;
  }
}

double Campaign::share_of(double wanted) const {
  std::size_t records = 1;
  for (const Writer& writer : writers_) records += writer.records();
  return std::min(1.0, wanted / static_cast<double>(records));
}

void Campaign::check_answers(const Server& server, double share, Verdict& verdict) {
  Client client(server.port());
  for (Writer& writer : writers_) writer.check_answers(client, cycle_ - 1, share, verdict);
}

// Each record that a writer has must be there, and no other.
void Campaign::look_at_disk(Verdict& verdict) {
  Disk disk = read_disk(database());
  for (Writer& writer : writers_) writer.settle(disk, verdict);
  for (const auto& [name, row] : disk.authors) verdict.lose(name + " was deleted and is there");
  for (std::string& complaint : disk.complaints) verdict.complaints.push_back(std::move(complaint));
}

void Campaign::tamper(const char* sql) {
  for (const std::string& complaint : change_disk(database(), sql)) {
    throw std::runtime_error(complaint);
  }
}

Verdict Campaign::finish() {
  Verdict verdict;
  try {
    Server server(server_);
    server.wait_until_ready();
    check_answers(server, 1, verdict);
    if (!server.stop()) verdict.complaints.push_back("SIGTERM does not end the server with 0");
  } catch (const std::exception& e) {
    verdict.complaints.push_back(e.what());
  }
  look_at_disk(verdict);
  for (std::string& complaint : change_disk(database(), check_search)) {
    verdict.complaints.push_back(std::move(complaint));
  }
  return verdict;
}

}  // namespace stoa::crash
