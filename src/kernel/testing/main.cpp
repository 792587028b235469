// The test program; doctest's own main with the house's signals.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>
#include <signal.h>

#include "kernel/files/picture_child.h"
#include "kernel/observe/log.h"

int main(int argc, char** argv) {
  if (stoa::files::is_picture_child(argc, argv)) return stoa::files::be_picture_child(argv);
  signal(SIGPIPE, SIG_IGN);
  stoa::log::set_level(stoa::log::Level::error);
  return doctest::Context(argc, argv).run();
}
