# Runs a suite, reads how it ended, keeps the sum. Sourced after common.sh and postgres.sh.
# shellcheck shell=bash

passed=0 failed=0 skipped=0
table=()   # one line a stage: what the time went into
trouble=() # what failed, to be said once more at the end
counts=/dev/null # for whoever joins the stages that this shell runs out of sight

# A database in the caller's environment is for the stages that say so, not for all.
given_postgres=${STOA_TEST_DATABASE_URL:-}
unset STOA_TEST_DATABASE_URL STOA_DATABASE_URL

count() { # STAGE PASSED FAILED SKIPPED SECONDS
  passed=$((passed + $2)) failed=$((failed + $3)) skipped=$((skipped + $4))
  table+=("$(printf '%-24s %5d s %6d passed %4d failed %4d skipped' "$1" "$5" "$2" "$3" "$4")")
  if (($3)); then trouble+=("$1"); fi
  printf '%s %d %d %d %d\n' "$@" >>"$counts"
}

skip() { # STAGE REASON
  say "$1: skipped, $2"
  count "$1" 0 0 1 0
}

# "[doctest] test cases:  3 |  3 passed | 0 failed | 0 skipped" -> "3 0 0". What a filter left out
# was not skipped; a filter that left nothing is a failure, as is a run that died before that line.
read_doctest() { # LOG STATUS FILTERED?
  sed 's/\x1b\[[0-9;]*m//g' "$1" | awk -v status="$2" -v filtered="$3" '
    /^\[doctest\] test cases:/ { found = 1
      for (i = 2; i <= NF; i++) {
        if ($i == "passed") p = $(i - 1)
        if ($i == "failed") f = $(i - 1)
        if ($i == "skipped") s = $(i - 1)
      } }
    END {
      if (filtered) s = 0
      if (filtered && p + f == 0) f++
      if (status != 0 && (!found || !f)) f++
      print p + 0, f + 0, s + 0
    }'
}

# "N passed, N failed, N skipped", the last such line that a suite printed.
read_suite() { # LOG STATUS
  sed 's/\x1b\[[0-9;]*m//g' "$1" | awk -v status="$2" '
    /^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$/ { found = 1; p = $1; f = $3; s = $5 }
    END {
      if (!found || (status != 0 && !f)) f++
      print p + 0, f + 0, s + 0
    }'
}

# Runs a command in sight, with a copy for whoever counts.
watched() { # STAGE COMMAND…
  local log=$stamps/$1.log status=0
  shift
  "$@" 2>&1 | tee -- "$log" || status=$?
  return "$status"
}

run_doctest() { # STAGE BINARY [DOCTEST ARGUMENT…]
  local stage=$1 began=$SECONDS status=0 filtered=0
  shift
  [[ " $*" == *" --test-case="* ]] && filtered=1
  say "$stage"
  watched "$stage" "$@" || status=$?
  # shellcheck disable=SC2046
  count "$stage" $(read_doctest "$stamps/$stage.log" "$status" "$filtered") \
    "$(seconds_since "$began")"
}

run_suite() { # STAGE COMMAND…
  local stage=$1 began=$SECONDS status=0
  shift
  say "$stage"
  watched "$stage" "$@" || status=$?
  # shellcheck disable=SC2046
  count "$stage" $(read_suite "$stamps/$stage.log" "$status") "$(seconds_since "$began")"
}

declare -A asides=() # what runs out of sight: name -> process id

# Runs stages out of sight, until `join` shows what they said and counts what they counted.
aside() { # NAME COMMAND…
  local name=$1
  shift
  say "$name: begins meanwhile"
  : >"$stamps/$name.counts"
  trap at_exit EXIT
  (
    trap - EXIT
    asides=() postgres_folder='' counts=$stamps/$name.counts
    "$@"
  ) >"$stamps/$name.aside" 2>&1 </dev/null &
  asides[$name]=$!
}

