# A PostgreSQL of one's own for tests and measurements: made in a folder, started on a free port of
# 127.0.0.1, stopped and removed. Needs nothing else, so that any script may source it.
#
# The folder holds data/ (the cluster), log, settings, port and .stoa-postgres, by which a folder is
# known that may be removed. There is no socket file, whose path could be too long, and no password:
# whoever may connect to loopback is its superuser while it runs.
# shellcheck shell=bash disable=SC2034

postgres_folder='' postgres_url='' # set by start_postgres and restart_postgres

# Prints the folder of PostgreSQL's programs, the newest if there are several. Debian keeps them off
# PATH.
postgres_programs() {
  local newest
  newest=$(compgen -G '/usr/lib/postgresql/*/bin/postgres' | sort -V | tail -n 1) || true
  [[ -n $newest ]] || newest=$(command -v postgres) || return
  dirname -- "$newest"
}

# Prints why there is no PostgreSQL to start, or nothing.
why_no_postgres() {
  if ! postgres_programs >/dev/null; then
    printf 'PostgreSQL is not installed (package postgresql; script/bootstrap test installs it)'
  fi
}

# PostgreSQL refuses to run as root: prints who runs it then, else whoever calls.
postgres_owner() {
  if ((EUID)); then id -un; elif id postgres >/dev/null 2>&1; then printf postgres; else printf nobody; fi
}

# Runs a program of PostgreSQL as the owner of a cluster's folder. It looks at the current folder,
# which another user may not be able to enter.
as_postgres() { # FOLDER PROGRAM ARGUMENT…
  local owner drop=()
  owner=$(stat -c %u -- "$1")
  ((EUID)) || drop=(setpriv --reuid "$owner" --regid "$(id -g "$owner")" --clear-groups)
  (cd / && LC_ALL=C PATH=$(postgres_programs):$PATH exec "${drop[@]}" "${@:2}")
}

# Makes a cluster and starts it. Without a folder ("") it takes a new temporary one. Prints nothing:
# postgres_folder and postgres_url say where it is.
start_postgres() { # FOLDER|"" [-c NAME=VALUE…]: settings, as postgres takes them
  local why
  why=$(why_no_postgres)
  if [[ -n $why ]]; then printf 'stoa: %s\n' "$why" >&2; return 3; fi
  postgres_url=
  take_postgres_folder "$1" || return
  shift
  if write_postgres_settings "$@" && make_cluster "$postgres_folder" && on_free_port "$postgres_folder"; then
    postgres_url=$(url_of_postgres "$postgres_folder")
    return 0
  fi
  stop_postgres "$postgres_folder"
  return 1
}

# Sets postgres_folder: an empty folder that belongs to who will run PostgreSQL and to no one else.
take_postgres_folder() { # FOLDER|""
  local parent=${TMPDIR:-/tmp} owner
  owner=$(postgres_owner)
  if [[ -z $1 ]]; then
    # Another user cannot enter a temporary folder of root's own.
    ((EUID)) || setpriv --reuid "$(id -u "$owner")" --clear-groups test -x "$parent" || parent=/tmp
    postgres_folder=$(mktemp -d -- "$parent/stoa-postgres.XXXXXX") || return
  else
    mkdir -p -- "$1" && postgres_folder=$(cd -- "$1" && pwd) || return
    if [[ -n $(ls -A -- "$postgres_folder") ]]; then
      printf 'stoa: %s is not empty; PostgreSQL gets a folder of its own.\n' "$postgres_folder" >&2
      postgres_folder=
      return 1
    fi
  fi
  touch -- "$postgres_folder/.stoa-postgres" && chmod 700 -- "$postgres_folder" || return
  ((EUID)) || chown -R -- "$owner:" "$postgres_folder"
}

