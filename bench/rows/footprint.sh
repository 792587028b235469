# shellcheck shell=bash disable=SC2154
# What a server costs that nobody uses: time to the first answer, memory and CPU at rest. The
# million editions are there. The rivals serve two of Stoa's routes and stand here for scale.

row_footprint() {
  needs footprint "$stoa" curl || return 0
  prepare_data
  compile first_answer
  footprint_header
  footprint Stoa "$data/stoa"
  if install_rivals footprint; then
    footprint Fastify fastify
    footprint Express express
  fi
}

footprint_header() {
  {
    echo
    echo "| at rest, a database of 1 M editions | start to first 200, ms | RSS idle, MiB (not file-backed) | CPU idle over 10 s | RSS after every GET route, MiB (not file-backed) |"
    echo "|---|---|---|---|---|"
    echo "| goal | ≤ 200 | ≤ 40 | ≤ 0.1 % | ≤ 80 |"
  } >>"$run/footprint"
}

# footprint LABEL DATA_FOLDER|fastify|express
footprint() {
  local name=${1,,} times idle cpu touched=–
  times=$(start_times "$1" "$2")
  case $1 in
    Stoa) start_stoa "$name" "$2" ;;
    *) start_node "$name" "$2" "$rivals_db" ;;
  esac
  sleep 2
  idle=$(memory_text "$name")
  cpu=$(idle_cpu "$name")
  if [[ $1 == Stoa ]]; then touch_routes && touched=$(memory_text stoa); fi
  echo "| $1 | $times | $idle | $cpu | $touched |" >>"$run/footprint"
  stop "$name"
}

start_times() {
  local round at each
  for ((round = 1; round <= rounds; ++round)); do
    wait_for_quiet
    at=$(free_port)
    each=(env STOA_LISTEN="127.0.0.1:$at" STOA_DATA="$2" "$stoa" serve)
    [[ $1 == Stoa ]] || each=(env NODE_ENV=production PORT="$at" DATABASE="$rivals_db" WORKERS=2
      "$node" "$cache/rivals/$2/server.js")
    "$bin/first_answer" "$at" /healthz "${each[@]}" 2>>"$run/first_answer.log"
  done | sort -g | awk '{ v[NR] = $1 } END { printf "%.0f [%.0f–%.0f]\n", v[int((NR + 1) / 2)], v[1], v[NR] }'
}

memory_text() {
  awk -v all="$(memory "$1" VmRSS)" -v own="$(memory "$1" RssAnon)" \
    'BEGIN { printf "%.1f (%.1f)\n", all / 1024, own / 1024 }'
}

# From the scheduler's nanoseconds: clock ticks are too coarse for a tenth of a percent.
scheduled_ns() {
  local each
  for each in $(pgrep -g "${pid[$1]}"); do cat "/proc/$each/task/"*/schedstat 2>/dev/null || true; done |
    awk '{ sum += $1 } END { printf "%.0f\n", sum }'
}

idle_cpu() {
  local before
  before=$(scheduled_ns "$1")
  sleep 10
  awk -v ns=$(($(scheduled_ns "$1") - before)) 'BEGIN { printf "%.3f %%\n", ns / 10e9 * 100 }'
}

# Every GET of the OpenAPI document, an id where one belongs; what streams without end is cut.
touch_routes() {
  local path status touched=0 refused=0 broken="" base=http://127.0.0.1:${port[stoa]}
  while read -r path; do
    status=$(curl -s -m 5 -o /dev/null -H "Authorization: $BENCH_AUTHORIZATION" -w '%{http_code}' "$base$path") || true
    touched=$((touched + 1))
    case $status in
      [23]*) ;;
      4*) refused=$((refused + 1)) ;;
      *) broken+=" $path ($status)" ;;
    esac
  done < <(get_routes "$base")
  note "footprint: $touched GET routes were touched once; $refused were refused (4xx), as of records of which there are none${broken:+; **broken**:$broken}."
}

get_routes() {
  local list path
  printf '%s\n' /healthz /readyz /metrics /openapi.json
  list=$(curl -s "$1/openapi.json" | jq -r '.paths | to_entries[] | select(.value.get) | .key' 2>/dev/null)
  [[ -n $list ]] || list=$(library_routes)
  while read -r path; do
    [[ $path == /healthz || $path == /readyz || $path == /metrics || $path == /openapi.json ]] && continue
    with_id "$1" "$path"
  done <<<"$list"
}

library_routes() {
  local each
  for each in works editions authors genres; do printf '/api/library/%s\n' "$each" "$each/{id}"; done
  echo /api/library/facets
}

# The {id} of a path is that of the first record of the list above it.
with_id() {
  local path=$2 id
  if [[ $path == *"{id}"* ]]; then
    id=$(curl -s -H "Authorization: $BENCH_AUTHORIZATION" "$1${path%%/\{id\}*}?limit=1" | grep -o '"id":"[^"]*"' | head -1 | cut -d'"' -f4) || true
    path=${path//\{id\}/$id}
  fi
  echo "$path"
}
