#include "child.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>
#include <thread>

namespace stoa::crash {
namespace {

std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

// Other threads may hold any lock at the fork: all that needs memory is done before it.
Child::Child(const Program& program) {
  std::vector<std::string> arguments = program.arguments;
  arguments.insert(arguments.begin(), program.binary.filename().string());
  const auto argv = pointers_to(arguments), envp = pointers_to(program.environment);
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  process_ = fork();
  if (process_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(ends[1], STDOUT_FILENO);
    dup2(open(program.log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600), STDERR_FILENO);
    if (chdir(program.folder.c_str()) == 0)
      execve(program.binary.c_str(), argv.data(), envp.data());
    _exit(127);
  }
  close(ends[1]);
  output_ = ends[0];
  if (process_ < 0) throw std::runtime_error("no fork");
}

Child::~Child() {
  kill();
  close(output_);
}

void Child::kill() {
  if (process_ < 0) return;
  ::kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
  process_ = -1;
}

bool Child::stop() {
  using namespace std::chrono_literals;
  ::kill(process_, SIGTERM);
  int status = -1;
  for (int i = 0; i < 2000; ++i) {
    if (waitpid(process_, &status, WNOHANG) == process_) {
      process_ = -1;
      return status == 0;
    }
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

}  // namespace stoa::crash
