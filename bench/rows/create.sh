# shellcheck shell=bash disable=SC2154
# Durable creates: an author is answered for after its commit's fsync. All start from empty tables.

readonly authors=/api/library/authors

row_create() {
  needs create wrk "$stoa" || return 0
  prepare_data
  compile create_loop fsync_times slow_fsync
  create_on_this_disk
  create_on_a_slow_disk
}

# SQLite has one writer: a second Node process only waits for the lock of the first. The
# better of both was taken; bench/README.md has the figures.
create_on_this_disk() {
  # shellcheck disable=SC2034  # for add_rivals
  local rival_workers=1
  local servers=(stoa loop one) server round connections
  start_stoa stoa "$(empty_stoa stoa)"
  start_stoa one "$(empty_stoa one)" STOA_STORE_MAX_BATCH=1
  cp "$fresh/library.db" "$run/loop.db"
  add_rivals create "$(empty_rivals fastify)" "$(empty_rivals express)"
  for server in "${servers[@]}"; do [[ $server == loop ]] || warm "$server" "$authors" -s create.lua; done
  for ((round = 1; round <= rounds; ++round)); do
    "$bin/fsync_times" "$run/fsync" 1 >>"$run/fsync_times"
    for connections in 64 256; do
      for server in "${servers[@]}"; do create_sample "$connections connections" "$server" "$round" "$connections"; done
    done
  done
  stop_all
  note_disk
}

create_on_a_slow_disk() {
  local server round connections slow=(LD_PRELOAD="$bin/slow_fsync" SLOW_FSYNC_US=1000)
  start_stoa stoa "$(empty_stoa slow)" "${slow[@]}"
  start_stoa one "$(empty_stoa slow_one)" "${slow[@]}" STOA_STORE_MAX_BATCH=1
  for server in stoa one; do warm "$server" "$authors" -s create.lua; done
  for ((round = 1; round <= rounds; ++round)); do
    for connections in 64 256; do
      for server in stoa one; do
        create_sample "$connections connections, fsync + 1 ms" "$server" "$round" "$connections"
      done
    done
  done
  stop_all
}

# create_sample CASE SERVER ROUND CONNECTIONS; Stoa goes first, so that the loop knows its batch.
create_sample() {
  local writes commits
  if [[ $2 == loop ]]; then loop_sample "$1" "$3" && return; fi
  if [[ $2 == stoa ]]; then writes=$(metric stoa stoa_store_writes_total) commits=$(metric stoa stoa_store_commits_total); fi
  sample create "$1" "$2" "$3" "$4" "$authors" -s create.lua
  if [[ $2 == stoa ]]; then
    writes=$(($(metric stoa stoa_store_writes_total) - writes))
    commits=$(($(metric stoa stoa_store_commits_total) - commits))
    batch=$(awk -v w="$writes" -v c="$commits" 'BEGIN { printf "%.2f\n", (c > 0 && w > c ? w / c : 1) }')
    [[ $1 == *fsync* ]] || echo "$4 $batch" >>"$run/batches"
  fi
}

loop_sample() {
  local result
  wait_for_quiet
  watch_others
  read -ra result < <("$bin/create_loop" "$run/loop.db" "$seconds" "$batch")
  # writes seconds commits cpu p50 p99: a commit's, not a request's, so they are not shown
  record create "$1" loop "$2" "${result[0]}" "$(awk -v s="${result[1]}" 'BEGIN { print s * 1e6 }')" \
    0 0 "${result[3]}" "$(others "${result[3]}")" 0
}

note_disk() {
  note "The disk: fdatasync of 4 KiB takes $(median_of 2 "$run/fsync_times") µs (p50), $(median_of 3 "$run/fsync_times") µs (p99)."
  local connections
  for connections in 64 256; do
    grep "^$connections " "$run/batches" >"$run/batch" || continue
    note "Stoa's mean batch at $connections connections: $(median_of 2 "$run/batch") writes a commit; the C loop writes as many."
  done
}

# median_of FIELD FILE
median_of() {
  awk -F'[\t ]' -v field="$1" '{ print $field }' "$2" | sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}
