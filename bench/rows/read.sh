# shellcheck shell=bash disable=SC2154
# One record by id out of a million, the ids in random order: an edition, which anyone may read, and a
# copy, which a librarian may.

row_read() {
  needs read wrk "$stoa" || return 0
  prepare_data
  local round server servers=(stoa) first
  first=/api/library/editions/$(head -1 "$data/ids")
  start_stoa stoa "$data/stoa"
  if has_rival nginx read nginx && start_nginx "$first"; then servers+=(nginx); fi
  add_rivals read "$rivals_db"
  same_answer "$first" "${servers[@]}"
  for server in "${servers[@]}"; do read_samples warm "$server"; done
  for ((round = 1; round <= rounds; ++round)); do
    for server in "${servers[@]}"; do read_samples "$round" "$server"; done
  done
  stop_all
}

# The rivals know no accounts, and so no record that is not for all.
read_samples() {
  read_sample "$@" "by id out of 1 M" ids editions
  if [[ $2 == stoa || $2 == nginx ]]; then read_sample "$@" "by id out of 1 M, by an API key" copy_ids copies; fi
}

# read_sample ROUND|warm SERVER CASE IDS COLLECTION. nginx has one file with the bytes of one edition;
# the id stands in the query, which it ignores.
read_sample() {
  local path=/api/library/$5/
  [[ $2 == nginx ]] && path='/edition.json?'
  local words=(-s paths.lua -- "$data/$4" "$path")
  if [[ $1 == warm ]]; then warm "$2" / "${words[@]}"; else
    sample read "$3" "$2" "$1" 64 / "${words[@]}"
  fi
}
