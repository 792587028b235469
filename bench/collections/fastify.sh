# shellcheck shell=bash disable=SC2034,SC2154
# The same collections as a program of one's own: rivals/fastify/collections.js.

begin_fastify() {
  install_rivals collections || return 1
  local database=$run/collections-fastify.db account
  "$bin/sql" "$database" <"$bench/collections/fastify.sql" >/dev/null
  # Two processes read; one writes, since two wait for each other's lock.
  start_node fastify fastify "$database" 2 collections.js || return 1
  local body='{"email": "member@bench.invalid", "password": "seven kettles under a blue roof"}'
  account=$(fastify_post accounts "$body" .id) || { note "collections: no Fastify: its Node has no Argon2." && return 1; }
  token[fastify]="Bearer $(fastify_post tokens "$body" .token)"
  stop fastify
  sed "s/@member@/$account/; s/@posts@/$posts/" "$bench/collections/fastify_rows.sql" | "$bin/sql" "$database" >/dev/null
  start_node fastify fastify "$database" 2 collections.js
  start_node fastify_one fastify "$database" 1 collections.js
  writer[fastify]=fastify_one
  posts_at[fastify]=/posts
  list_from[fastify]="/posts?limit=20&category=" list_to[fastify]=
  ruled[fastify]="/items?limit=30"
  sign_in[fastify]=/tokens
  echo "$body" >"$run/sign-in-fastify"
  cp "$run/ids-stoa" "$run/ids-fastify"
}

fastify_post() { # PATH BODY JQ
  curl -sS -H 'Content-Type: application/json' -d "$2" "http://127.0.0.1:${port[fastify]}/$1" | jq -er "$3"
}
