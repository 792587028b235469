# shellcheck shell=bash disable=SC2034,SC2154
# PocketBase, built from its Go module at the version of rivals/pocketbase/go.mod, as its releases are:
# without cgo, without symbols.

build_pocketbase() {
  has_rival go collections PocketBase || return 1
  local source=$bench/rivals/pocketbase want
  want=$(cat "$source"/go.mod "$source"/go.sum "$source"/main.go <(go version) | sha256sum)
  [[ -x $bin/pocketbase && $(cat "$bin/pocketbase.built" 2>/dev/null) == "$want" ]] && return
  say "building PocketBase (some minutes, once) …"
  (cd "$source" && CGO_ENABLED=0 go build -ldflags '-s -w' -o "$bin/pocketbase" .) >"$run/go.log" 2>&1 ||
    { tail -5 "$run/go.log" >&2 && note "collections: no PocketBase: go build failed: $(tail -1 "$run/go.log")" && return 1; }
  echo "$want" >"$bin/pocketbase.built"
}

begin_pocketbase() {
  build_pocketbase || return 1
  local folder=$run/pocketbase password=seven-kettles-under-a-blue-roof admin account body
  "$bin/pocketbase" superuser upsert bench@bench.invalid "$password" --dir "$folder" >"$run/pocketbase.log" 2>&1 ||
    { note "collections: no PocketBase: $(tail -1 "$run/pocketbase.log")" && return 1; }
  start_pocketbase pocketbase "$folder" || return 1
  admin=$(pocketbase_ask "" POST collections/_superusers/auth-with-password \
    "{\"identity\": \"bench@bench.invalid\", \"password\": \"$password\"}" .token)
  # It writes no row about each request, and looks for no new device to mail about at each sign-in.
  pocketbase_ask "$admin" PATCH settings '{"logs": {"maxDays": 0}}' .logs.maxDays >/dev/null
  pocketbase_ask "$admin" PATCH collections/users '{"authAlert": {"enabled": false}}' .id >/dev/null
  pocketbase_ask "$admin" PUT collections/import "$(cat "$bench/collections/pocketbase.json")" '. // "done"' >/dev/null
  account=$(pocketbase_ask "$admin" POST collections/users/records "{\"email\": \"member@bench.invalid\", \"verified\": true,
    \"password\": \"$password\", \"passwordConfirm\": \"$password\"}" .id)
  body="{\"identity\": \"member@bench.invalid\", \"password\": \"$password\"}"
  token[pocketbase]=$(pocketbase_ask "" POST collections/users/auth-with-password "$body" .token)
  stop pocketbase
  sed "s/@member@/$account/; s/@posts@/$posts/" "$bench/collections/pocketbase_rows.sql" | "$bin/sql" "$folder/data.db" >/dev/null
  echo "select id from posts order by random() limit 100000" | "$bin/sql" "$folder/data.db" >"$run/ids-pocketbase"
  start_pocketbase pocketbase "$folder"
  # What its own default does: an answer is not on the disk yet. One more process on the same files.
  start_pocketbase pocketbase_normal "$folder" BENCH_SYNCHRONOUS=NORMAL
  token[pocketbase_normal]=${token[pocketbase]} posts_at[pocketbase_normal]=/api/collections/posts/records
  posts_at[pocketbase]=/api/collections/posts/records
  list_from[pocketbase]="${posts_at[pocketbase]}?perPage=20&skipTotal=true&filter=category%3D%22" list_to[pocketbase]=%22
  visible[pocketbase]="/api/collections/items/records?perPage=1 .totalItems"
  ruled[pocketbase]="/api/collections/items/records?perPage=30&skipTotal=true"
  sign_in[pocketbase]=/api/collections/users/auth-with-password
  topic[pocketbase]="posts/*"
  echo "$body" >"$run/sign-in-pocketbase"
}

start_pocketbase() { # NAME FOLDER [NAME=VALUE…]
  local at
  at=$(free_port)
  health[$1]=/api/health
  launch "$1" "$at" env "${@:3}" "$bin/pocketbase" serve --http "127.0.0.1:$at" --dir "$2"
}

pocketbase_ask() { # TOKEN METHOD PATH BODY JQ
  curl -sS -X "$2" -H "Authorization: $1" -H 'Content-Type: application/json' -d "$4" \
    "http://127.0.0.1:${port[pocketbase]}/api/$3" | jq -er "$5"
}
