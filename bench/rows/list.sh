# shellcheck shell=bash disable=SC2154
# The first 20 of a publisher's 1,000 editions out of a million, by an index.

row_list() {
  needs list wrk "$stoa" || return 0
  prepare_data
  local round server servers=(stoa)
  start_stoa stoa "$data/stoa"
  add_rivals list "$rivals_db"
  same_answer "/api/library/editions?publisher=$(head -1 "$data/publishers")&limit=20" "${servers[@]}"
  for server in "${servers[@]}"; do list_sample warm "$server"; done
  for ((round = 1; round <= rounds; ++round)); do
    for server in "${servers[@]}"; do list_sample "$round" "$server"; done
  done
  stop_all
}

list_sample() {
  local words=(-s paths.lua -- "$data/publishers" "/api/library/editions?publisher=" "&limit=20")
  if [[ $1 == warm ]]; then warm "$2" / "${words[@]}"; else
    sample list "20 of a publisher out of 1 M" "$2" "$1" 64 / "${words[@]}"
  fi
}
