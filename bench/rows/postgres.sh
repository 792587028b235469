# shellcheck shell=bash disable=SC2034,SC2154
# Creates and reads on PostgreSQL: Stoa against pgbench, which runs the same statements on the same
# cluster with no HTTP, no JSON and no program around them.

readonly readers=6 writers=1 # Stoa's connections to PostgreSQL; its defaults

row_postgres() {
  needs postgres wrk curl "$stoa" || return 0
  start_cluster postgres || return 0
  make_template || { note "**postgres** was skipped: Stoa did not start on it." && return 0; }
  create_on_postgres
  read_on_postgres
  stop_postgres
}

# Both begin with empty tables. pgbench also gets more clients than Stoa has connections, for it commits
# one row at a time and lives by PostgreSQL's own grouping of commits; and ids that Stoa does not
# make, with which serializable transactions are seldom in each other's way.
create_on_postgres() {
  local round connections clients
  new_database stoa_create
  new_database pgbench_create
  start_stoa_on stoa_create
  warm stoa "$authors" -s create.lua
  pgbench pgbench_create create 2 -c 16 -D ordered=0 >/dev/null 2>&1 || true
  for ((round = 1; round <= rounds; ++round)); do
    for connections in 64 256; do
      sample postgres "create, $connections connections" stoa "$round" "$connections" "$authors" -s create.lua
    done
    for clients in "$writers" 16 32; do
      pgbench_sample create pgbench_create "$round" "-c $clients" -c "$clients" -D ordered=1
      pgbench_sample create pgbench_create "$round" "-c $clients and random ids" -c "$clients" -D ordered=0
    done
  done
  stop_all
  best_pgbench create "create, 64 connections" "create, 256 connections"
}

read_on_postgres() {
  local round clients words=(-s paths.lua -- "$run/author_ids" "$authors/")
  say "making a million authors …"
  new_database stoa_read
  in_database stoa_read -f "$bench/pgbench/load.sql"
  in_database stoa_read -A -c "select id from library.authors order by random() limit 300000" >"$run/author_ids"
  start_stoa_on stoa_read
  warm stoa / "${words[@]}"
  pgbench stoa_read read 2 -c "$readers" >/dev/null 2>&1 || true
  for ((round = 1; round <= rounds; ++round)); do
    sample postgres "read, by id out of 1 M" stoa "$round" 64 / "${words[@]}"
    for clients in 4 "$readers" 8 16; do pgbench_sample read stoa_read "$round" "-c $clients" -c "$clients"; done
  done
  stop_all
  best_pgbench read "read, by id out of 1 M"
}
