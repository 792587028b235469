// The test program; doctest's own main with the house's signals.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>
#include <signal.h>

#include "kernel/observe/log.h"

int main(int argc, char** argv) {
  signal(SIGPIPE, SIG_IGN);
  stoa::log::set_level(stoa::log::Level::error);
  return doctest::Context(argc, argv).run();
}