# Nothing that tests write outlives them, so by default nothing is synced. A later line wins.
write_postgres_settings() { # [-c NAME=VALUE…]
  local defaults=("listen_addresses=127.0.0.1" "unix_socket_directories=" fsync=off
    max_connections=300 shared_buffers=64MB log_min_messages=warning) setting
  while (($# > 1)) && [[ $1 == -c && $2 == ?*=* ]]; do
    defaults+=("$2")
    shift 2
  done
  if (($#)); then printf "stoa: a setting is given as -c NAME=VALUE, not as '%s'.\n" "$*" >&2; return 2; fi
  for setting in "${defaults[@]}"; do
    printf "%s = '%s'\n" "${setting%%=*}" "${setting#*=}"
  done >"$postgres_folder/settings"
}

make_cluster() { # FOLDER
  as_postgres "$1" initdb -D "$1/data" -E UTF8 --locale=C.UTF-8 -A trust -U postgres --no-sync \
    >"$1/log" 2>&1 </dev/null || { tell_postgres_log "$1" "made no cluster"; return 1; }
  printf "include = '../settings'\n" >>"$1/data/postgresql.conf"
  ((EUID)) || chown -- "$(stat -c %u "$1")" "$1/log" # pg_ctl appends to it
}

# The kernel gives no free port to a shell: PostgreSQL tries to take one, and then the next. Ports
# from 32768 on are those that clients get, and would be gone at times.
on_free_port() { # FOLDER
  local tries
  for ((tries = 0; tries < 20; ++tries)); do
    printf '%d\n' $((20000 + RANDOM % 10000)) >"$1/port"
    if run_postgres "$1"; then return 0; fi
    port_was_taken "$1" || break
  done
  tell_postgres_log "$1" "did not start"
  return 1
}

port_was_taken() { grep -q 'could not create any TCP/IP sockets' "$1/log"; } # FOLDER

# pg_ctl waits until it answers, or has ended.
run_postgres() { # FOLDER
  : >"$1/log"
  as_postgres "$1" pg_ctl start -w -s -D "$1/data" -l "$1/log" -o "-p $(<"$1/port")" \
    >/dev/null 2>&1 </dev/null
}

tell_postgres_log() { # FOLDER WHAT
  printf 'stoa: PostgreSQL %s; the end of its log:\n' "$2" >&2
  tail -n 12 -- "$1/log" | sed 's/^/  /' >&2
}

url_of_postgres() { printf 'postgres://postgres@127.0.0.1:%s/postgres' "$(<"$1/port")"; } # FOLDER

# Prints the process id of the postmaster; fails when none runs. Someone else may have got the
# number since, hence the look at what runs under it.
postmaster_of() { # FOLDER
  local pid
  pid=$(head -n 1 -- "$1/data/postmaster.pid" 2>/dev/null) || return 1
  [[ $pid =~ ^[0-9]+$ && $(cat "/proc/$pid/comm" 2>/dev/null) == postgres* ]] || return 1
  runs "$pid" && printf '%d' "$pid"
}

# A process that has ended and that nobody has waited for yet does not run.
runs() { # PID
  local state
  state=$(sed 's/^.*) //' "/proc/$1/stat" 2>/dev/null) && [[ -n $state && $state != [ZX]* ]]
}

any_runs() { # PID…
  local pid
  for pid; do if runs "$pid"; then return 0; fi; done
  return 1
}

children_of() { # PID
  sed 's/^\([0-9]*\) (.*) /\1 /' /proc/[0-9]*/stat 2>/dev/null | awk -v parent="$1" '$3 == parent { print $1 }'
}

# As a crash: nothing is flushed, no client hears a word. The postmaster is halted first, so that it
# starts nobody anew meanwhile. Returns when all are gone.
kill_postgres() { # FOLDER
  local postmaster pids tries
  postmaster=$(postmaster_of "$1") || return 0
  kill -STOP "$postmaster" || return 1
  readarray -t pids < <(children_of "$postmaster")
  pids+=("$postmaster")
  kill -KILL "${pids[@]}" 2>/dev/null || true
  for ((tries = 0; tries < 200; ++tries)); do
    any_runs "${pids[@]}" || return 0
    sleep 0.05
  done
  printf 'stoa: PostgreSQL (process %s) does not end.\n' "$postmaster" >&2
  return 1
}

# Where nobody waits for orphans, as in a container whose first process is no init, a killed
# postmaster keeps its number for ever, and the next one believes that it is alive.
forget_zombie() { # FOLDER
  local file=$1/data/postmaster.pid pid
  pid=$(head -n 1 -- "$file" 2>/dev/null) || return 0
  if [[ -e /proc/$pid/stat ]] && ! runs "$pid"; then rm -f -- "$file"; fi
}

# Starts it again on the port that it had; one that still runs is stopped first, in good order.
restart_postgres() { # FOLDER
  is_postgres_folder "$1" || return
  if postmaster_of "$1" >/dev/null; then as_postgres "$1" pg_ctl stop -s -m fast -D "$1/data" >&2 || return; fi
  forget_zombie "$1"
  run_postgres "$1" || { tell_postgres_log "$1" "did not start again"; return 1; }
  postgres_folder=$1
  postgres_url=$(url_of_postgres "$1")
}

# Ends it without ceremony and removes its folder. For an EXIT trap: it does what is left to do,
# however far the start had come, and nothing the second time. In a trap a plain `return` gives what
# was before the trap, so here and in what it calls each names its status.
stop_postgres() { # [FOLDER]
  local folder=${1:-$postgres_folder}
  [[ -n $folder && -d $folder ]] || return 0
  is_postgres_folder "$folder" || return 2
  if postmaster_of "$folder" >/dev/null; then
    as_postgres "$folder" pg_ctl stop -s -m immediate -t 20 -D "$folder/data" >/dev/null 2>&1 ||
      kill_postgres "$folder"
  fi
  rm -rf -- "$folder"
  if [[ $folder == "$postgres_folder" ]]; then postgres_folder='' postgres_url=''; fi
}

is_postgres_folder() { # FOLDER
  [[ -e $1/.stoa-postgres ]] && return 0
  printf 'stoa: %s is no folder that script/postgres made; it is left alone.\n' "$1" >&2
  return 2
}