join() { # NAME
  local status=0 line
  say "$1: until it has ended"
  wait "${asides[$1]}" || status=$?
  unset "asides[$1]"
  cat -- "$stamps/$1.aside"
  while read -r -a line; do count "${line[@]}"; done <"$stamps/$1.counts"
  if ((status)); then count "$1" 0 1 0 0; fi
}

end_tree() { # PID
  local child
  for child in $(children_of "$1"); do end_tree "$child"; done
  kill "$1" 2>/dev/null || true
}

# What would go on or stay without this shell; nothing the second time.
at_exit() {
  local pid
  for pid in "${asides[@]}"; do end_tree "$pid"; done
  asides=()
  stop_postgres
  if [[ -n $in_memory && $BASHPID == "$$" ]]; then rm -rf -- "$in_memory"; fi
}

in_memory='' # a folder that is no disk's

# Where there is plenty of memory, what tests write goes there. Nothing of it outlives them, a killed
# process loses no page that the kernel holds, and what all stages would wait for most is one disk that
# syncs for each of them. A TMPDIR of the caller's own is kept.
write_to_memory() {
  local folder needed=12000 # MB; one look at a whole run found 210 of them in use
  [[ ${TMPDIR:-/tmp} == /tmp ]] || return 0
  for folder in /dev/shm/stoa-tests.*; do # of runs that were killed
    if [[ -O $folder ]] && ! runs "${folder##*.}"; then rm -rf -- "$folder"; fi
  done
  (($(df --output=avail -m /dev/shm 2>/dev/null | tail -n 1) + 0 >= needed)) || return 0
  (($(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo) / 1024 >= needed + 4000)) || return 0
  in_memory=/dev/shm/stoa-tests.$$
  mkdir -m 711 -- "$in_memory" || { in_memory=''; return 0; } # PostgreSQL enters it as somebody else
  trap at_exit EXIT
  # Some machines let no program run from there, and tests install some.
  if ! { cp /bin/true "$in_memory/" && "$in_memory/true"; } 2>/dev/null; then
    rm -rf -- "$in_memory"
    in_memory=''
    return 0
  fi
  export TMPDIR=$in_memory
}

# Runs a stage while VARIABLE names a PostgreSQL: the one of STOA_TEST_DATABASE_URL, else a new one
# that nobody else uses.
on_postgres() { # STAGE VARIABLE COMMAND…
  local stage=$1 variable=$2 why
  shift 2
  postgres_url=$given_postgres
  if [[ -z $postgres_url ]]; then
    why=$(why_no_postgres)
    if [[ -n $why ]]; then skip "$stage" "$why"; return; fi
    trap at_exit EXIT
    start_postgres "" || { count "$stage" 0 1 0 0; return; }
  fi
  export "$variable=$postgres_url"
  "$@"
  unset "$variable"
  stop_postgres
}

# What failed in a stage, and a few words of why: a log of 20,000 lines is not read to find it.
what_failed() { # STAGE
  [[ -f $stamps/$1.log ]] || return 0
  sed 's/\x1b\[[0-9;]*m//g' "$stamps/$1.log" | awk '
    /^(ok|skip) / { left = 0 }
    /^FAIL / { left = 3 }
    /^TEST CASE:/ { named = $0 }
    /: (FATAL )?ERROR: / { if (named) print "  " substr(named, 1, 120); named = ""; left = 3 }
    /^ *(\+ actual - expected|Expected values to be .*:|[+-]? *[][{}()]*,?)$/ { next }
    left-- > 0 { print "  " substr($0, 1, 150); if (++lines > 20) exit }'
}

# The last line is the sum and nothing else, programs read it; before it what failed, which stays to be
# seen where only the end of a log is kept.
report() {
  local stage
  printf '\n%s\n' "time and outcome of each stage:"
  if ((${#table[@]})); then printf '  %s\n' "${table[@]}"; fi
  for stage in "${trouble[@]}"; do printf '%s failed:\n' "$stage"; what_failed "$stage"; done
  printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
  ((failed == 0))
}
