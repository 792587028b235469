// stream_load PORT STREAMS ROUNDS LIST MEMBERS [TOPIC]: how long it takes until all of many streams of
// live changes have been told of one change.
//
// STREAMS connections watch LIST; then a record is added to it, ROUNDS times: each time it is waited
// until every stream has told of it. MEMBERS is the record up to the text that it is known by:
// "name":. The clock starts when the request is sent, so that the durable write is in it, and the
// server's pace. BENCH_AUTHORIZATION may add records, BENCH_STREAMS_AUTHORIZATION, where it is set,
// watch them. With a TOPIC the server is a PocketBase, whose streams are told by a second request what
// they are for. One thread, epoll.
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
static int server, count, ready, told, round_now;
static const char *list, *members, *topic;
static char name[40];  // of the round's record
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

static void post(int fd, const char* path, const char* authorization, const char* body) {
  char request[4096], answer[8192];
  int size = snprintf(request, sizeof request,
                      "POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: %s\r\n"
                      "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
                      path, authorization ? authorization : "", strlen(body), body);
  put(fd, request, size);
  if (recv(fd, answer, sizeof answer, 0) < 12 || memcmp(answer + 9, "20", 2)) die(path);
}

// Whether the stream tells from here on. PocketBase's has a name by then, and is told its topic.
static int is_ready(const char* bytes, size_t size) {
  static const char before[] = "\"clientId\":\"";
  static int asking = -1;
  if (!topic) return memmem(bytes, size, "event: ready", 12) != NULL;
  const char* id = memmem(bytes, size, before, sizeof before - 1);
  const char* from = id ? id + sizeof before - 1 : NULL;
  const char* end = from ? memchr(from, '"', size - (size_t)(from - bytes)) : NULL;
  if (!end) return 0;
  if (asking < 0) asking = connect_to(server);
  char body[512];
  snprintf(body, sizeof body, "{%.*s,\"subscriptions\":[\"%s\"]}", (int)(end + 1 - id), id,
           topic);
  post(asking, "/api/realtime", getenv("BENCH_STREAMS_AUTHORIZATION"), body);
  return 1;
}

static void look(struct stream* s, const char* bytes, size_t size) {
  if (!s->ready) {
    if (!is_ready(bytes, size)) return;
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

static void open_streams(int epoll) {
  char hello[1024];
  const char* who = getenv("BENCH_STREAMS_AUTHORIZATION");
  const char* path = topic ? "/api/realtime" : "/api/live?subscribe=";
  int size = snprintf(hello, sizeof hello, "GET %s%s HTTP/1.1\r\nHost: localhost\r\n%s%s\r\n\r\n", path,
                      topic ? "" : list,
                      who ? "Authorization: " : "Accept: text/event-stream", who ? who : "");
  for (int i = 0; i < count; ++i) {
    struct stream* s = &streams[i];
    s->fd = connect_to(server);
    put(s->fd, hello, size);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = s};
    epoll_ctl(epoll, EPOLL_CTL_ADD, s->fd, &event);
    while (ready < i - 100) turn(epoll);
  }
  while (ready < count) turn(epoll);
}

static void add_record(int fd) {
  char body[1024];
  snprintf(body, sizeof body, "{%s\"%s\"}", members, name);
  sent_at = now_us();
  post(fd, list, getenv("BENCH_AUTHORIZATION"), body);
}

static int by_time(const void* a, const void* b) {
  uint32_t one = *(const uint32_t*)a, other = *(const uint32_t*)b;
  return one < other ? -1 : one > other;
}

int main(int argc, char** argv) {
  if (argc < 6) return 2;
  int rounds = atoi(argv[3]), epoll = epoll_create1(0);
  server = atoi(argv[1]);
  count = atoi(argv[2]);
  list = argv[4];
  members = argv[5];
  topic = argc > 6 ? argv[6] : NULL;
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  streams = calloc((size_t)count, sizeof *streams);
  times = calloc((size_t)count * (size_t)rounds, sizeof *times);
  open_streams(epoll);
  int writer = connect_to(server);
  for (round_now = 1; round_now <= rounds; ++round_now) {
    snprintf(name, sizeof name, "Watched %ld %d.", (long)getpid(), round_now);
    told = 0;
    add_record(writer);
    while (told < count) turn(epoll);
    usleep(50 * 1000);  // the next finds nobody at work
  }
  qsort(times, taken, sizeof *times, by_time);
  printf("%u %u %u %d %d\n", times[taken / 2], times[taken * 99 / 100], times[taken - 1], count, rounds);
  return 0;
}
