# A Redis of one's own for tests: started on a free port of 127.0.0.1, keeping nothing, stopped and
# removed. Needs nothing else, so that any script may source it.
#
# The folder holds log, port, pid, with TLS certificate.pem and key.pem, and .stoa-redis, by which a
# folder is known that may be removed.
# shellcheck shell=bash disable=SC2034

redis_folder='' redis_url='' # set by start_redis and restart_redis

# Prints why there is no Redis to start, or nothing.
why_no_redis() {
  if ! command -v redis-server >/dev/null; then
    printf 'Redis is not installed (package redis-server; script/bootstrap test installs it)'
  fi
}

# Starts one in a new temporary folder. Prints nothing: redis_folder and redis_url say where it is.
start_redis() { # [--tls] [WORD…]: of redis-server's command line
  local why
  why=$(why_no_redis)
  if [[ -n $why ]]; then printf 'stoa: %s\n' "$why" >&2; return 3; fi
  redis_folder=$(mktemp -d -- "${TMPDIR:-/tmp}/stoa-redis.XXXXXX") || return
  touch -- "$redis_folder/.stoa-redis"
  if [[ ${1:-} == --tls ]]; then
    shift
    make_redis_certificate "$redis_folder" || return
  fi
  printf '%s\n' "$@" >"$redis_folder/words"
  if redis_on_free_port "$redis_folder"; then redis_url=$(url_of_redis "$redis_folder"); return 0; fi
  stop_redis "$redis_folder"
  return 1
}

# For localhost and 127.0.0.1, signed by itself: redis.ca_file names it.
make_redis_certificate() { # FOLDER
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
    -addext 'subjectAltName=DNS:localhost,IP:127.0.0.1' -out "$1/certificate.pem" -keyout "$1/key.pem" \
    >"$1/log" 2>&1 || { printf 'stoa: openssl makes no certificate; see %s\n' "$1/log" >&2; return 1; }
}

# The kernel gives no free port to a shell: Redis tries to take one, and then the next.
redis_on_free_port() { # FOLDER
  local tries
  for ((tries = 0; tries < 20; ++tries)); do
    printf '%d\n' $((30000 + RANDOM % 2700)) >"$1/port"
    if run_redis "$1"; then return 0; fi
    grep -q 'Address already in use' "$1/log" || break
  done
  printf 'stoa: Redis did not start; the end of its log:\n' >&2
  tail -n 12 -- "$1/log" | sed 's/^/  /' >&2
  return 1
}

# In the background; returns when it listens, or has ended.
run_redis() { # FOLDER
  local port words=() tries pid
  port=$(<"$1/port")
  mapfile -t words < <(grep . "$1/words" || true)
  if [[ -e $1/key.pem ]]; then
    words+=(--port 0 --tls-port "$port" --tls-cert-file "$1/certificate.pem" --tls-key-file "$1/key.pem"
      --tls-auth-clients no)
  else
    words+=(--port "$port")
  fi
  : >"$1/log"
  redis-server --bind 127.0.0.1 --save '' --appendonly no --dir "$1" --logfile "$1/log" --daemonize no \
    "${words[@]}" >/dev/null 2>&1 </dev/null &
  pid=$!
  printf '%d\n' "$pid" >"$1/pid"
  disown
  for ((tries = 0; tries < 400; ++tries)); do
    if grep -q 'Ready to accept connections' "$1/log"; then return 0; fi
    # By its number: it has not its own name yet, but the shell's, until it has begun.
    is_alive "$pid" || return 1
    sleep 0.025
  done
  return 1
}

url_of_redis() { # FOLDER
  if [[ -e $1/key.pem ]]; then printf 'rediss://localhost:%s' "$(<"$1/port")"
  else printf 'redis://127.0.0.1:%s' "$(<"$1/port")"; fi
}

# Prints its process id; fails when it does not run. Someone else may have got the number since, hence
# the look at what runs under it.
redis_of() { # FOLDER
  local pid
  pid=$(<"$1/pid") || return 1
  [[ $pid =~ ^[0-9]+$ && $(cat "/proc/$pid/comm" 2>/dev/null) == redis-server* ]] || return 1
  is_alive "$pid" && printf '%d' "$pid"
}

# What has ended and is not waited for yet is not.
is_alive() { # PID
  local state
  state=$(sed 's/^.*) //' "/proc/$1/stat" 2>/dev/null) && [[ -n $state && $state != [ZX]* ]]
}

# As a crash: it keeps nothing, so that there is nothing to be said for ceremony.
kill_redis() { # FOLDER
  local pid tries
  pid=$(redis_of "$1") || return 0
  kill -KILL "$pid"
  for ((tries = 0; tries < 400; ++tries)); do
    redis_of "$1" >/dev/null || return 0
    sleep 0.025
  done
  printf 'stoa: Redis (process %s) does not end.\n' "$pid" >&2
  return 1
}

# Starts it again on the port that it had.
restart_redis() { # FOLDER
  is_redis_folder "$1" && kill_redis "$1" && run_redis "$1" || return
  redis_folder=$1
  redis_url=$(url_of_redis "$1")
}

# Ends it and removes its folder; nothing the second time.
stop_redis() { # [FOLDER]
  local folder=${1:-$redis_folder}
  [[ -n $folder && -d $folder ]] || return 0
  is_redis_folder "$folder" || return 2
  if [[ -e $folder/pid ]]; then kill_redis "$folder"; fi
  rm -rf -- "$folder"
  if [[ $folder == "$redis_folder" ]]; then redis_folder='' redis_url=''; fi
}

is_redis_folder() { # FOLDER
  [[ -e $1/.stoa-redis ]] && return 0
  printf 'stoa: %s is no folder that script/redis made; it is left alone.\n' "$1" >&2
  return 2
}
