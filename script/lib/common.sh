# What every script says and knows: where the project is, how to report a step. Sourced, not run.
# shellcheck shell=bash

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
stamps=$root/build/.stamps

say() { printf '==> %s\n' "$*" >&2; }
warn() { printf 'note: %s\n' "$*" >&2; }
die() { # STATUS SENTENCE
  printf 'stoa: %s\n' "$2" >&2
  exit "$1"
}

seconds_since() { printf '%d' $((SECONDS - $1)); }

make_stamps() {
  if ! mkdir -p -- "$stamps" 2>/dev/null || [[ ! -w $stamps ]]; then
    die 4 "cannot write to $root/build; is this clone someone else's?"
  fi
}

# Runs a command with its output in a log. On a terminal a clock ticks beside the label; elsewhere a
# line every 20 seconds says that it is still at it. On failure the end of the log is shown.
step() { # LABEL LOG COMMAND…
  local label=$1 log=$2 began=$SECONDS status=0 pid
  shift 2
  "$@" >"$log" 2>&1 </dev/null &
  pid=$!
  trap 'kill "$pid" 2>/dev/null; exit 130' INT TERM
  while kill -0 "$pid" 2>/dev/null; do
    tick "$label" "$(seconds_since "$began")"
    sleep 0.2
  done
  wait "$pid" || status=$?
  trap - INT TERM
  [[ -t 2 ]] && printf '\r\033[K' >&2
  if ((status == 0)); then
    say "$label: done in $(seconds_since "$began") s"
  else
    say "$label: failed after $(seconds_since "$began") s; the end of $log:"
    tail -n 12 -- "$log" >&2
  fi
  return "$status"
}

tick_said=
tick() { # LABEL SECONDS
  if [[ -t 2 ]]; then
    printf '\r==> %s: %d s\033[K' "$1" "$2" >&2
  elif (($2 % 20 == 0)) && [[ $tick_said != "$1 $2" ]]; then
    tick_said="$1 $2"
    if (($2 == 0)); then say "$1 …"; else say "$1: $2 s …"; fi
  fi
}
