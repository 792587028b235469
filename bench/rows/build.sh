# shellcheck shell=bash disable=SC2154
# How long a clean build takes, and one after an edit in one app. In a copy, without ccache.

row_build() {
  needs build cmake ninja || return 0
  local copy=$run/source took_stoa took_rest took_app edited=src/apps/library/works.cpp
  mkdir "$copy"
  (cd "$root" && tar -c --exclude=./build --exclude=./.git --exclude=./data --exclude=node_modules .) | tar -x -C "$copy"
  [[ -d $root/tools/node_modules ]] && ln -s "$root/tools/node_modules" "$copy/tools/node_modules"
  export CCACHE_DISABLE=1
  took_stoa=$(build_time "$copy" stoa) && took_rest=$(build_time "$copy" all) || return 0
  sleep 1
  touch "$copy/$edited"
  took_app=$(build_time "$copy" stoa)
  {
    echo
    echo "| build, $(nproc) cores, no ccache | goal | seconds |"
    echo "|---|---|---|"
    echo "| clean: preset release, target stoa | ≤ 600 | $took_stoa |"
    echo "| the rest of the preset (tests) | – | $took_rest |"
    echo "| stoa after an edit of $edited | ≤ 30 | $took_app |"
  } >>"$run/build"
}

# build_time FOLDER TARGET: configures too when that was not done.
build_time() {
  local start=$EPOCHREALTIME log=$run/build.log
  {
    [[ -d $1/build ]] || (cd "$1" && cmake --preset release)
    cmake --build "$1/build/release" --target "$2"
  } >"$log" 2>&1 || { build_failed "$log" && return 1; }
  awk -v a="$start" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f\n", b - a }'
}

build_failed() {
  note "**build** failed: $(tail -1 "$1")"
  tail -20 "$1" >&2
}
