#include "kernel/jobs/schedule.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "kernel/jobs/cron.h"

namespace stoa::jobs {
namespace {

constexpr std::string_view every_prefix = "every ", cron_prefix = "cron ";

struct CronSchedule {
  Cron cron;
  std::string zone;
};

CronSchedule cron_of(std::string_view schedule) {
  schedule.remove_prefix(cron_prefix.size());
  const std::size_t space = schedule.find(' ');
  return {parse_cron(schedule.substr(space + 1)), std::string(schedule.substr(0, space))};
}

}  // namespace

std::string every(std::chrono::seconds period) {
  if (period < std::chrono::seconds(1))
    throw std::logic_error("what recurs has a period of a second at least");
  return fmt::format("{}{}s", every_prefix, period.count());
}

std::string cron_schedule(const std::string& expression, const std::string& zone) {
  next_after(parse_cron(expression), zone, {});
  return fmt::format("{}{} {}", cron_prefix, zone, expression);
}

Timestamp first_time(const std::string& schedule, Timestamp now) {
  return schedule.starts_with(every_prefix) ? now : next_time(schedule, now, now);
}

// Another process' clock may be a little behind the one by which the job began: what was due then
// must not be due again.
Timestamp next_time(const std::string& schedule, Timestamp due, Timestamp now) {
  if (schedule.starts_with(every_prefix))
    return now + std::chrono::seconds(std::stoll(schedule.substr(every_prefix.size())));
  const auto [cron, zone] = cron_of(schedule);
  return next_after(cron, zone, std::max(due, now));
}

}  // namespace stoa::jobs
