// Fuzz target: cron expressions of any bytes. What is read has a next time, which matches.

#include <cstdlib>

#include "kernel/jobs/cron.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  try {
    const auto cron = stoa::jobs::parse_cron(input);
    const stoa::jobs::LocalMinute from = 29'000'000;
    const auto next = stoa::jobs::next_match(cron, from);
    if (!next || *next < from || !stoa::jobs::matches(cron, *next)) std::abort();
    const stoa::Timestamp after{1'790'000'000'000'000};
    const auto here = stoa::jobs::next_after(cron, "Europe/Amsterdam", after);
    if (here <= after) std::abort();
  } catch (const stoa::jobs::CronError& error) {
    if (std::string_view(error.what()).empty()) std::abort();
  }
  return 0;
}
