# shellcheck shell=bash disable=SC2154
# Jobs enqueued and completed, all durable: the store and the dispatcher of a server, without HTTP.

readonly jobs_program=$root/build/release/stoa_bench_jobs

row_jobs() {
  needs jobs cmake ninja || return 0
  if ! cmake --build "$root/build/release" --target stoa_bench_jobs >"$run/build.log" 2>&1; then
    note "**jobs** was skipped: $(tail -1 "$run/build.log")"
    return 0
  fi
  local clients
  {
    echo
    echo "| jobs enqueued and completed, each enqueue a commit of its own | goal, jobs/s | jobs/s |"
    echo "|---|---|---|"
    for clients in 1 64; do
      echo "| $clients at a time | $([[ $clients == 64 ]] && echo "≥ 2,000" || echo –) | $(jobs_rates "$clients") |"
    done
  } >>"$run/jobs"
}

# jobs_rates CLIENTS: "median [least–most]" of the rounds.
jobs_rates() {
  local round folder
  for ((round = 1; round <= rounds; ++round)); do
    folder=$(mktemp -d "$run/jobs.XXXXXX")
    "$jobs_program" "$folder" "$seconds" "$1"
    rm -rf "$folder"
  done | awk '{ printf "%.0f\n", $1 / $2 }' | sort -n |
    awk '{ rate[NR] = $1 } END { printf "%d [%d–%d]", rate[int((NR + 1) / 2)], rate[1], rate[NR] }'
}
