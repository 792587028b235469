#include "cluster.h"

#include <fcntl.h>
#include <libpq-fe.h>
#include <sys/wait.h>
#include <unistd.h>

#include <memory>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace stoa::crash {
namespace {

constexpr int not_installed = 3;

struct Outcome {
  int status = -1;
  std::string said;
};

[[noreturn]] void become(const std::vector<const char*>& command) {
  execv(command[0], const_cast<char* const*>(command.data()));
  _exit(127);
}

// What it says on standard error is a part of the test's own output, unless it is to be kept.
Outcome run(std::vector<const char*> command, bool keep_errors) {
  command.push_back(nullptr);
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  const pid_t process = fork();
  if (process == 0) {
    dup2(ends[1], STDOUT_FILENO);
    if (keep_errors) dup2(ends[1], STDERR_FILENO);
    become(command);
  }
  close(ends[1]);
  Outcome outcome;
  char more[1024];
  for (ssize_t n = 0; (n = read(ends[0], more, sizeof more)) > 0;)
    outcome.said.append(more, static_cast<std::size_t>(n));
  close(ends[0]);
  int status = -1;
  waitpid(process, &status, 0);
  outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return outcome;
}

}  // namespace

Cluster::Cluster(const std::filesystem::path& root) : script_(root / "script" / "postgres") {
  const Outcome started =
      run({script_.c_str(), "start", "-c", "fsync=on", "-c", "synchronous_commit=on"}, true);
  if (started.status == not_installed) {
    why_not_ = started.said.substr(0, started.said.find('\n'));
    return;
  }
  std::istringstream lines(started.said);
  if (started.status != 0 || !std::getline(lines, folder_) || !std::getline(lines, url_))
    throw std::runtime_error("script/postgres start: " + started.said);
  guard();
}

Cluster::~Cluster() {
  if (guard_ < 0) return;
  close(guarded_);
  waitpid(guard_, nullptr, 0);
}

// Waits, in a session of its own that no Ctrl-C reaches, until this process has let go of the pipe.
void Cluster::guard() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  const std::vector<const char*> stop = {script_.c_str(), "stop", folder_.c_str(), nullptr};
  guard_ = fork();
  if (guard_ == 0) {
    setsid();
    close(ends[1]);
    char nothing = 0;
    static_cast<void>(read(ends[0], &nothing, 1));
    become(stop);
  }
  close(ends[0]);
  guarded_ = ends[1];
}

void Cluster::kill() {
  if (run({script_.c_str(), "kill", folder_.c_str()}, false).status != 0)
    throw std::runtime_error("PostgreSQL cannot be killed");
}

void Cluster::restart() {
  if (run({script_.c_str(), "restart", folder_.c_str()}, false).status != 0)
    throw std::runtime_error("PostgreSQL does not start again");
}

std::string Cluster::create_database() {
  const std::string name = "crash_" + std::to_string(++databases_);
  const std::unique_ptr<PGconn, void (*)(PGconn*)> connection(PQconnectdb(url_.c_str()), PQfinish);
  const std::unique_ptr<PGresult, void (*)(PGresult*)> result(
      PQexec(connection.get(), ("create database " + name).c_str()), PQclear);
  if (PQresultStatus(result.get()) != PGRES_COMMAND_OK)
    throw std::runtime_error(PQerrorMessage(connection.get()));
  return url_.substr(0, url_.rfind('/') + 1) + name;
}

}  // namespace stoa::crash
