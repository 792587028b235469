# The page's app, served to the page's commands. Sourced by run.
# shellcheck shell=bash

server='' # its process id

start_server() {
  rm -rf -- "$work/served"
  mkdir -p "$work/served"
  cd "$work/served"
  (umask 077 && "$work/build/stoa" api-key >key)
  STOA_LISTEN=127.0.0.1:0 STOA_DATA=$work/served/data STOA_ADMIN_EMAIL=guide@tests.invalid \
    STOA_ADMIN_API_KEY_FILE=$work/served/key "$work/build/stoa" serve >said 2>log &
  server=$!
  trap stop_server EXIT
  local i
  for ((i = 0; i < 600; i++)); do
    at=$(sed -n 's,^Stoa is at \(http://[0-9.:]*\)/.*,\1,p' said)
    [[ -z $at ]] || return 0
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
  done
  cat log
  return 1
}

stop_server() {
  [[ -n $server ]] || return 0
  kill "$server" 2>/dev/null || true
  wait "$server" || true
  server=''
}

# All in one shell, as whoever reads the page types them.
type_commands() {
  local step script
  script=$(for step in "$work"/page/steps/*.sh; do
    printf '{\n%s\n} >%q 2>&1\n' "$(cat "$step")" "${step%.sh}.printed"
  done)
  at=$at key=$(cat "$work/served/key") bash -uc "$script"
}

# The last line may end with a line's end, or without.
same() { # FILE FILE
  diff <(printf '%s\n' "$(cat "$1")") <(printf '%s\n' "$(cat "$2")")
}

page_is_there() {
  curl -sf "$at/bookmarks/" | grep -q '<script type="module" src="/bookmarks/bookmarks.js">' &&
    curl -sf "$at/bookmarks/bookmarks.js" >/dev/null &&
    curl -sf -o /dev/null -w '%{http_code} %{redirect_url}' "$at/bookmarks" | grep -qx "308 $at/bookmarks/" &&
    curl -sf "$at/$skeleton/" | grep -q "src=\"/$skeleton/notes.js\""
}

run_commands() {
  local step
  check "a server of all apps starts" start_server || return 0
  check "the pages are there" page_is_there || true
  check "the page's commands run" type_commands || true
  for step in "$work"/page/steps/*.expected; do
    check "what it prints: $(head -n 1 "$step" | cut -c 1-60)" \
      same "$step" "${step%.expected}.printed" || true
  done
  stop_server
}
