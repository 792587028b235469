# shellcheck shell=bash disable=SC2034,SC2154
# The app collections with its project, its rows and a member who asks. What is measured is asked by the
# member's API key: whoever keeps a project is let in by no rule. stoa_small is the same with a hundredth of the
# posts: what is asked costs as much as the answer, and not as the table.

stoa_password="seven kettles under a blue roof"

begin_stoa() { begin_collections stoa "$posts" 1000; }
begin_stoa_small() { begin_collections stoa_small $((posts / 100)) 10; }

begin_collections() { # SERVER POSTS CATEGORIES
  local server=$1 folder=$run/data-$1 limit=$((fanout_streams + 500))
  mkdir "$folder"
  (umask 077 && echo "$stoa_password" >"$run/password")
  collections_stoa() {
    start_stoa "$server" "$folder" STOA_ADMIN_PASSWORD_FILE="$run/password" STOA_ACCOUNTS_TRIES=1000000 \
      STOA_LIVE_STREAMS_EACH="$limit" STOA_HTTP_MAX_STREAMS="$limit"
  }
  collections_stoa || return 1
  local admin member account
  admin=$(stoa_token bench@stoa.invalid)
  account=$(stoa_member "$admin")
  member=$(stoa_token member@stoa.invalid)
  token[$server]="Bearer $(stoa_post "$member" accounts/api-keys '{"name": "bench", "scopes": ["collections:*:write"]}' .key)"
  define_collections "$(cat "$run/api_key")"
  stop "$server"
  fill_stoa "$folder/collections.db" "${account//-/}" "$2" "$3"
  collections_stoa
  posts_at[$server]=/api/collections/bench/posts
  list_from[$server]="${posts_at[$server]}?limit=20&filter=category%20%3D%20%22" list_to[$server]=%22
  visible[$server]="/api/collections/bench/items?limit=1&count=exact .total.rows"
  ruled[$server]="/api/collections/bench/items?limit=30"
  seq -f 'c%04.0f' 0 $(($3 - 1)) | shuf >"$run/categories-$server"
  sign_in[$server]=/api/accounts/tokens
  echo "{\"email\": \"member@stoa.invalid\", \"password\": \"$stoa_password\"}" >"$run/sign-in-$server"
}

# stoa_post TOKEN PATH BODY JQ: what of the answer is asked for.
stoa_post() {
  curl -sS -H "Authorization: Bearer $1" -H 'Content-Type: application/json' -d "$3" \
    "http://127.0.0.1:${port[$server]}/api/$2" | jq -er "$4"
}

stoa_token() { # EMAIL
  stoa_post "" accounts/tokens "{\"email\": \"$1\", \"password\": \"$stoa_password\"}" .access_token
}

# A person comes in by a mail, which waits where administrators read it. Prints the id of their account.
stoa_member() { # TOKEN_OF_ADMINISTRATOR
  local at=http://127.0.0.1:${port[$server]}/api/accounts mail link tries
  stoa_post "" accounts/registrations \
    "{\"email\": \"member@stoa.invalid\", \"name\": \"A member\", \"password\": \"$stoa_password\"}" .message >/dev/null
  for ((tries = 0; tries < 100; ++tries)); do
    mail=$(curl -sS -H "Authorization: Bearer $1" "$at/mails?limit=1" | jq -r '.items[0].id // empty')
    [[ -n $mail ]] && break
    sleep 0.1
  done
  link=$(curl -sS -H "Authorization: Bearer $1" "$at/mails/$mail" | jq -r .text | grep -o 'verify=[A-Za-z0-9_-]*')
  stoa_post "" accounts/verifications "{\"token\": \"${link#verify=}\", \"password\": \"$stoa_password\"}" .id
}

define_collections() { # TOKEN
  local project each
  project=$(stoa_post "$1" collections/projects '{"name": "bench", "title": "Bench"}' .id)
  while read -r each; do
    stoa_post "$1" collections/definitions "$each" .id >/dev/null
  done < <(jq -c --arg project "$project" '.[] | .project = $project' "$bench/collections/stoa.json")
}

fill_stoa() { # DATABASE ACCOUNT_AS_HEX POSTS CATEGORIES
  local name script=()
  for name in posts boards items; do
    script+=(-e "s/@table_$name@/$(echo "select name from sqlite_master where type = 'table' and name glob '${name}_????????'" |
      "$bin/sql" "$1")/")
  done
  sed "${script[@]}" -e "s/@member@/$2/; s/@posts@/$3/; s/@categories@/$4/" "$bench/collections/stoa_rows.sql" | "$bin/sql" "$1" >/dev/null
  expected_items=$(echo "select count(*) from (with recursive n (i) as (select 0 union all select i + 1 from n where i < 24999)
    select i from n) where spread(i, 250) % 10 = 0" | "$bin/sql" "$1")
  echo "select uuid_text(uuid7(1, spread(value, $3))) from (with recursive n (value) as (select 1 union all
    select value + 1 from n where value < 100000) select value from n)" | "$bin/sql" "$1" >"$run/ids-$server"
}
