# shellcheck shell=bash disable=SC2154
# What script/package makes: how large it is, and how long its program takes from nothing (no data
# folder, every migration) to the first answer.

row_package() {
  needs package "$stoa" dpkg-deb dpkg-shlibdeps curl || return 0
  compile first_answer
  STOA_BINARY=$stoa "$root/script/package" "$run/packages" || return 0
  local deb tarball
  deb=$(echo "$run"/packages/*.deb) tarball=$(echo "$run"/packages/*.tar.gz)
  dpkg-deb -x "$deb" "$run/unpacked"
  {
    echo
    echo "| package | .deb, MB | .tar.gz, MB | installed, MB | from nothing to first 200, ms |"
    echo "|---|---|---|---|---|"
    echo "| $(basename "$deb") | $(megabytes "$deb") | $(megabytes "$tarball") | $(megabytes "$run/unpacked") | $(first_start_times) |"
  } >>"$run/package"
}

megabytes() { du -sb "$1" | awk '{ printf "%.1f", $1 / 1e6 }'; }

first_start_times() {
  local round at
  for ((round = 1; round <= rounds; ++round)); do
    wait_for_quiet
    at=$(free_port)
    "$bin/first_answer" "$at" /healthz env STOA_LISTEN="127.0.0.1:$at" STOA_DATA="$run/empty.$round" \
      "$run/unpacked/usr/bin/stoa" serve 2>>"$run/first_answer.log"
  done | sort -g | awk '{ v[NR] = $1 } END { printf "%.0f [%.0f–%.0f]\n", v[int((NR + 1) / 2)], v[1], v[NR] }'
}
