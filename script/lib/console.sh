# The web console: what console/ and the apps' pages are bundled into, build/console, which the binary
# embeds. Sourced after node.sh.
# shellcheck shell=bash

# Everything that the bundle is made of, as one hash.
console_state() {
  (cd "$root" && find console src/apps/*/page src/kernel/app/page tests/api/openapi.snapshot.json \
    -name node_modules -prune -o -name generated -prune -o -type f -print0 |
    LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum)
}

# Does nothing when nothing has changed. Without Node or npm's packages the server has a plain page
# instead; a page that asks for what the API does not have fails the build.
build_console() (
  state=$(console_state)
  [[ -f $root/build/console/index.html && $state == "$(cat "$stamps/console" 2>/dev/null)" ]] && return
  if ! use_node || ! npm_install console full; then
    say "going on without the console: it needs Node $node_needed and the npm packages of console/"
    return 0
  fi
  step "building the console" "$stamps/console.log" npm --prefix "$root/console" run build || return
  # At once, so that a build which is stopped halfway leaves the last one as it was.
  rm -rf -- "$root/build/console"
  mv -- "$root/build/console.next" "$root/build/console"
  printf '%s\n' "$state" >"$stamps/console"
)
