#include "writer.h"

#include <functional>
#include <optional>
#include <utility>

namespace stoa::crash {
namespace {

const std::string authors = "/api/library/authors";

// What a record says at a version, from a few bytes to most of a page: any mixture shows.
std::string about(const std::string& name, int version) {
  const std::size_t length = std::hash<std::string>()(name) % 97 * (version % 31) % 3900;
  return name + " at version " + std::to_string(version) + " " +
         std::string(length, static_cast<char>('a' + version % 26));
}

std::string quoted(std::string_view field, std::string_view text) {
  return "\"" + std::string(field) + "\":\"" + std::string(text) + "\"";
}

// The version that a row is, if it is all of it.
int version_of(const Row& row, const Record& record) {
  for (const int version : {record.attempted, record.acknowledged}) {
    if (row.version == version && row.about == about(record.name, version)) return version;
  }
  return -1;
}

std::string describe(const Record& record, const std::string& found) {
  return record.name + ": acknowledged version " + std::to_string(record.acknowledged) +
         ", attempted " + std::to_string(record.attempted) + ", found " + found;
}

}  // namespace

void Writer::run(std::uint16_t port, int cycle, const std::atomic<bool>& killed) {
  constexpr std::size_t enough = 150;
  cycle_ = cycle;
  Client client(port);
  for (bool going = true; going;) {
    const int choice = live_.size() < 10 ? 0 : up_to(99);
    const auto index = live_.empty() ? 0 : static_cast<std::size_t>(up_to(live_.size() - 1));
    if (choice < 50 && live_.size() < enough) {
      going = create(client);
    } else if (choice < 85) {
      going = edit(client, live_[index]);
    } else {
      going = remove(client, index);
    }
  }
  if (!killed) complaints_.push_back("the server broke a connection");
}

bool Writer::create(Client& client) {
  Record& record = live_.emplace_back();
  record.name = "crash " + std::to_string(number_) + "-" + std::to_string(++created_);
  record.attempted = 1;
  if (!ask(client, "POST", record, 201)) return false;
  constexpr std::string_view before = "{\"id\":\"";
  record.id = answer_.substr(before.size(), 36);
  return true;
}

bool Writer::edit(Client& client, Record& record) {
  ++record.attempted;
  return ask(client, "PATCH", record, 200);
}

bool Writer::remove(Client& client, std::size_t index) {
  live_[index].attempted = 0;
  if (!ask(client, "DELETE", live_[index], 204)) return false;
  std::swap(live_[index], live_.back());
  gone_.push_back(std::move(live_.back()));
  live_.pop_back();
  return true;
}

// Anything but the expected answer ends the run: what it did is told from the disk.
bool Writer::ask(Client& client, std::string_view method, Record& record, int expected) {
  const std::string path = record.id.empty() ? authors : authors + "/" + record.id;
  const std::string fields = quoted("about", about(record.name, record.attempted));
  std::string body;
  if (method == "POST") body = "{" + quoted("name", record.name) + "," + fields + "}";
  if (method == "PATCH") body = "{" + fields + "}";
  record.cycle = cycle_;
  if (!client.ask(method, path, body)) return false;
  ++sent_;
  auto answer = client.answer();
  if (!answer) return false;
  ++answered_;
  answer_ = std::move(answer->body);
  if (answer->status != expected) {
    complaints_.push_back(std::string(method) + " " + path + " was answered with " +
                          std::to_string(answer->status) + " " + answer_);
    return false;
  }
  ++acknowledged_;
  record.acknowledged = record.attempted;
  return true;
}

void Writer::settle(Disk& disk, Verdict& verdict) {
  std::vector<Record> live;
  for (Record& record : live_) {
    const auto row = disk.authors.extract(record.name);
    const int found = row ? version_of(row.mapped(), record) : 0;
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
    if (row) record.id = row.mapped().id;
    if (found > 0)
      live.push_back(std::move(record));
    else if (pending && !record.id.empty())
      gone_.push_back(std::move(record));
  }
  live_ = std::move(live);
  verdict.acknowledged += std::exchange(acknowledged_, 0);
  for (std::string& complaint : std::exchange(complaints_, {})) {
    verdict.complaints.push_back(std::move(complaint));
  }
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

}  // namespace stoa::crash
