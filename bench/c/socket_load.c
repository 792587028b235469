// socket_load PORT ws|socket.io CLIENTS IN_FLIGHT SECONDS: deliveries of messages to all of many
// WebSocket clients.
//
// CLIENTS connections to one server; the first of them sends a message of 110 bytes, which the
// server is to send to all. IN_FLIGHT messages are on their way at once: when one has reached
// everybody, the next is sent. One thread, epoll. After half a second that does not count:
// Prints: deliveries, microseconds, own CPU microseconds.
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

enum { message_bytes = 110, kept_bytes = 4096, read_bytes = 256 * 1024 };
enum state { opening, joining, joined };

struct client {
  int fd;
  enum state state;
  size_t kept;  // of a frame, or an answer, that is not all here
  char bytes[kept_bytes];
};

static struct client* clients;
static int count, here, socket_io;
static uint64_t delivered;

static void die(const char* why) {
  fprintf(stderr, "socket_load: %s: %s\n", why, strerror(errno));
  exit(1);
}

static double now_us(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void put(int fd, const char* bytes, size_t size) {
  if (send(fd, bytes, size, MSG_NOSIGNAL) != (ssize_t)size) die("send");
}

// A text frame, masked with zeros, which is a mask too.
static void send_text(int fd, const char* text, size_t size) {
  char frame[message_bytes + 64] = {(char)0x81, (char)(0x80 | size)};
  memcpy(frame + 6, text, size);
  put(fd, frame, size + 6);
}

static void send_message(void) {
  static char text[message_bytes + 1];
  if (!text[0]) {
    int n = snprintf(text, sizeof text, "%s", socket_io ? "42[\"m\",\"" : "");
    memset(text + n, 'x', (size_t)(message_bytes - n));
    if (socket_io) memcpy(text + message_bytes - 2, "\"]", 2);
  }
  send_text(clients[0].fd, text, message_bytes);
}

static void join(struct client* c) {
  c->state = joined;
  ++here;
}

static void on_text(struct client* c, const char* text, size_t size) {
  if (!socket_io || (size > 1 && text[0] == '4' && text[1] == '2')) {
    ++delivered;
  } else if (text[0] == '0') {
    send_text(c->fd, "40", 2);
  } else if (text[0] == '2') {
    send_text(c->fd, "3", 1);
  } else if (size > 1 && text[0] == '4' && text[1] == '0') {
    join(c);
  }
}

// Gives how many bytes were whole frames.
static size_t take_frames(struct client* c, const char* bytes, size_t size) {
  size_t at = 0;
  while (size - at >= 2) {
    size_t header = 2, length = (unsigned char)bytes[at + 1];
    if (length == 127) die("a long frame");
    if (length == 126) {
      if (size - at < 4) break;
      header = 4;
      length = (size_t)(unsigned char)bytes[at + 2] << 8 | (unsigned char)bytes[at + 3];
    }
    if (size - at < header + length) break;
    int opcode = bytes[at] & 15;
    if (opcode == 8) die("the server closed");
    if (opcode == 1 || opcode == 2) on_text(c, bytes + at + header, length);
    at += header + length;
  }
  return at;
}

static size_t take_answer(struct client* c, char* bytes, size_t size) {
  char* end = memmem(bytes, size, "\r\n\r\n", 4);
  if (!end) return 0;
  if (size < 12 || memcmp(bytes + 9, "101", 3)) die("no WebSocket");
  c->state = joining;
  if (!socket_io) join(c);
  return (size_t)(end - bytes) + 4;
}

static void on_input(struct client* c) {
  static char buffer[kept_bytes + read_bytes];
  memcpy(buffer, c->bytes, c->kept);
  ssize_t n = recv(c->fd, buffer + c->kept, read_bytes, 0);
  if (n < 0 && errno == EAGAIN) return;
  if (n <= 0) die("recv");
  size_t size = c->kept + (size_t)n, at = 0;
  if (c->state == opening) at = take_answer(c, buffer, size);
  if (c->state != opening) at += take_frames(c, buffer + at, size - at);
  c->kept = size - at;
  if (c->kept > kept_bytes) die("too much for one frame");
  memcpy(c->bytes, buffer + at, c->kept);
}

static void connect_client(struct client* c, int epoll, int port) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int on = 1;
  c->fd = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(c->fd, (struct sockaddr*)&to, sizeof to)) die("connect");
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  char hello[512];
  int n = snprintf(hello, sizeof hello,
                   "GET %s HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade"
                   "\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
                   "\r\n\r\n",
                   socket_io ? "/socket.io/?EIO=4&transport=websocket" : "/");
  put(c->fd, hello, (size_t)n);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
  epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &event);
}

static void turn(int epoll) {
  struct epoll_event events[256];
  int n = epoll_wait(epoll, events, 256, 1000);
  for (int i = 0; i < n; ++i) on_input(events[i].data.ptr);
}

int main(int argc, char** argv) {
  if (argc != 6) return 2;
  socket_io = !strcmp(argv[2], "socket.io");
  count = atoi(argv[3]);
  int in_flight = atoi(argv[4]), epoll = epoll_create1(0);
  double seconds = atof(argv[5]), warm_up = 0.5;
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  clients = calloc((size_t)count, sizeof *clients);
  for (int i = 0; i < count; ++i) {
    connect_client(&clients[i], epoll, atoi(argv[1]));
    while (here < i - 100) turn(epoll);
  }
  while (here < count) turn(epoll);
  double begin = now_us(CLOCK_MONOTONIC) + warm_up * 1e6, end = begin + seconds * 1e6, now = 0;
  double cpu = 0;
  uint64_t sent = 0, before = 0;
  while ((now = now_us(CLOCK_MONOTONIC)) < end) {
    if (now >= begin && !cpu) {
      before = delivered;
      begin = now;
      cpu = now_us(CLOCK_PROCESS_CPUTIME_ID);
    }
    for (; sent < delivered / (uint64_t)count + (uint64_t)in_flight; ++sent) send_message();
    turn(epoll);
  }
  printf("%llu %.0f %.0f\n", (unsigned long long)(delivered - before), now - begin,
         now_us(CLOCK_PROCESS_CPUTIME_ID) - cpu);
  return 0;
}
