# shellcheck shell=bash disable=SC2034,SC2154
# Folders and settings, what a row needs, and how C programs and the rivals come to be. Sourced by script/bench.

readonly bench=$root/bench
readonly cache=${STOA_BENCH_DIR:-${TMPDIR:-/tmp}/stoa-bench}
readonly stoa=${STOA_BENCH_BINARY:-$root/build/release/stoa}
readonly bin=$cache/bin
export BENCH_LUA=$bench/lua

rounds=5       # of each of which every server has its turn
seconds=3      # of load a sample
patience=5     # seconds to wait for a quiet machine before a sample
node=          # set by find_node
run=           # this run's folder, removed at the end

say() { echo "bench: $*" >&2; }
die() { say "$*" && exit 2; }

# needs ROW TOOL…: false, and a line in the answer, when a tool is not here.
needs() {
  local row=$1 tool
  shift
  for tool; do
    if [[ $tool == */* ]]; then [[ -x $tool ]] && continue; else
      tool_path "$tool" >/dev/null && continue
    fi
    note "**$row** was skipped: $tool is not here."
    return 1
  done
}

# nginx stands in /usr/sbin, which is not on everyone's PATH.
tool_path() { PATH=$PATH:/usr/sbin:/usr/local/sbin command -v "$1"; }

# has TOOL ROW WHO: as needs, but for one rival of a row.
has_rival() {
  tool_path "$1" >/dev/null && return
  note "$2: no $3, for $1 is not here."
  return 1
}

note() { echo "$*" >>"$run/notes"; }

# compile NAME…: bench/c/NAME.c, again only when it changed.
compile() {
  local name
  mkdir -p "$bin"
  for name; do
    [[ $bin/$name -nt $bench/c/$name.c ]] && continue
    local flags=(-std=gnu11 -D_GNU_SOURCE -O2 -Wall -Wextra)
    [[ $name == slow_fsync ]] && flags+=(-shared -fPIC)
    "${CC:-cc}" "${flags[@]}" -o "$bin/$name" "$bench/c/$name.c" -lsqlite3 -ldl
  done
}

# The newest Node: Express costs a third on 24 of what it costs on 20, and the rivals get the best.
find_node() {
  local candidate version best=0
  while read -r candidate; do
    version=$("$candidate" -p 'const [a,b,c] = process.versions.node.split("."); a*1e6 + b*1e3 + +c' 2>/dev/null) || continue
    ((version > best)) && best=$version node=$candidate
  done < <(which -a node 2>/dev/null; ls "$root"/tools/node_modules/.bin/node 2>/dev/null)
  ((best >= 22000000))
}

# The rivals' packages, exactly those of the lock, in the cache. better-sqlite3 brings its binary.
install_rivals() {
  local want home=$cache/rivals
  find_node || { note "$1: no Fastify, no Express: Node 22 or newer is not here." && return 1; }
  want=$(cat "$bench"/rivals/package-lock.json "$node" | sha256sum)
  if [[ $(cat "$home/.installed" 2>/dev/null) != "$want" ]]; then
    say "installing Fastify, Express and better-sqlite3 …"
    rm -rf "$home" && mkdir -p "$home"
    cp -r "$bench/rivals/." "$home"
    (cd "$home" && PATH=$(dirname "$node"):$PATH npm ci --no-audit --no-fund >"$run/npm.log" 2>&1) ||
      { tail -5 "$run/npm.log" >&2 && note "$1: no Fastify, no Express: npm ci failed." && return 1; }
    echo "$want" >"$home/.installed"
  fi
  cp -r "$bench/rivals/." "$home"
}

free_port() {
  local port
  for port in $(shuf -i 20000-29999 -n 20); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port" && return; }
  done
  die "no free port"
}
