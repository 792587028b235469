#include "kernel/files/picture_child.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <system_error>

#include "kernel/files/jail.h"
#include "kernel/model/problem.h"

namespace stoa::files {
namespace {

constexpr const char* child_name = "stoa-picture";

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

// A file in memory, which is both ways' pipe without an end that waits for the other.
class MemoryFile {
 public:
  MemoryFile() : descriptor_(memfd_create("picture", MFD_CLOEXEC)) {
    if (descriptor_ < 0) fail("making a file in memory");
  }
  ~MemoryFile() { ::close(descriptor_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

void write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(descriptor, bytes.data(), bytes.size());
    if (n < 0 && errno != EINTR) fail("writing a picture");
    if (n > 0) bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

std::string read_all(int descriptor) {
  if (::lseek(descriptor, 0, SEEK_SET) < 0) fail("reading a picture");
  std::string all;
  char buffer[65536];
  for (;;) {
    const ssize_t n = ::read(descriptor, buffer, sizeof buffer);
    if (n < 0 && errno != EINTR) fail("reading a picture");
    if (n == 0) return all;
    if (n > 0) all.append(buffer, static_cast<std::size_t>(n));
  }
}

// With its two files and nothing else: no socket, no database, no environment.
pid_t start_child(int in, int out, Size box) {
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
  posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO);
  std::string width = std::to_string(box.width), height = std::to_string(box.height);
  std::string name = child_name;
  char* arguments[] = {name.data(), width.data(), height.data(), nullptr};
  char* nothing[] = {nullptr};
  pid_t child = 0;
  const int failed = posix_spawn(&child, "/proc/self/exe", &files, nullptr, arguments, nothing);
  posix_spawn_file_actions_destroy(&files);
  if (failed) throw std::system_error(failed, std::generic_category(), "starting a process");
  return child;
}

// Its time on a processor is limited, and it waits for nothing: it ends.
bool succeeded(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) fail("waiting for a process");
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

int number(const char* text) {
  int value = 0;
  std::from_chars(text, text + std::strlen(text), value);
  return value;
}

}  // namespace

bool is_picture_child(int argc, char** argv) {
  return argc == 3 && std::string_view(argv[0]) == child_name;
}

int be_picture_child(char** argv) try {
  lock_up();
  write_all(STDOUT_FILENO, fit_picture(read_all(STDIN_FILENO), {number(argv[1]), number(argv[2])}));
  return 0;
} catch (const std::exception&) {
  return 1;
}

std::string shrink_picture(std::string_view picture, Size box) {
  const MemoryFile in, out;
  write_all(in.get(), picture);
  if (!succeeded(start_child(in.get(), out.get(), box))) {
    throw Refusal{problems::picture_unreadable};
  }
  return read_all(out.get());
}

}  // namespace stoa::files
