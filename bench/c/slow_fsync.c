// An LD_PRELOAD shim that makes a fast disk slow: SLOW_FSYNC_US microseconds after each fsync and
// fdatasync, in the thread that called it. Needs -D_GNU_SOURCE.
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <time.h>

static void wait_a_bit(void) {
  static long us = -1;
  if (us < 0) {
    const char* text = getenv("SLOW_FSYNC_US");
    us = text ? atol(text) : 0;
  }
  struct timespec left = {us / 1000000, us % 1000000 * 1000};
  while (nanosleep(&left, &left) != 0 && errno == EINTR) continue;
}

static int call(const char* name, int file) {
  int (*real)(int);
  *(void**)&real = dlsym(RTLD_NEXT, name);
  const int result = real(file);
  const int error = errno;
  wait_a_bit();
  errno = error;
  return result;
}

int fsync(int file) { return call("fsync", file); }
int fdatasync(int file) { return call("fdatasync", file); }
