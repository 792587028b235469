// Counters and histograms in the Prometheus text format (version 0.0.4).
//
// Counting is lock-free, for any thread; rendering reads whatever is there.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

namespace stoa::metrics {

// Durations in seconds, in buckets that double from 125 µs to 4 s.
class Histogram {
 public:
  static constexpr int buckets = 16;
  void observe(double seconds);
  // Appends _bucket, _sum and _count lines; `labels` is `route="x"` or empty.
  void render(std::string& out, std::string_view name, std::string_view labels) const;

 private:
  std::array<std::atomic<std::uint64_t>, buckets + 1> counts_{};
  std::atomic<std::uint64_t> micros_{0};
};

// Appends the HELP and TYPE lines of a metric.
void describe(std::string& out, std::string_view name, std::string_view type,
              std::string_view help);
// Appends one sample.
void sample(std::string& out, std::string_view name, std::string_view labels, double value);

// This process: resident memory, CPU time, open descriptors, start time (as Prometheus' own
// client libraries name them).
void render_process(std::string& out);

}  // namespace stoa::metrics
