# shellcheck shell=bash disable=SC2154
# The million editions: made once, kept in the cache until what makes them changes.

# Sets data (a folder with the rows in stoa/, ids, copy_ids and publishers), rivals_db (the same rows for the
# rivals) and fresh (a folder with the schema of this very binary and nothing in it).
prepare_data() {
  local stamp
  [[ -z ${data-} ]] || return 0
  fresh=$run/fresh
  mkdir "$fresh"
  make_schema "$fresh"
  stamp=$({ cat "$bench"/data/*.sql "$bench/c/sql.c" && schema_of "$fresh/library.db"; } | sha256sum)
  data=$cache/data-${stamp:0:12}
  rivals_db=$data/rivals/library.db
  # Who may ask is made anew by each run, by its binary and for its key.
  rm -rf "$data/stoa"/accounts.db* "$data/stoa/keys"
  [[ -e $data/done ]] && return
  say "making the million editions in $data (a minute or two, once) …"
  rm -rf "$cache"/data-* && mkdir -p "$data/stoa" "$data/rivals"
  cp "$fresh/library.db" "$data/stoa/"
  "$bin/sql" "$data/stoa/library.db" <"$bench/data/stoa.sql" >/dev/null
  { echo "attach '$data/stoa/library.db' as stoa;" && cat "$bench"/data/rivals_schema.sql "$bench"/data/rivals.sql; } |
    "$bin/sql" "$rivals_db" >/dev/null
  echo "select uuid_text(id) from editions order by random() limit 300000" |
    "$bin/sql" "$data/stoa/library.db" >"$data/ids"
  echo "select uuid_text(id) from copies order by random() limit 300000" |
    "$bin/sql" "$data/stoa/library.db" >"$data/copy_ids"
  # shellcheck disable=SC2016
  echo "select replace(printf('House %04d', value), ' ', '%20') from (with recursive n (value) as (select 0 union all
    select value + 1 from n where value < 999) select value from n order by random())" |
    "$bin/sql" "$data/stoa/library.db" >"$data/publishers"
  touch "$data/done"
}

# Stoa makes its own tables; it is started once and ended.
make_schema() {
  start_stoa schema "$1"
  stop schema
  [[ -s $1/library.db ]] || die "stoa made no $1/library.db"
  echo "pragma wal_checkpoint(truncate)" | "$bin/sql" "$1/library.db" >/dev/null
}

schema_of() {
  echo "select * from sqlite_master; select number, checksum from _migrations" | "$bin/sql" "$1"
}

# empty_stoa NAME / empty_rivals NAME: a folder, or a file, of this run with nothing in the tables.
empty_stoa() {
  mkdir -p "$run/data-$1"
  cp "$fresh/library.db" "$run/data-$1/"
  echo "$run/data-$1"
}
empty_rivals() {
  { echo "pragma journal_mode = wal;" && cat "$bench/data/rivals_schema.sql"; } | "$bin/sql" "$run/$1.db" >/dev/null
  echo "$run/$1.db"
}
