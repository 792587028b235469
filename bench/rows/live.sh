# shellcheck shell=bash disable=SC2154
# Live changes: many streams of one list, what they cost, and how soon all are told of a change.

readonly live_streams=10000

row_live() {
  needs live "$stoa" curl || return 0
  compile stream_load
  # Each stream is a descriptor here and one there.
  ulimit -n "$(ulimit -Hn)"
  if (($(ulimit -n) < live_streams + 1000)); then
    note "**live** was skipped: $(ulimit -n) descriptors are too few for $live_streams streams."
    return 0
  fi
  local limit=$((live_streams + 2000)) before round result
  mkdir "$run/data-live"
  start_stoa live "$run/data-live" STOA_HTTP_MAX_CONNECTIONS="$limit" STOA_HTTP_MAX_STREAMS="$limit" \
    STOA_LIVE_STREAMS_EACH="$limit"
  before=$(memory live VmRSS)
  for ((round = 1; round <= rounds; ++round)); do
    wait_for_quiet
    if read -ra result < <("$bin/stream_load" "${port[live]}" "$live_streams" 20 /api/library/authors '"name":' \
      2>"$run/load.err"); then
      echo "${result[0]} ${result[1]} ${result[2]} $(cut -d' ' -f1 /proc/loadavg)" >>"$run/live.tsv"
    else
      note "live: $(tail -1 "$run/load.err")"
    fi
  done
  live_report "$before" "$(memory live VmHWM)" >>"$run/live"
  stop live
}

live_report() { # KIB_BEFORE KIB_MOST
  [[ -s $run/live.tsv ]] || return 0
  echo
  echo "| $live_streams streams of one list, told of an added author from the request on | goal | p50 | p99 | the most | load |"
  echo "|---|---|---|---|---|---|"
  echo "| ms | p99 ≤ 100 | $(live_column 1) | $(live_column 2) | $(live_column 3) | $(cut -d' ' -f4 "$run/live.tsv" | sort -g | tail -1) |"
  echo
  echo "| memory of the server, MiB | goal | without streams | most with $live_streams |"
  echo "|---|---|---|---|"
  awk -v before="$1" -v most="$2" 'BEGIN { printf "| RSS | ≤ 256 | %.0f | %.0f |\n", before / 1024, most / 1024 }'
}

# Median [least–most] of the rounds.
live_column() { # FIELD
  cut -d' ' -f"$1" "$run/live.tsv" | sort -g |
    awk '{ v[NR] = $1 / 1000 } END { printf "%.0f [%.0f–%.0f]", v[int((NR + 1) / 2)], v[1], v[NR] }'
}
