# shellcheck shell=bash disable=SC2154
# Starts servers on loopback, each in a process group of its own, and ends just those.

declare -A pid=() port=()
declare -A health=() # the path where one answers that has no /healthz

# launch NAME PORT COMMAND…: until it answers.
launch() {
  local name=$1
  port[$name]=$2
  shift 2
  setsid "$@" >"$run/$name.log" 2>&1 &
  pid[$name]=$!
  local tries
  for ((tries = 0; tries < 300; ++tries)); do
    curl -sf -m 2 -o /dev/null "http://127.0.0.1:${port[$name]}${health[$name]-/healthz}" && return
    kill -0 "${pid[$name]}" 2>/dev/null || break
    sleep 0.1
  done
  say "$name did not start:" && tail -5 "$run/$name.log" >&2
  stop "$name"
  return 1
}

stop() {
  local name tries
  for name; do
    [[ -n ${pid[$name]-} ]] || continue
    kill -TERM "${pid[$name]}" 2>/dev/null || true
    for ((tries = 0; tries < 100; ++tries)); do
      kill -0 -- "-${pid[$name]}" 2>/dev/null || break
      sleep 0.05
    done
    kill -KILL -- "-${pid[$name]}" 2>/dev/null || true
    wait "${pid[$name]}" 2>/dev/null || true
    unset "pid[$name]" "on_cluster[$name]"
  done
}

stop_all() { stop "${!pid[@]}"; }

# The API key of this run, which every Stoa knows as its administrator's. What wrk sends has it in a
# header (lua/*.lua), whoever is asked, so that the requests are the same.
make_key() {
  [[ ! -s $run/api_key ]] || return 0
  (umask 077 && "$stoa" api-key >"$run/api_key") || die "$stoa makes no API key"
  BENCH_AUTHORIZATION="Bearer $(cat "$run/api_key")"
  export BENCH_AUTHORIZATION
}

# start_stoa NAME DATA_FOLDER [NAME=VALUE…]
start_stoa() {
  local name=$1 folder=$2 at
  at=$(free_port)
  shift 2
  make_key
  launch "$name" "$at" env STOA_ADMIN_EMAIL=bench@stoa.invalid STOA_ADMIN_API_KEY_FILE="$run/api_key" "$@" STOA_LISTEN="127.0.0.1:$at" STOA_DATA="$folder" "$stoa" serve
}

# start_node NAME fastify|express DATABASE [WORKERS [PROGRAM]]
start_node() {
  local name=$1 which=$2 at
  at=$(free_port)
  launch "$name" "$at" env NODE_ENV=production PORT="$at" DATABASE="$3" WORKERS="${4:-2}" \
    "$node" "$cache/rivals/$which/${5:-server.js}"
}

# add_rivals ROW DATABASE…: starts both rivals, each on its database (or both on one), and adds them to servers.
add_rivals() {
  local row=$1 which
  install_rivals "$row" || return 0
  for which in fastify express; do
    shift $(($# > 1))
    if start_node "$which" "$which" "$1" "${rival_workers:-2}"; then servers+=("$which"); else
      note "$row: $which did not start."
    fi
  done
}

# What Stoa answers with but nginx would not by itself, as nginx' directives. The request id is one
# that never changes, which favours nginx.
headers_for_nginx() {
  curl -s -D - -o /dev/null "$1" | tr -d '\r' | awk -F': ' '
    NR > 1 && NF > 1 && tolower($1) !~ /^(date|server|content-type|content-length|connection|keep-alive|last-modified|etag)$/ {
      value = substr($0, length($1) + 3); gsub(/"/, "\\\"", value); gsub(/\$/, "", value)
      printf "      add_header %s \"%s\";\\n", $1, value
    }'
}

# start_nginx EDITION_URL: answers /healthz and /edition.json with Stoa's bytes.
start_nginx() {
  local at url=http://127.0.0.1:${port[stoa]}
  at=$(free_port)
  mkdir -p "$run/www"
  curl -sf "$url$1" >"$run/www/edition.json" || true
  sed -e "s|@DIR@|$run|; s|@PORT@|$at|; s|@USER@|$(id -un)|" \
    -e "s|@HEALTH_BODY@|$(curl -s "$url/healthz" | tr -d '\n')|" \
    -e "s|@HEALTH_HEADERS@|$(headers_for_nginx "$url/healthz")|" \
    -e "s|@EDITION_HEADERS@|$(headers_for_nginx "$url$1")|" "$bench/nginx.conf.in" >"$run/nginx.conf"
  chmod 755 "$run"
  launch nginx "$at" "$(tool_path nginx)" -c "$run/nginx.conf" -e "$run/nginx.error.log"
}

# The CPU time that a server's processes, and those of its PostgreSQL, have used, in microseconds.
cpu_us() {
  local each database=0
  [[ -z ${on_cluster[$1]-} ]] || database=$(cluster_cpu_us)
  for each in $(pgrep -g "${pid[$1]}"); do cat "/proc/$each/stat" 2>/dev/null || true; done |
    awk -v tick="$(getconf CLK_TCK)" -v database="$database" '{ sub(/^.*\) /, ""); used += $12 + $13 }
      END { printf "%.0f\n", used * 1e6 / tick + database }'
}

# memory NAME FIELD: KiB of VmRSS, RssAnon, … over all processes of a server.
memory() {
  local each
  for each in $(pgrep -g "${pid[$1]}"); do cat "/proc/$each/status" 2>/dev/null || true; done |
    awk -v field="$2:" '$1 == field { sum += $2 } END { print sum + 0 }'
}

# metric NAME METRIC: its value for the library, 0 when there is none.
metric() {
  curl -s "http://127.0.0.1:${port[$1]}/metrics" |
    awk -v name="$2" 'index($0, name "{") == 1 && /app="library"/ { sum += $NF } END { printf "%.0f\n", sum }'
}
