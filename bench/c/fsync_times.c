// fsync_times FILE SECONDS: what the disk takes to make 4 KiB durable.
//
// Appends 4 KiB and calls fdatasync, again and again. Prints: count, p50 and p99 in microseconds.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { most = 1 << 20 };

static double now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int by_size(const void* a, const void* b) {
  const float x = *(const float*)a, y = *(const float*)b;
  return (x > y) - (x < y);
}

int main(int argc, char** argv) {
  const int file = argc == 3 ? open(argv[1], O_CREAT | O_TRUNC | O_WRONLY, 0600) : -1;
  float* const times = malloc(most * sizeof *times);
  if (file < 0 || !times) {
    fprintf(stderr, "usage: fsync_times FILE SECONDS\n");
    return 2;
  }
  char block[4096];
  memset(block, 7, sizeof block);
  const double end = now_us() + atof(argv[2]) * 1e6;
  int count = 0;
  for (double now = now_us(); now < end && count < most;) {
    if (write(file, block, sizeof block) != sizeof block || fdatasync(file) != 0) {
      perror(argv[1]);
      return 1;
    }
    const double then = now;
    now = now_us();
    times[count++] = (float)(now - then);
  }
  close(file);
  unlink(argv[1]);
  qsort(times, (size_t)count, sizeof *times, by_size);
  printf("%d %.0f %.0f\n", count, (double)times[count / 2], (double)times[count * 99 / 100]);
  return 0;
}
