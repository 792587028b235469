# Node and npm: found, or fetched as a pinned npm package; folders of npm packages, installed once.
# Sourced after apt.sh.
# shellcheck shell=bash

node_needed=24 # the linters and the browser driver ask for it; Debian 12 has 18

node_major() { node -p 'process.versions.node.split(".")[0]' 2>/dev/null || printf 0; }

# Puts a Node that is new enough first on PATH. Fails if there is none.
use_node() {
  local arch=x64 ours
  [[ $(uname -m) == aarch64 ]] && arch=arm64
  ours=$root/tools/node_modules/node-linux-$arch/bin
  # Together with the npm of the same folder: Debian's npm runs only on Debian's Node.
  if [[ -x $ours/node ]]; then
    PATH=$ours:$root/tools/node_modules/.bin:$PATH
    export PATH
  fi
  (($(node_major) >= node_needed))
}

# Debian's npm may be added beside Debian's Node, never beside NodeSource's, which it would remove.
npm_packages_that_fit() {
  have npm && return
  local wanted=(npm)
  have node || wanted+=(nodejs)
  if have node && ! apt-get -s install --no-install-recommends npm 2>/dev/null |
    awk '/^Remv/ { exit 1 } /^Inst npm / { found = 1 } END { exit !found }'; then
    return
  fi
  missing_of "${wanted[@]}"
}

npm_failure() { # LOG
  if grep -qE 'EAI_AGAIN|ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|network' "$1"; then
    printf 'npm is unreachable (%s)' "$(npm config get registry 2>/dev/null)"
  else
    printf 'npm ci failed (%s)' "$1"
  fi
}

# `npm ci` in a folder, once for each state of its lock file. Later runs read one stamp and call no
# registry; after a failure script/server and script/test wait an hour before they try again.
npm_install() { # FOLDER slim|full; slim leaves optionalDependencies out
  local folder=$1 kind=$2 name stamp hash log options=()
  name=${folder//\//-}
  stamp=$stamps/npm-$name log=$stamps/npm-$name.log
  hash=$(sha256sum <"$root/$folder/package-lock.json")
  if [[ -d $root/$folder/node_modules && -f $stamp ]]; then
    grep -qx "$hash full" "$stamp" && return 0
    [[ $kind == slim ]] && grep -qx "$hash slim" "$stamp" && return 0
  fi
  if [[ -n ${STOA_QUIET_RETRY:-} && -n $(find "$stamp.failed" -mmin -60 2>/dev/null) ]]; then
    return 1
  fi
  have npm || { warn "no npm here, and none that fits beside this node"; return 1; }
  [[ $kind == slim ]] && options=(--omit=optional)
  if npm_step "$root/$folder" "npm packages of $folder" "$log" "${options[@]}"; then
    printf '%s %s\n' "$hash" "$kind" >"$stamp"
    rm -f -- "$stamp.failed"
    return 0
  fi
  touch -- "$stamp.failed"
  warn "$(npm_failure "$log"); script/bootstrap tries again"
  return 1
}

npm_step() { # FOLDER LABEL LOG OPTION…
  local folder=$1 label=$2 log=$3
  shift 3
  # A service user's home is often not there to keep npm's cache in.
  [[ -w ${HOME:-/nonexistent} ]] || export npm_config_cache=$root/build/.npm
  step "$label" "$log" npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund \
    --fetch-retries=1 --fetch-retry-mintimeout=1000 --fetch-timeout=60000 "$@"
}
