#include "kernel/files/jail.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include <cstddef>
#include <iterator>
#include <system_error>
#include <vector>

namespace stoa::files {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true;  // a sanitizer needs terabytes of addresses, and calls of its own
#else
constexpr bool sanitized = false;
#endif

#if defined(__x86_64__)
constexpr unsigned architecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr unsigned architecture = AUDIT_ARCH_AARCH64;
#else
constexpr unsigned architecture = 0;
#endif

constexpr int allowed[] = {
    SYS_read,   SYS_write,  SYS_lseek,    SYS_brk,       SYS_mmap,          SYS_munmap,
    SYS_mremap, SYS_futex,  SYS_madvise,  SYS_exit,      SYS_exit_group,    SYS_rt_sigreturn,
    SYS_fstat,  SYS_tgkill, SYS_mprotect, SYS_getrandom, SYS_clock_gettime, SYS_rt_sigprocmask,
};

void limit(int what, rlim_t most) {
  const rlimit both{most, most};
  if (setrlimit(static_cast<__rlimit_resource>(what), &both) != 0) {
    throw std::system_error(errno, std::generic_category(), "setrlimit");
  }
}

sock_filter statement(unsigned code, unsigned value) {
  return {static_cast<unsigned short>(code), 0, 0, value};
}

sock_filter unless_equal(unsigned value, unsigned char skip) {
  return {BPF_JMP | BPF_JEQ | BPF_K, 0, skip, value};
}

// A list of calls, each followed by its permission; what is not on it fails with EPERM.
void allow_few_calls() {
  std::vector<sock_filter> rules = {
      statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)),
      {BPF_JMP | BPF_JEQ | BPF_K, 1, 0, architecture},
      statement(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
      statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
  };
  for (const int call : allowed) {
    rules.push_back(unless_equal(static_cast<unsigned>(call), 1));
    rules.push_back(statement(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  }
  rules.push_back(statement(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM));
  const sock_fprog program{static_cast<unsigned short>(rules.size()), rules.data()};
  const bool locked = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
                      prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
  // A kernel built without it (or a container that forbids it) still has the limits.
  if (!locked && errno != EINVAL && errno != EPERM) {
    throw std::system_error(errno, std::generic_category(), "seccomp");
  }
}

}  // namespace

void lock_up() {
  limit(RLIMIT_CPU, 4);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, 16 << 20);
  if (sanitized) return;
  limit(RLIMIT_AS, 512 << 20);
  if (architecture != 0) allow_few_calls();
}

}  // namespace stoa::files
