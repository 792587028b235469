# Configuring and building a preset of CMakePresets.json. Sourced after common.sh.
# shellcheck shell=bash

# One compiler takes up to 1.5 GB: as many at once as there are cores and memory for them.
jobs() {
  local cores memory limit
  cores=$(nproc)
  memory=$(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo)
  limit=$(cat /sys/fs/cgroup/memory.max 2>/dev/null || true) # a container's own ceiling, in bytes
  [[ $limit =~ ^[0-9]+$ ]] && ((limit / 1024 < memory)) && memory=$((limit / 1024))
  local fit=$((memory / 1572864))
  ((fit < 1)) && fit=1
  printf '%d' $((fit < cores ? fit : cores))
}

# The folder with the pages of /docs, or nothing: the server does without.
docs_viewer() {
  local folder=$root/tools/node_modules/swagger-ui-dist
  [[ -f $folder/swagger-ui-bundle.js ]] && printf '%s' "$folder"
  return 0
}

# The folder with the console, or nothing: the server does without.
console_folder() {
  [[ -f $root/build/console/index.html ]] && printf '%s' "$root/build/console"
  return 0
}

# doctest comes with script/test; a machine that only serves has none. The fuzzers bring their own.
tests_option() { # PRESET
  if [[ $1 == fuzz ]]; then return; fi
  if [[ -e /usr/include/doctest/doctest.h ]] ||
    g++ -E -x c++ - <<<'#include <doctest/doctest.h>' >/dev/null 2>&1; then
    printf -- -DSTOA_TESTS=ON
  else printf -- -DSTOA_TESTS=OFF; fi
}

# Configures when there is no build folder yet, the presets changed, the viewer, the console or doctest
# came or went, or the clone was moved. A change of CMakeLists.txt is noticed by Ninja itself.
configure() { # PRESET
  local preset=$1 folder=$root/build/$1 viewer console tests options
  viewer=$(docs_viewer)
  console=$(console_folder)
  tests=$(tests_option "$preset")
  options="$root|$viewer|$console|$tests|$(sha256sum <"$root/CMakePresets.json")"
  [[ -f $folder/build.ninja && $options == "$(cat "$folder/.configured" 2>/dev/null)" ]] && return
  mkdir -p "$folder"
  local fresh=()
  [[ -f $folder/CMakeCache.txt ]] &&
    ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$folder/CMakeCache.txt" && fresh=(--fresh)
  # shellcheck disable=SC2086
  (cd "$root" && step "configuring $preset" "$folder/configure.log" \
    cmake --preset "$preset" "${fresh[@]}" $tests "-DSTOA_DOCS_VIEWER=$viewer" "-DSTOA_CONSOLE=$console") || return
  printf '%s' "$options" >"$folder/.configured"
}

# Passes errors and warnings on, and turns Ninja's lines into progress: one line that counts on a
# terminal, a line for each tenth elsewhere, nothing when there was nothing to do.
ninja_progress() { # LABEL
  local terminal=0
  [[ -t 2 ]] && terminal=1
  awk -v label="$1" -v terminal="$terminal" '
    function clear() { if (terminal && shown) printf "\r\033[K" > "/dev/stderr" }
    /^\[[0-9]+\/[0-9]+\] / {
      split(substr($1, 2), n, /[\/\]]/)
      if (/Re-running CMake|Re-checking globbed/) next
      tenth = int(10 * n[1] / n[2])
      if (terminal) printf "\r==> %s: %d of %d\033[K", label, n[1], n[2] > "/dev/stderr"
      else if (tenth != last || !shown) printf "==> %s: %d of %d\n", label, n[1], n[2] > "/dev/stderr"
      last = tenth; shown = 1; fflush("/dev/stderr"); next
    }
    /^ninja: (no work to do|Entering directory)/ || /^-- / { next }
    { clear(); print; fflush() }
    END { clear() }'
}

build() { # PRESET [TARGET…]
  local preset=$1 began=$SECONDS folder=$root/build/$1 targets=()
  shift
  (($#)) && targets=(--target "$@")
  configure "$preset" || return
  NINJA_STATUS='[%f/%t] ' cmake --build "$folder" -j "$(jobs)" "${targets[@]}" 2>&1 |
    ninja_progress "building $preset" >&2 || return
  if ((SECONDS - began > 1)); then say "building $preset: done in $(seconds_since "$began") s"; fi
}
