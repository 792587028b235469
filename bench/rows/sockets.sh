# shellcheck shell=bash disable=SC2154
# WebSockets in one room: what one client says reaches all. Every server has one thread.

readonly sockets_program=$root/build/release/stoa_bench_sockets
readonly sockets_home=$cache/sockets
uwebsockets_node= # set by find_node_of_uwebsockets

row_sockets() {
  needs sockets cmake ninja || return 0
  if ! cmake --build "$root/build/release" --target stoa_bench_sockets >"$run/build.log" 2>&1; then
    note "**sockets** was skipped: $(tail -1 "$run/build.log")"
    return 0
  fi
  compile socket_load
  ulimit -n "$(ulimit -Hn)"
  local servers=(stoa) clients in_flight round server
  if install_socket_rivals; then
    if find_node_of_uwebsockets; then servers+=(uwebsockets); fi
    servers+=(ws socket.io)
  fi
  for clients in 1000 5000; do
    for in_flight in 1 8; do
      for ((round = 1; round <= rounds; ++round)); do
        for server in "${servers[@]}"; do socket_sample "$server" "$clients" "$in_flight"; done
      done
    done
  done
  socket_report "${servers[@]}" >>"$run/sockets"
}

install_socket_rivals() {
  local want
  find_node || { note "sockets: no rivals: Node 22 or newer is not here." && return 1; }
  want=$(cat "$bench"/sockets/package-lock.json "$node" | sha256sum)
  if [[ $(cat "$sockets_home/.installed" 2>/dev/null) != "$want" ]]; then
    say "installing ws, socket.io and uwebsockets …"
    rm -rf "$sockets_home" && mkdir -p "$sockets_home"
    cp "$bench"/sockets/package*.json "$sockets_home"
    (cd "$sockets_home" && PATH=$(dirname "$node"):$PATH npm ci --no-audit --no-fund >"$run/npm.log" 2>&1) ||
      { tail -5 "$run/npm.log" >&2 && note "sockets: no rivals: npm ci failed." && return 1; }
    echo "$want" >"$sockets_home/.installed"
  fi
  cp "$bench"/sockets/*.js "$sockets_home"
}

# Its binary for the newest Node asks for a newer libc than Debian 12 has, those for older ones do not.
find_node_of_uwebsockets() {
  for uwebsockets_node in "$node" $(which -a node); do
    (cd "$sockets_home" && "$uwebsockets_node" -e 'require("uwebsockets")' 2>/dev/null) && return
  done
  note "sockets: no µWebSockets: its binaries load on no Node here."
  return 1
}

start_socket_server() { # NAME
  local at
  at=$(free_port)
  if [[ $1 == stoa ]]; then
    launch stoa "$at" "$sockets_program" "$at" 1
  else
    local on=$node
    [[ $1 == uwebsockets ]] && on=$uwebsockets_node
    launch "$1" "$at" env NODE_ENV=production PORT="$at" "$on" "$sockets_home/$1.js"
  fi
}

# socket_sample SERVER CLIENTS IN_FLIGHT: a line of sockets.tsv, deliveries/s and µs of CPU for each.
# A server is started for each sample: what a room of other clients has left would be measured too.
socket_sample() {
  local server=$1 protocol=ws cpu result
  [[ $server == socket.io ]] && protocol=socket.io
  start_socket_server "$server" || { note "sockets: $server did not start." && return 0; }
  wait_for_quiet
  cpu=$(cpu_us "$server")
  if read -ra result < <("$bin/socket_load" "${port[$server]}" "$protocol" "$2" "$3" "$seconds" 2>"$run/load.err"); then
    cpu=$(($(cpu_us "$server") - cpu))
    awk -v OFS='\t' -v server="$server" -v case="$2 $3" -v n="${result[0]}" -v us="${result[1]}" -v cpu="$cpu" \
      -v memory="$(memory "$server" VmHWM)" \
      'BEGIN { if (n > 0) print server, case, n * 1e6 / us, cpu / n, memory / 1024 }' >>"$run/sockets.tsv"
  else
    note "sockets: $server with $2 clients: $(tail -1 "$run/load.err")"
  fi
  stop "$server"
}

socket_report() { # SERVER…
  local names=() package
  for package in uwebsockets ws socket.io; do
    names+=("$package $(sed -n 's/.*"version": "\(.*\)".*/\1/p' "$sockets_home/node_modules/$package/package.json" 2>/dev/null | head -1)")
  done
  note "sockets: $(IFS=, && echo "${names[*]}")${uwebsockets_node:+, the first on Node $("$uwebsockets_node" -v)}."
  echo
  echo "| WebSocket, one room, deliveries/s (µs of the server's CPU for each, handshakes and warm-up included) | $(
    IFS='|' && echo "$*"
  ) |"
  echo "|---|$(printf -- '---|%.0s' "$@")"
  local case server
  for case in "1000 1" "1000 8" "5000 1" "5000 8"; do
    printf '| %s clients, %s in flight |' ${case}
    for server; do
      awk -F'\t' -v server="$server" -v case="$case" '$1 == server && $2 == case { print $3, $4 }' "$run/sockets.tsv" |
        sort -n | awk '{ rate[NR] = $1; cpu[NR] = $2 } END {
          if (!NR) { printf " – |"; exit }
          printf " %d [%d–%d] (%.2f) |", rate[int((NR + 1) / 2)], rate[1], rate[NR], cpu[int((NR + 1) / 2)] }'
    done
    echo
  done
}
