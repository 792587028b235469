# shellcheck shell=bash disable=SC2034,SC2154
# A cluster of this run's own, with the settings of bench/postgresql.conf, and pgbench on it.

# Servers of which each works on the cluster: its CPU time is theirs too.
declare -A on_cluster=()

# start_cluster ROW: sets cluster_url and programs; a line in the answer when it cannot be.
start_cluster() {
  local why settings=() line
  why=$(why_no_postgres)
  [[ -z $why ]] || { note "**$1** was skipped: $why." && return 1; }
  programs=$(postgres_programs)
  while read -r line; do
    [[ $line == [a-z]* ]] && settings+=(-c "${line/ = /=}")
  done <"$bench/postgresql.conf"
  # Without the descriptor of the lock, which a cluster that is left behind would hold.
  start_postgres "$cache/postgres-$$" "${settings[@]}" 9>&- ||
    { note "**$1** was skipped: PostgreSQL did not start." && return 1; }
  cluster_url=${postgres_url%/*}
}

in_database() { "$programs/psql" -Xqt -v ON_ERROR_STOP=1 "$cluster_url/$1" "${@:2}"; } # NAME PSQL ARGUMENT…

# Makes the database that others are copies of: with the tables of this very binary.
make_template() {
  in_database postgres -c "create database template_of_stoa"
  start_stoa_on template_of_stoa && stop stoa
}
new_database() { in_database postgres -c "create database $1 template template_of_stoa"; } # NAME

# One folder for all, which are copies of one: it has the key under which accounts are sealed.
start_stoa_on() { # DATABASE
  mkdir -p "$run/data-on-postgres"
  on_cluster[stoa]=yes
  start_stoa stoa "$run/data-on-postgres" "STOA_DATABASE_URL=$cluster_url/$1" \
    "STOA_DATABASE_READERS=$readers" "STOA_DATABASE_WRITERS=$writers"
}

# What the postmaster and its children have used, those included that have ended.
cluster_cpu_us() {
  local postmaster each
  postmaster=$(postmaster_of "$postgres_folder") || return 0
  for each in "$postmaster" $(children_of "$postmaster"); do cat "/proc/$each/stat" 2>/dev/null || true; done |
    awk -v tick="$(getconf CLK_TCK)" '{ sub(/^.*\) /, ""); used += $12 + $13 + $14 + $15 }
      END { printf "%.0f\n", used * 1e6 / tick }'
}

# pgbench DATABASE SCRIPT SECONDS OPTION…: what loses to another transaction is tried again until it is
# through. A second thread of its own made it no faster.
pgbench() {
  local database=$1 script=$2 seconds=$3
  shift 3
  PGOPTIONS='-c search_path=library' "$programs/pgbench" -n -M prepared --max-tries=0 -j 1 -T "$seconds" \
    -D start="$(date +%s)" -D count=0 "$@" -f "$bench/pgbench/$script.sql" "$cluster_url/$database"
}

# pgbench_sample SCRIPT DATABASE ROUND NAME OPTION…: put aside in candidates.tsv until best_pgbench has
# chosen among the names.
pgbench_sample() {
  local script=$1 database=$2 round=$3 name=$4
  shift 4
  local cpu used requests us percentiles
  wait_for_quiet
  watch_others
  cpu=$(cluster_cpu_us)
  rm -f "$run/latency".*
  TIMEFORMAT='%U %S'
  { time pgbench "$database" "$script" "$seconds" "$@" -l --sampling-rate=0.1 --log-prefix="$run/latency" \
    >"$run/pgbench.out" 2>"$run/pgbench.err"; } 2>"$run/pgbench.time" ||
    { say "pgbench $name failed:" && tail -5 "$run/pgbench.err" >&2 && return 1; }
  cpu=$(($(cluster_cpu_us) - cpu))
  used=$(awk -v cpu="$cpu" '{ printf "%.0f\n", ($1 + $2) * 1e6 + cpu }' "$run/pgbench.time")
  read -r requests us < <(awk '/^number of transactions actually processed:/ { n = $6 } /^tps = / { tps = $3 }
    END { printf "%d %.0f\n", n, (tps > 0 ? n * 1e6 / tps : 0) }' "$run/pgbench.out")
  read -ra percentiles < <(percentiles "$run/latency".*)
  record postgres "$script" "$name" "$round" "$requests" "$us" "${percentiles[@]}" "$cpu" "$(others "$used")" \
    "$(failed_transactions)" "$run/candidates.tsv"
}

failed_transactions() { awk '/^number of failed transactions:/ { n = $5 } END { print n + 0 }' "$run/pgbench.out"; }

# percentiles LOG…: p50 and p99 in microseconds, the third word of a line.
percentiles() {
  cat "$@" | awk '$3 ~ /^[0-9]+$/ { print $3 }' | sort -n |
    awk '{ v[NR] = $1 } END { if (NR) print v[int((NR + 1) / 2)], v[int(NR * 0.99) + (NR < 100)]; else print 0, 0 }'
}

# best_pgbench SCRIPT CASE…: the candidate with the best median is the opponent in these cases.
best_pgbench() {
  local script=$1 best all case
  shift
  all=$(medians_of "$script")
  best=${all%%$'\t'*}
  [[ -n $best ]] || return 0
  for case; do
    awk -F'\t' -v OFS='\t' -v script="$script" -v best="$best" -v case="$case" \
      '$2 == script && $3 == best { $2 = case; $3 = "pgbench"; print }' "$run/candidates.tsv" >>"$run/samples.tsv"
  done
  note "$script: the opponent is pgbench with $best, the best by its median of these transactions a second:" \
    "$(awk -F'\t' '{ printf "%s%s: %s", (NR > 1 ? "; " : ""), $1, $2 }' <<<"$all")."
}

# medians_of SCRIPT: candidates and their medians, the best first.
medians_of() {
  awk -F'\t' -v script="$1" '$2 == script { print $3 "\t" $5 }' "$run/candidates.tsv" | sort -t$'\t' -k1,1 -k2,2g |
    awk -F'\t' '
      function tell() { if (n) printf "%s\t%.0f\n", who, (n % 2 ? v[(n + 1) / 2] : (v[n / 2] + v[n / 2 + 1]) / 2) }
      $1 != who { tell(); who = $1; n = 0 }
      { v[++n] = $2 }
      END { tell() }' | sort -t$'\t' -k2,2gr
}
