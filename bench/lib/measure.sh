# shellcheck shell=bash disable=SC2154
# Takes samples. A sample is one line of samples.tsv:
#   row case server round req/s p50_us p99_us cpu_us/request foreign_cores failed

# Busy time of all cores, in microseconds. Interrupts are left out: they count as nobody's.
busy_us() {
  awk -v tick="$(getconf CLK_TCK)" '/^cpu / { printf "%.0f\n", ($2 + $3 + $4 + $9) * 1e6 / tick }' /proc/stat
}

# Starts watching what others do; others OURS_US then says how many cores they used since.
watch_others() { watched_since=${EPOCHREALTIME/./} watched_busy=$(busy_us); }
others() {
  awk -v busy=$(($(busy_us) - watched_busy)) -v ours="$1" -v us=$((${EPOCHREALTIME/./} - watched_since)) \
    'BEGIN { printf "%.3f\n", (busy - ours) / us }'
}

# Waits until others use less than a fifth of a core, but not forever.
wait_for_quiet() {
  local before after end=$((SECONDS + patience))
  while ((SECONDS < end)); do
    before=$(busy_us)
    sleep 0.5
    after=$(busy_us)
    ((after - before < 100000)) && return
    sleep 1
  done
}

# What a server is called in the table and in goals.tsv.
label() {
  case $1/$2 in
    */stoa) echo Stoa ;;
    */stoa_small) echo "Stoa, 10 k posts" ;;
    */one) echo "Stoa one by one" ;;
    */loop) echo "C loop" ;;
    */fastify | */fastify_one) echo Fastify ;;
    */pocketbase) echo PocketBase ;;
    */pocketbase_normal) echo "PocketBase, not durable" ;;
    */express) echo Express ;;
    read/nginx) echo "nginx file" ;;
    *) echo "$2" ;;
  esac
}

# record ROW CASE SERVER ROUND REQUESTS US P50 P99 CPU_US FOREIGN_CORES FAILED [FILE]
record() {
  awk -v OFS='\t' -v row="$1" -v case="$2" -v server="$(label "$1" "$3")" -v round="$4" -v requests="$5" -v us="$6" \
    -v p50="$7" -v p99="$8" -v cpu="$9" -v foreign="${10}" -v failed="${11}" 'BEGIN {
      if (requests == 0 || us == 0) exit
      if (foreign < 0) foreign = 0
      print row, case, server, round, requests * 1e6 / us, p50, p99, cpu / requests, foreign, failed
    }' >>"${12:-$run/samples.tsv}"
}

# sample ROW CASE SERVER ROUND CONNECTIONS PATH [-s SCRIPT [-- WORDS…]]
sample() {
  local row=$1 case=$2 server=$3 round=$4 connections=$5 url=http://127.0.0.1:${port[$3]}$6
  shift 6
  local script=(-s "$BENCH_LUA/report.lua") words=()
  if [[ ${1-} == -s ]]; then script=(-s "$BENCH_LUA/$2") && shift 2; fi
  [[ ${1-} == -- ]] && words=("$@")
  wait_for_quiet
  local cpu ours foreign
  watch_others
  cpu=$(cpu_us "$server")
  TIMEFORMAT='%U %S'
  { time wrk -t1 -c"$connections" -d"${seconds}s" --timeout 10s "${script[@]}" "$url" "${words[@]}" \
    >"$run/wrk.out" 2>"$run/wrk.err"; } 2>"$run/wrk.time"
  cpu=$(($(cpu_us "$server") - cpu))
  ours=$(awk -v cpu="$cpu" '{ printf "%.0f\n", ($1 + $2) * 1e6 + cpu }' "$run/wrk.time")
  foreign=$(others "$ours")
  local result
  read -ra result < <(awk '/^RESULT/ { $1 = ""; print }' "$run/wrk.out") ||
    { say "wrk said nothing about $server:" && cat "$run/wrk.err" >&2 && return 1; }
  ((result[0])) || note "**No answer** from $(label "$row" "$server") within a sample of $row, $case."
  record "$row" "$case" "$server" "$round" "${result[0]}" "${result[1]}" "${result[2]}" \
    "${result[3]}" "$cpu" "$foreign" $((result[4] + result[5]))
}

# warm SERVER PATH [SCRIPT…]: compiled code and a full page cache before the first sample.
warm() {
  local server=$1 path=$2
  shift 2
  local words=("$@")
  [[ ${1-} == -s ]] && words=(-s "$BENCH_LUA/$2" "http://127.0.0.1:${port[$server]}$path" "${@:3}")
  [[ ${1-} == -s ]] || words=("http://127.0.0.1:${port[$server]}$path")
  wrk -t1 -c64 -d2s "${words[@]}" >/dev/null 2>&1 || true
}

# same_answer PATH SERVER…: says so when a rival answers with something else.
same_answer() {
  local path=$1 server want got
  shift
  want=$(curl -s "http://127.0.0.1:${port[stoa]}$path" | sed 's/"next":.*//')
  for server; do
    [[ $server == nginx ]] && continue
    got=$(curl -s "http://127.0.0.1:${port[$server]}$path" | sed 's/"next":.*//')
    [[ $got == "$want" ]] || note "**Not the same answer** to $path: \`${want:0:400}\` and from $server \`${got:0:400}\`"
  done
}
