// What the tests of the store share: a folder that goes away, a lane that can be held, outcomes.
//
// For tests only.
#pragma once

#include <stdlib.h>

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/model/problem.h"
#include "kernel/store/sqlite_database.h"

namespace stoa::store::testing {

class TempFolder {
 public:
  TempFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "stoa-store-XXXXXX").string();
    if (!::mkdtemp(name.data())) throw std::runtime_error("mkdtemp");
    path_ = name;
  }
  ~TempFolder() { std::filesystem::remove_all(path_); }
  TempFolder(const TempFolder&) = delete;
  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

inline std::int64_t number(Connection& connection, std::string_view sql) {
  std::int64_t result = 0;
  connection.run(sql, {}, [&](const Row& row) {
    result = std::get<std::int64_t>(row.at(0));
    return true;
  });
  return result;
}

inline std::int64_t number(Database& database, std::string_view sql) {
  std::int64_t result = 0;
  database.read_now([&](Connection& connection) { result = number(connection, sql); });
  return result;
}

// The outcomes of several jobs, in the order in which done() hands them out.
class Outcomes {
 public:
  Done done() {
    const std::lock_guard lock(mutex_);
    errors_.emplace_back();
    ++missing_;
    return [this, i = errors_.size() - 1](std::exception_ptr error) {
      const std::lock_guard lock(mutex_);
      errors_[i] = std::move(error);
      --missing_;
      arrived_.notify_all();
    };
  }
  void wait() {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [this] { return missing_ == 0; });
  }
  // "" when it went well, else a problem's code or an exception's text.
  std::string operator[](std::size_t i) {
    wait();
    return text(errors_[i]);
  }
  static std::string text(const std::exception_ptr& error) {
    try {
      if (error) std::rethrow_exception(error);
      return "";
    } catch (const Refusal& refusal) {
      return std::string(refusal.problem.code);
    } catch (const std::exception& e) {
      return e.what();
    } catch (...) {
      return "something";
    }
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<std::exception_ptr> errors_;
  std::size_t missing_ = 0;
};

// A job that holds its lane until it is let go: what is queued meanwhile makes one batch.
class Gate {
 public:
  Work work() {
    return [this](Connection&) {
      std::unique_lock lock(mutex_);
      held_ = true;
      changed_.notify_all();
      changed_.wait(lock, [this] { return open_; });
    };
  }
  void wait_until_held() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return held_; });
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool held_ = false, open_ = false;
};

// A database with a table `t(n)`, and a writer lane that can be held.
struct Bench {
  explicit Bench(DatabaseOptions options = {}, ReadPoolOptions reads = {}) : pool(reads) {
    options.file = folder / "test.db";
    database.emplace(options, pool, [this](std::string why) { fatal.push_back(std::move(why)); });
    database->write_now([](Connection& connection) {
      connection.run_script("create table t (n INTEGER primary key, text TEXT) strict");
    });
  }
  std::filesystem::path file() const { return folder / "test.db"; }
  // Queues one job after the other while the lane is held, then lets it go.
  void hold() {
    database->write({.work = gate.work(), .done = outcome_of_gate.done()});
    gate.wait_until_held();
  }
  void write(Work work, Urgency urgency = Urgency::interactive, std::uint64_t principal = 0) {
    database->write({std::move(work), outcomes.done(), urgency, principal});
  }
  void release() {
    gate.open();
    outcomes.wait();
    outcome_of_gate.wait();
  }
  std::int64_t count(std::string_view where = "true") {
    return number(*database, "select count(*) from t where " + std::string(where));
  }

  TempFolder folder;
  std::vector<std::string> fatal;
  Gate gate;
  Outcomes outcomes, outcome_of_gate;
  ReadPool pool;
  std::optional<SqliteDatabase> database;
};

inline Work insert(std::int64_t n) {
  return [n](Connection& connection) {
    const Value value = n;
    connection.run("insert into t (n) values ($1)", {&value, 1}, {});
  };
}

}  // namespace stoa::store::testing
