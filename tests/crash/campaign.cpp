#include "campaign.h"

#include <stdlib.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <stdexcept>
#include <thread>

namespace stoa::crash {
namespace fs = std::filesystem;
namespace {

constexpr int connections = 16;
constexpr int older_records = 200;  // that each cycle asks for, besides the last cycle's
// How PostgreSQL knows them.
const std::string server_name = "crash_server", consumer_name = "crash_consumer";

// Numbers of transactions that had not come to the disk are given out again after a crash: to
// somebody else on the same PostgreSQL, whose commit must not be taken for that of a lost write.
constexpr const char* take_transaction_ids =
    "do $$ begin create table if not exists public.bystander (n int); for n in 1..30 loop "
    "insert into public.bystander values (n); commit; end loop; end $$";

fs::path make_folder() {
  std::string name = (fs::temp_directory_path() / "stoa-crash-XXXXXX").string();
  if (!mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
  return name;
}

}  // namespace

Campaign::Campaign(const Setup& setup) : Campaign(setup, make_folder()) {}

Campaign::Campaign(const Setup& setup, const fs::path& folder)
    : cluster_(setup.cluster),
      server_options_{setup.binary, folder, setup.settings},
      storage_(cluster_ ? on_postgres(*cluster_) : on_sqlite(folder / "data")) {
  for (const auto& setting : storage_->settings(server_name)) add_setting(setting);
  for (int number = 1; number <= connections; ++number) writers_.emplace_back(number);
}

Campaign::~Campaign() {
  server_.reset();  // nobody uses the folder any more when it goes
  consumer_.reset();
  std::error_code ignored;
  if (!kept_) fs::remove_all(folder(), ignored);
}

void Campaign::follow_log() {
  consumer_.emplace(Program{.binary = server_options_.binary,
                            .environment = storage_->settings(consumer_name),
                            .folder = folder(),
                            .log = folder() / "consumer.log"});
  consumer_->start();
}

Verdict Campaign::cycle(Victim victim) {
  Verdict verdict;
  ++cycle_;
  try {
    if (!server_) start_server();
    check_answers(share_of(older_records), verdict);
    write_until_killed(victim, verdict);
  } catch (const std::exception& e) {
    verdict.complaints.push_back(e.what());
    server_.reset();
  }
  look_at_disk(verdict);
  look_at_consumer(verdict);
  return verdict;
}

// Now and then with a crash in the recovery from a crash.
void Campaign::start_server() {
  if (cycle_ % 10 == 0) {
    server_.emplace(server_options_);
    pause(0, 20);
    server_.reset();
  }
  server_.emplace(server_options_);
  server_->wait_until_ready();
}

void Campaign::write_until_killed(Victim victim, Verdict& verdict) {
  Crew crew(writers_, server_->port(), cycle_);
  pause(20, 300);
  switch (victim) {
    case Victim::server:
      return kill_server(crew, verdict);
    case Victim::postgres:
      return kill_postgres(crew, verdict);
    case Victim::server_and_postgres:
      return kill_server_and_postgres(crew, verdict);
    case Victim::consumer:
      return kill_consumer(crew, verdict);
  }
}

// What is sent after the kill never reaches the server: only what was sent before counts.
void Campaign::kill_server(Crew& crew, Verdict& verdict) {
  crew.course.killed = true;
  const auto sent = crew.sent();
  server_.reset();
  crew.join();
  verdict.in_flight = crew.unanswered(sent);
}

// Now and then it stays away for longer than a write waits for it.
void Campaign::kill_postgres(Crew& crew, Verdict& verdict) {
  crew.course.away = true;
  cluster_->kill();
  verdict.in_flight = crew.unanswered(crew.sent());
  if (cycle_ % 5 == 0)
    pause(3'000, 3'500);
  else
    pause(0, 300);
  cluster_->restart();
  verdict.complain(storage_->change(take_transaction_ids));
  if (!crew.wait_for_writes())
    verdict.complaints.push_back("the server does not get over the death of PostgreSQL");
}

// The one first or the other, and nearly at once.
void Campaign::kill_server_and_postgres(Crew& crew, Verdict& verdict) {
  crew.course.killed = crew.course.away = true;
  auto postgres = std::async(std::launch::async, [this] { cluster_->kill(); });
  pause(0, 80);
  const auto sent = crew.sent();
  server_.reset();
  crew.join();
  verdict.in_flight = crew.unanswered(sent);
  postgres.get();
  cluster_->restart();
}

void Campaign::kill_consumer(Crew& crew, Verdict& verdict) {
  consumer_->stall();
  pause(0, 40);
  const auto sent = crew.sent();
  consumer_->kill();
  verdict.in_flight = crew.unanswered(sent);
  pause(0, 50);
  consumer_->start();
  pause(0, 50);
}

void Campaign::pause(int least_ms, int most_ms) {
  std::this_thread::sleep_for(std::chrono::microseconds(
      std::uniform_int_distribution<>(1000 * least_ms, 1000 * most_ms)(random_)));
}

double Campaign::share_of(double wanted) const {
  std::size_t records = 1;
  for (const Writer& writer : writers_) records += writer.records();
  return std::min(1.0, wanted / static_cast<double>(records));
}

void Campaign::check_answers(double share, Verdict& verdict) {
  Client client(server_->port());
  for (Writer& writer : writers_) writer.check_answers(client, cycle_ - 1, share, verdict);
}

// Each record that a writer has must be there, and no other.
void Campaign::look_at_disk(Verdict& verdict) {
  if (!server_) storage_->outlast(server_name, verdict.complaints);
  Disk disk = read_disk(*storage_);
  for (Writer& writer : writers_) writer.settle(disk, verdict);
  for (const auto& [name, row] : disk.authors)
    verdict.lose(name + " was deleted or never stored, and is there");
  verdict.complain(std::move(disk.complaints));
}

// It outlives every death but its own.
void Campaign::look_at_consumer(Verdict& verdict) {
  if (!consumer_ || consumer_->runs()) return;
  verdict.complaints.push_back("the reader of the log has ended, see consumer.log");
  consumer_->kill();
  consumer_->start();
}

void Campaign::tamper(const char* sql) {
  for (const std::string& complaint : storage_->change(sql)) throw std::runtime_error(complaint);
}

Verdict Campaign::finish() {
  Verdict verdict;
  try {
    if (!server_) start_server();
    check_answers(1, verdict);
    if (!server_->stop()) verdict.complaints.push_back("SIGTERM does not end the server with 0");
  } catch (const std::exception& e) {
    verdict.complaints.push_back(e.what());
  }
  server_.reset();
  look_at_disk(verdict);
  look_at_consumer(verdict);
  verdict.complain(storage_->check_deeply());
  return verdict;
}

LogState Campaign::read_log(Complaints& complaints) {
  LogState state;
  state.table = read_log_table(*storage_, complaints);
  consumer_->wait_for(state.table.size());
  pause(700, 700);  // for what would be one too many
  state.copy = parse_log(consumer_->lines());
  state.cut = consumer_->cut();
  for (const Writer& writer : writers_) writer.tell(state.records);
  return state;
}

}  // namespace stoa::crash
