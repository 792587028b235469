// What a system call that failed becomes.
//
// Inside of kernel/files only. Any thread.
#pragma once

#include <cerrno>
#include <string>
#include <system_error>

namespace stoa::files {

// Throws std::system_error of errno.
[[noreturn]] inline void fail_by_errno(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace stoa::files
