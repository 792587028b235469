#include "kernel/observe/metrics.h"

#include <dirent.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>

#include "kernel/model/types.h"

namespace stoa::metrics {
namespace {

constexpr double first_bound = 125e-6;

double resident_bytes() {
  long pages = 0, resident = 0;
  if (std::FILE* file = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(file, "%ld %ld", &pages, &resident) != 2) resident = 0;
    std::fclose(file);
  }
  return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE));
}

double open_descriptors() {
  double count = 0;
  if (DIR* folder = opendir("/proc/self/fd")) {
    while (readdir(folder)) ++count;
    closedir(folder);
  }
  return count - 3;  // ".", ".." and the folder's own
}

const double started = static_cast<double>(wall_clock().micros) / 1e6;

}  // namespace

void Histogram::observe(double seconds) {
  int bucket = 0;
  for (double bound = first_bound; bucket < buckets && seconds > bound; bound *= 2) ++bucket;
  counts_[static_cast<std::size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
  micros_.fetch_add(static_cast<std::uint64_t>(seconds * 1e6), std::memory_order_relaxed);
}

void Histogram::render(std::string& out, std::string_view name, std::string_view labels) const {
  std::string comma = labels.empty() ? "" : ",";
  std::uint64_t total = 0;
  double bound = first_bound;
  for (std::size_t i = 0; i < buckets; ++i, bound *= 2) {
    total += counts_[i].load(std::memory_order_relaxed);
    out += fmt::format("{}_bucket{{{}{}le=\"{:.6g}\"}} {}\n", name, labels, comma, bound, total);
  }
  total += counts_[buckets].load(std::memory_order_relaxed);
  out += fmt::format("{}_bucket{{{}{}le=\"+Inf\"}} {}\n", name, labels, comma, total);
  std::string braces = labels.empty() ? "" : fmt::format("{{{}}}", labels);
  out += fmt::format("{}_sum{} {}\n", name, braces, static_cast<double>(micros_.load()) / 1e6);
  out += fmt::format("{}_count{} {}\n", name, braces, total);
}

void describe(std::string& out, std::string_view name, std::string_view type,
              std::string_view help) {
  out += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
}

void sample(std::string& out, std::string_view name, std::string_view labels, double value) {
  out += labels.empty() ? fmt::format("{} {:.17g}\n", name, value)
                        : fmt::format("{}{{{}}} {:.17g}\n", name, labels, value);
}

void render_process(std::string& out) {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  auto seconds = [](timeval t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  describe(out, "process_cpu_seconds_total", "counter", "User and system CPU time.");
  sample(out, "process_cpu_seconds_total", "", seconds(usage.ru_utime) + seconds(usage.ru_stime));
  describe(out, "process_resident_memory_bytes", "gauge", "Resident memory.");
  sample(out, "process_resident_memory_bytes", "", resident_bytes());
  describe(out, "process_open_fds", "gauge", "Open file descriptors.");
  sample(out, "process_open_fds", "", open_descriptors());
  describe(out, "process_start_time_seconds", "gauge", "Start time since the Unix epoch.");
  sample(out, "process_start_time_seconds", "", started);
}

}  // namespace stoa::metrics
