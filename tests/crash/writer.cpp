#include "writer.h"

#include <chrono>
#include <functional>
#include <optional>
#include <thread>
#include <utility>

namespace stoa::crash {
namespace {

const std::string authors = "/api/library/authors";

std::string quoted(std::string_view field, std::string_view text) {
  return "\"" + std::string(field) + "\":\"" + std::string(text) + "\"";
}

// The version that a row is, if it is all of it.
int version_of(const Row& row, const std::string& name) {
  const int version = static_cast<int>(row.version);
  return row.about == about(name, version) ? version : -1;
}

std::string describe(const Record& record, const std::string& found) {
  return record.name + ": acknowledged version " + std::to_string(record.acknowledged) +
         ", attempted " + std::to_string(record.attempted) + ", found " + found;
}

bool says(const Answer& answer, std::string_view code) {
  return answer.status == 503 && answer.body.find(quoted("code", code)) != std::string::npos;
}

int success_of(std::string_view method) {
  return method == "POST" ? 201 : method == "PATCH" ? 200 : 204;
}

}  // namespace

std::string about(const std::string& name, int version) {
  const std::size_t length = std::hash<std::string>()(name) % 97 * (version % 31) % 3900;
  return name + " at version " + std::to_string(version) + " " +
         std::string(length, static_cast<char>('a' + version % 26));
}

void Writer::run(std::uint16_t port, int cycle, const Course& course) {
  constexpr std::size_t enough = 150;
  cycle_ = cycle;
  Client client(port);
  bool connected = true;
  while (connected && !course.enough) {
    const int choice = live_.size() < 10 ? 0 : up_to(99);
    const auto index = live_.empty() ? 0 : static_cast<std::size_t>(up_to(live_.size() - 1));
    if (choice < 50 && live_.size() < enough) {
      connected = create(client, course);
    } else if (choice < 85) {
      connected = edit(client, course, index);
    } else {
      connected = remove(client, course, index);
    }
  }
  if (!connected && !course.killed) complaints_.push_back("the server broke a connection");
}

bool Writer::create(Client& client, const Course& course) {
  Record& record = live_.emplace_back();
  record.name = "crash " + std::to_string(number_) + "-" + std::to_string(++created_);
  record.attempted = 1;
  return ask(client, course, "POST", live_.size() - 1);
}

bool Writer::edit(Client& client, const Course& course, std::size_t index) {
  ++live_[index].attempted;
  return ask(client, course, "PATCH", index);
}

bool Writer::remove(Client& client, const Course& course, std::size_t index) {
  live_[index].attempted = 0;
  return ask(client, course, "DELETE", index);
}

// False when there is no answer, or none to go on with: what it did is told from the disk.
bool Writer::ask(Client& client, const Course& course, std::string_view method, std::size_t index) {
  Record& record = live_[index];
  const std::string path = record.id.empty() ? authors : authors + "/" + record.id;
  const std::string fields = quoted("about", about(record.name, record.attempted));
  std::string body;
  if (method == "POST") body = "{" + quoted("name", record.name) + "," + fields + "}";
  if (method == "PATCH") body = "{" + fields + "}";
  record.cycle = cycle_;
  if (!client.ask(method, path, body)) return false;
  ++sent_;
  const auto answer = client.answer();
  if (!answer) return false;
  ++answered_;
  return take(*answer, course, method, index);
}

bool Writer::take(const Answer& answer, const Course& course, std::string_view method,
                  std::size_t index) {
  Record& record = live_[index];
  if (answer.status == success_of(method)) {
    ++acknowledged_;
    record.acknowledged = record.attempted;
    if (record.attempted > 0) record.last = record.attempted;
    constexpr std::string_view before_id = "{\"id\":\"";
    if (method == "POST") record.id = answer.body.substr(before_id.size(), 36);
    if (method == "DELETE") gone_.push_back(take_out(index));
    return true;
  }
  if (course.away && says(answer, "outcome_unknown")) {
    in_doubt_.push_back(take_out(index));
    return true;
  }
  if (course.away && (says(answer, "unavailable") || says(answer, "overloaded"))) {
    ++refused_;
    record.attempted = record.acknowledged;
    if (record.id.empty()) take_out(index);  // should it be there, it is one too many
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    return true;
  }
  complaints_.push_back(std::string(method) + " of " + record.name + " was answered with " +
                        std::to_string(answer.status) + " " + answer.body);
  return false;
}

Record Writer::take_out(std::size_t index) {
  std::swap(live_[index], live_.back());
  Record record = std::move(live_.back());
  live_.pop_back();
  return record;
}

void Writer::settle(Disk& disk, Verdict& verdict) {
  verdict.acknowledged += acknowledged_.exchange(0);
  verdict.refused += std::exchange(refused_, 0);
  verdict.unknown += static_cast<int>(in_doubt_.size());
  std::vector<Record> records = std::exchange(live_, {});
  for (Record& record : std::exchange(in_doubt_, {})) records.push_back(std::move(record));
  for (Record& record : std::exchange(gone_, {})) {
    auto& to = disk.authors.contains(record.name) ? records : gone_;
    to.push_back(std::move(record));
  }
  for (Record& record : records) {
    const auto row = disk.authors.extract(record.name);
    const int found = row ? version_of(row.mapped(), record.name) : 0;
    const bool pending = record.attempted != record.acknowledged;
    if (found < 0) {
      verdict.lose(
          describe(record, std::to_string(row.mapped().version) + " " + row.mapped().about));
    } else if (found != record.acknowledged && found != record.attempted) {
      verdict.lose(describe(record, std::to_string(found)));
    } else if (pending && found == record.attempted) {
      ++verdict.kept;
    }
    record.acknowledged = record.attempted = found;
    if (found > 0) record.last = found;
    if (row) record.id = row.mapped().id;
    if (found > 0)
      live_.push_back(std::move(record));
    else if (pending && !record.id.empty())
      gone_.push_back(std::move(record));
  }
  verdict.complain(std::exchange(complaints_, {}));
}

void Writer::check_answers(Client& client, int cycle, double share, Verdict& verdict) {
  std::bernoulli_distribution chosen(share);
  for (const auto* records : {&live_, &gone_}) {
    for (const Record& record : *records) {
      if (record.cycle != cycle && !chosen(random_)) continue;
      if (!check(client, record, verdict)) return;
    }
  }
}

bool Writer::check(Client& client, const Record& record, Verdict& verdict) {
  const auto answer =
      client.ask("GET", authors + "/" + record.id, "") ? client.answer() : std::nullopt;
  if (!answer) {
    verdict.complaints.push_back("the server did not answer a GET");
    return false;
  }
  const int version = record.acknowledged;
  const bool right = version == 0
                         ? answer->status == 404
                         : answer->status == 200 &&
                               answer->body.find(quoted("about", about(record.name, version)) +
                                                 ",\"version\":" + std::to_string(version) + ",") !=
                                   std::string::npos;
  if (!right) verdict.lose(describe(record, std::to_string(answer->status) + " " + answer->body));
  return true;
}

void Writer::tell(std::map<std::string, Record>& records) const {
  for (const auto* known : {&live_, &gone_})
    for (const Record& record : *known) records.emplace(record.name, record);
}

}  // namespace stoa::crash
