// A child process that never outlives its object, nor this process.
//
// Owned and used by one thread; output() may be read by another until the object is gone.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace stoa::crash {

struct Program {
  std::filesystem::path binary;
  std::vector<std::string> arguments;    // without the program's own name
  std::vector<std::string> environment;  // all of it: nothing from outside has a say
  std::filesystem::path folder;          // where it runs
  std::filesystem::path log;             // what it complains of is added here
};

class Child {
 public:
  // Throws std::runtime_error when there is no process to be had.
  explicit Child(const Program& program);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  // Its standard output, to be read from.
  int output() const { return output_; }
  // kill -9; returns when the process is gone.
  void kill();
  // SIGTERM; true when it ends by itself within 20 seconds, with 0.
  bool stop();

 private:
  pid_t process_ = -1;
  int output_ = -1;
};

}  // namespace stoa::crash
