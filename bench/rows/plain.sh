# shellcheck shell=bash disable=SC2154
# A JSON answer that costs the application nothing: what is left is the HTTP server.

row_plain() {
  needs plain wrk nginx "$stoa" || return 0
  local round connections server
  mkdir -p "$run/data-plain"
  start_stoa stoa "$run/data-plain"
  start_nginx /healthz
  for server in stoa nginx; do warm "$server" /healthz; done
  for ((round = 1; round <= rounds; ++round)); do
    for connections in 64 256; do
      for server in stoa nginx; do
        sample plain "$connections connections" "$server" "$round" "$connections" /healthz
      done
    done
  done
  stop_all
}
