# shellcheck shell=bash disable=SC2034,SC2154
# Collections that are defined at run time: the app collections, PocketBase, and a program of one's own with the same
# tables, rules and rows. Each server is begun by collections/<server>.sh.

for part in "$root"/bench/collections/*.sh; do
  # shellcheck source=/dev/null
  source "$part"
done

readonly posts=1000000 fanout_streams=1000

# What each server is asked: with which token, where posts are added, what stands before and behind an id or a
# category, the list whose rule follows a relation and how many it has in all, where one signs in, which
# process writes, and the topic of its streams, where they have one.
declare -A token=() posts_at=() list_from=() list_to=() ruled=() visible=() sign_in=() writer=() topic=()

row_collections() {
  needs collections wrk curl jq "$stoa" || return 0
  compile stream_load fsync_times
  ulimit -n "$(ulimit -Hn)"
  local servers=() server
  say "making a million posts for each …"
  for server in stoa pocketbase fastify; do
    if "begin_$server"; then servers+=("$server"); fi
  done
  begin_stoa_small
  note "collections: no Directus: bench/README.md says why."
  make_bodies
  sync -f "$run" # or the disk still writes them during the first samples
  for server in "${servers[@]}" stoa_small; do check_answers "$server"; done
  measure read "read by id out of 1 M" 64
  measure list "list, 20 of a category out of 1 M" 64
  measure ruled "list, 30 of 25,000 by parent.owner = @me" 64
  measure create "create, 64 connections" 64
  measure create "create, 256 connections" 256
  note_collections_disk
  measure sign_in "sign in, 8 at a time" 8
  measure_fanout
  stop_all
}

# Ten thousand posts of a category that no list asks for; the categories; and nothing, for one path alone.
make_bodies() {
  jq -cn 'range(10000) | {title: "The silent garden of \(.)", category: "new", rank: (. % 1000),
    body: "Written in \(1800 + . % 200), and one line about nothing that anybody would miss."}' >"$run/posts"
  seq -f 'c%04.0f' 0 999 | shuf >"$run/categories"
  echo >"$run/nothing"
}

# ---- what they answer ---------------------------------------------------------------------------

# A server that answers with something else is not compared, but told of.
check_answers() { # SERVER
  local id path count wrong=()
  id=$(head -1 "$run/ids-$1")
  [[ $(seen "$1" "${posts_at[$1]}/$id" .id) == "$id" ]] || wrong+=("a post by its id")
  [[ $(seen "$1" "${list_from[$1]}c0007${list_to[$1]}" '[.items[] | select(.category == "c0007")] | length') == 20 ]] ||
    wrong+=("20 of a category")
  [[ $(seen "$1" "${ruled[$1]}" '.items | length') == 30 ]] || wrong+=("30 items on one's boards")
  read -r path count <<<"${visible[$1]-}"
  [[ -z $count || $(seen "$1" "$path" "$count") == "$expected_items" ]] || wrong+=("$expected_items items in all")
  [[ $(seen nobody "${ruled[$1]}" '.items // [] | length' "$1") == 0 ]] || wrong+=("no items to nobody")
  [[ $(seen "$1" "${posts_at[$1]}" .title "$1" -d "$(head -1 "$run/posts")") == "The silent garden of 0" ]] ||
    wrong+=("a new post")
  ((${#wrong[@]})) || return 0
  note "**Not the answer** that was expected from $1: $(printf '%s; ' "${wrong[@]}")"
}

# seen AS PATH JQ [SERVER CURL-ARGUMENT…]
seen() {
  curl -sS -H "Authorization: ${token[$1]-}" -H 'Content-Type: application/json' "${@:5}" \
    "http://127.0.0.1:${port[${4-$1}]}$2" | jq -r "$3"
}

# ---- how fast -----------------------------------------------------------------------------------

# measure SUBJECT CASE CONNECTIONS: servers taking turns.
measure() {
  local subject=$1 case=$2 connections=$3 round server contestants=("${servers[@]}")
  [[ $subject == read || $subject == list ]] && contestants+=(stoa_small)
  [[ $subject == create && -n ${pid[pocketbase_normal]-} ]] && contestants+=(pocketbase_normal)
  find "$run" -name '*.db' -exec cat {} + >/dev/null # into the page cache
  for server in "${contestants[@]}"; do ask "$subject" "$server" warm; done
  for ((round = 1; round <= rounds; ++round)); do
    [[ $subject == create ]] && "$bin/fsync_times" "$run/fsync" 1 >>"$run/fsync_times"
    for server in "${contestants[@]}"; do ask "$subject" "$server" sample collections "$case" "$round"; done
  done
}

categories_of() { if [[ -s $run/categories-$1 ]]; then echo "$run/categories-$1"; else echo "$run/categories"; fi; }

# ask SUBJECT SERVER warm|sample [ROW CASE ROUND]
ask() {
  local subject=$1 who=$2 process=$2 path=/ words=()
  case $subject in
    read) words=(-s paths.lua -- "$run/ids-$who" "${posts_at[$who]}/") ;;
    list) words=(-s paths.lua -- "$(categories_of "$who")" "${list_from[$who]}" "${list_to[$who]}") ;;
    ruled) words=(-s paths.lua -- "$run/nothing" "${ruled[$who]}") ;;
    create) process=${writer[$who]-$who} path=${posts_at[$who]} words=(-s post.lua -- "$run/posts") ;;
    sign_in) path=${sign_in[$who]} words=(-s post.lua -- "$run/sign-in-$who") ;;
  esac
  local -x BENCH_AUTHORIZATION=${token[$who]}
  if [[ $3 == warm ]]; then warm "$process" "$path" "${words[@]}"; else
    sample "$4" "$5" "$process" "$6" "$connections" "$path" "${words[@]}"
  fi
}

note_collections_disk() {
  note "The disk: fdatasync of 4 KiB takes $(median_of 2 "$run/fsync_times") µs (p50), $(median_of 3 "$run/fsync_times") µs (p99)."
}

# ---- how soon all know --------------------------------------------------------------------------

measure_fanout() {
  local round server result
  for ((round = 1; round <= rounds; ++round)); do
    for server in stoa pocketbase; do
      [[ -n ${pid[$server]-} ]] || continue
      wait_for_quiet
      if read -ra result < <(fanout "$server" 2>"$run/load.err"); then
        echo "$server ${result[0]} ${result[1]} ${result[2]} $(cut -d' ' -f1 /proc/loadavg)" >>"$run/fanout"
      else
        note "collections: $server: $(tail -1 "$run/load.err")"
      fi
    done
  done
  [[ -s $run/fanout ]] && fanout_report >>"$run/collections"
}

fanout() { # SERVER
  BENCH_AUTHORIZATION=${token[$1]} BENCH_STREAMS_AUTHORIZATION=${token[$1]} \
    "$bin/stream_load" "${port[$1]}" "$fanout_streams" 20 "${posts_at[$1]}" \
    '"category":"new","rank":1,"body":"Watched.","title":' ${topic[$1]+"${topic[$1]}"}
}

fanout_report() {
  local server
  echo
  echo "| $fanout_streams streams of one list, told of an added post from the request on, ms | p50 | p99 | the most | load |"
  echo "|---|---|---|---|---|"
  for server in stoa pocketbase; do
    grep "^$server " "$run/fanout" | cut -d' ' -f2- >"$run/live.tsv" || continue
    echo "| $(label collections "$server") | $(live_column 1) | $(live_column 2) | $(live_column 3) |" \
      "$(cut -d' ' -f4 "$run/live.tsv" | sort -g | tail -1) |"
  done
}
