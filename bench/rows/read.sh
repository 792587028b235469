# shellcheck shell=bash disable=SC2154
# One edition by id out of a million, the ids in random order.

row_read() {
  needs read wrk "$stoa" || return 0
  prepare_data
  local round server servers=(stoa) first
  first=/api/library/editions/$(head -1 "$data/ids")
  start_stoa stoa "$data/stoa"
  if has_rival nginx read nginx && start_nginx "$first"; then servers+=(nginx); fi
  add_rivals read "$rivals_db"
  same_answer "$first" "${servers[@]}"
  for server in "${servers[@]}"; do read_sample warm "$server"; done
  for ((round = 1; round <= rounds; ++round)); do
    for server in "${servers[@]}"; do read_sample "$round" "$server"; done
  done
  stop_all
}

# nginx has one file with the bytes of one edition; the id stands in the query, which it ignores.
read_sample() {
  local path=/api/library/editions/
  [[ $2 == nginx ]] && path='/edition.json?'
  local words=(-s paths.lua -- "$data/ids" "$path")
  if [[ $1 == warm ]]; then warm "$2" / "${words[@]}"; else
    sample read "by id out of 1 M" "$2" "$1" 64 / "${words[@]}"
  fi
}
