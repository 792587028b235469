// stream_load PORT STREAMS ROUNDS: how long it takes until all of many streams of live changes have
// been told of one change.
//
// STREAMS connections watch the list of authors; then an author is added, ROUNDS times: each time it
// is waited until every stream has told of them. The clock starts when the request is sent, so that
// the durable write is in it, and the server's pace. BENCH_AUTHORIZATION may add authors. One thread,
// epoll.
// Prints: microseconds until a stream was told, p50, p99 and the most; streams; rounds.
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { kept_bytes = 63, read_bytes = 64 * 1024 };

struct stream {
  int fd, ready, told;      // told: of which round
  size_t kept;              // of what was read last, since a name may come in two pieces
  char bytes[kept_bytes];
};

static struct stream* streams;
static int count, ready, told, round_now;
static char name[40];  // of the round's author
static double sent_at;
static uint32_t* times;
static size_t taken;

static void die(const char* why) {
  fprintf(stderr, "stream_load: %s: %s\n", why, strerror(errno));
  exit(1);
}

static double now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int connect_to(int port) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int on = 1, fd = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(fd, (struct sockaddr*)&to, sizeof to)) die("connect");
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

static void put(int fd, const char* bytes, int size) {
  if (send(fd, bytes, (size_t)size, MSG_NOSIGNAL) != size) die("send");
}

static void look(struct stream* s, const char* bytes, size_t size) {
  if (!s->ready) {
    if (!memmem(bytes, size, "event: ready", 12)) return;
    s->ready = 1;
    ++ready;
  }
  if (round_now == 0 || s->told == round_now || !memmem(bytes, size, name, strlen(name))) return;
  s->told = round_now;
  ++told;
  times[taken++] = (uint32_t)(now_us() - sent_at);
}

static void on_input(struct stream* s) {
  static char buffer[kept_bytes + read_bytes];
  memcpy(buffer, s->bytes, s->kept);
  ssize_t n = recv(s->fd, buffer + s->kept, read_bytes, 0);
  if (n < 0 && errno == EAGAIN) return;
  if (n <= 0) die("a stream ended");
  size_t size = s->kept + (size_t)n;
  if (!s->ready && size > 12 && memcmp(buffer, "HTTP/1.1", 8) == 0 && memcmp(buffer + 9, "200", 3)) die("no stream");
  look(s, buffer, size);
  s->kept = size < kept_bytes ? size : kept_bytes;
  memcpy(s->bytes, buffer + size - s->kept, s->kept);
}

static void turn(int epoll) {
  struct epoll_event events[256];
  int n = epoll_wait(epoll, events, 256, 10000);
  if (n == 0) die("nothing comes");
  for (int i = 0; i < n; ++i) on_input(events[i].data.ptr);
}

static void open_streams(int port, int epoll) {
  const char hello[] =
      "GET /api/live?subscribe=/api/library/authors HTTP/1.1\r\nHost: localhost\r\n\r\n";
  for (int i = 0; i < count; ++i) {
    struct stream* s = &streams[i];
    s->fd = connect_to(port);
    put(s->fd, hello, sizeof hello - 1);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = s};
    epoll_ctl(epoll, EPOLL_CTL_ADD, s->fd, &event);
    while (ready < i - 100) turn(epoll);
  }
  while (ready < count) turn(epoll);
}

static void add_author(int fd) {
  char body[128], request[1024], answer[4096];
  const char* authorization = getenv("BENCH_AUTHORIZATION");
  int length = snprintf(body, sizeof body, "{\"name\":\"%s\"}", name);
  int size = snprintf(request, sizeof request,
                      "POST /api/library/authors HTTP/1.1\r\nHost: localhost\r\nAuthorization: %s\r\n"
                      "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
                      authorization ? authorization : "", length, body);
  sent_at = now_us();
  put(fd, request, size);
  if (recv(fd, answer, sizeof answer, 0) < 12 || memcmp(answer + 9, "201", 3)) die("no author");
}

static int by_time(const void* a, const void* b) {
  uint32_t one = *(const uint32_t*)a, other = *(const uint32_t*)b;
  return one < other ? -1 : one > other;
}

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  int port = atoi(argv[1]), rounds = atoi(argv[3]), epoll = epoll_create1(0);
  count = atoi(argv[2]);
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  streams = calloc((size_t)count, sizeof *streams);
  times = calloc((size_t)count * (size_t)rounds, sizeof *times);
  open_streams(port, epoll);
  int writer = connect_to(port);
  for (round_now = 1; round_now <= rounds; ++round_now) {
    snprintf(name, sizeof name, "Watched %ld %d.", (long)getpid(), round_now);
    told = 0;
    add_author(writer);
    while (told < count) turn(epoll);
    usleep(50 * 1000);  // the next finds nobody at work
  }
  qsort(times, taken, sizeof *times, by_time);
  printf("%u %u %u %d %d\n", times[taken / 2], times[taken * 99 / 100], times[taken - 1], count, rounds);
  return 0;
}
