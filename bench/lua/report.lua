-- One line for the shell: requests, microseconds, p50 and p99 in microseconds, answers that were
-- not 2xx or 3xx, connections that failed or timed out.
function done(summary, latency)
  local e = summary.errors
  io.write(string.format("RESULT %d %d %d %d %d %d\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), e.status,
    e.connect + e.read + e.write + e.timeout))
end
