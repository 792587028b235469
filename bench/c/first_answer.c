// first_answer PORT PATH COMMAND…: milliseconds from exec to the first 200.
//
// Starts COMMAND, asks 127.0.0.1:PORT for PATH every half millisecond, prints the time, ends
// COMMAND with SIGTERM and waits for it. Gives up after 30 s.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int answers(int port, const char* path) {
  const int s = socket(AF_INET, SOCK_STREAM, 0);
  const struct timeval patience = {1, 0};
  setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  char text[512] = "";
  if (connect(s, (struct sockaddr*)&to, sizeof to) == 0) {
    const int size =
        snprintf(text, sizeof text,
                 "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n\r\n", path, port);
    ssize_t got = send(s, text, (size_t)size, MSG_NOSIGNAL);
    got = got == size ? recv(s, text, sizeof text - 1, 0) : 0;
    text[got > 0 ? got : 0] = 0;
  }
  close(s);
  return strncmp(text, "HTTP/1.1 200", 12) == 0;
}

int main(int argc, char** argv) {
  if (argc < 4) {
    fprintf(stderr, "usage: first_answer PORT PATH COMMAND...\n");
    return 2;
  }
  const double start = now_ms();
  const pid_t child = fork();
  if (child < 0) return 1;
  if (child == 0) {
    dup2(2, 1);  // its standard output is not ours
    execvp(argv[3], argv + 3);
    perror(argv[3]);
    _exit(127);
  }
  const struct timespec pause = {0, 500000};
  int done = 0, gone = 0;
  while (!(done = answers(atoi(argv[1]), argv[2])) && now_ms() - start < 30e3 &&
         !(gone = waitpid(child, NULL, WNOHANG) != 0))
    nanosleep(&pause, NULL);
  const double took = now_ms() - start;
  if (!gone) {
    kill(child, SIGTERM);
    waitpid(child, NULL, 0);
  }
  if (!done) return 1;
  printf("%.1f\n", took);
  return 0;
}
