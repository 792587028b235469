# Debian packages: which are missing, and how to get them as root, by sudo, or not at all.
# Sourced after common.sh.
# shellcheck shell=bash

# shellcheck source=script/lib/packages.sh
source "$root/script/lib/packages.sh"

have() { # COMMAND|/PATTERN OF ITS FILE'S NAME
  if [[ $1 == /* ]]; then compgen -G "$1" >/dev/null; else command -v "$1" >/dev/null 2>&1; fi
}

# Other Debians and Ubuntus carry a newer Boost under a plain name. It should do, but nobody tried.
use_this_releases_boost() {
  local codename
  codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release 2>/dev/null || true)
  [[ $codename == bookworm ]] && return
  say "this is ${codename:-an unknown release}, not Debian 12: untested, trying its own Boost"
  packages_build=("${packages_build[@]/libboost1.81-dev/libboost-dev}")
  packages_build=("${packages_build[@]/libboost-json1.81-dev/libboost-json-dev}")
}

# Prints the packages of the given list that are neither installed nor replaced by a command.
missing_of() { # PACKAGE[:COMMAND]…
  local entry installed wanted=()
  for entry in "$@"; do
    [[ $entry == *:* ]] && have "${entry#*:}" && continue
    wanted+=("${entry%%:*}")
  done
  ((${#wanted[@]})) || return 0
  installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "${wanted[@]}" 2>/dev/null |
    sed -n 's/^installed //p' || true)
  comm -23 <(printf '%s\n' "${wanted[@]}" | sort -u) <(sort -u <<<"$installed")
}

# The words that make a command root's: none for root, sudo where it asks nothing or a person can
# answer. Fails if there is no way.
become_root() {
  if ((EUID == 0)); then as_root=(env)
  elif have sudo && { sudo -n true 2>/dev/null || [[ -t 0 && -t 2 ]]; }; then as_root=(sudo env)
  else return 1; fi
  local name
  as_root+=(DEBIAN_FRONTEND=noninteractive)
  for name in http_proxy https_proxy ftp_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY; do
    [[ -n ${!name:-} ]] && as_root+=("$name=${!name}") # sudo drops them otherwise
  done
  return 0
}

# Debian lets only one Boost's headers be installed at a time, and says so in forty lines.
refuse_other_boost() { # MISSING PACKAGE…
  [[ " $* " == *" libboost1.81-dev "* ]] || return 0
  dpkg-query -W -f '${db:Status-Status}' libboost1.74-dev 2>/dev/null | grep -qx installed || return 0
  die 3 "Boost 1.74 (libboost-dev, libboost1.74-dev) is installed and Debian allows one Boost's \
headers at a time. Stoa needs 1.81: run 'apt-get remove libboost1.74-dev' and try again, or work \
in a container."
}

apt_options=(-q -y -o DPkg::Lock::Timeout=120 -o Acquire::Retries=1 -o Acquire::http::Timeout=20
  -o Acquire::https::Timeout=20)
apt_update() { "${as_root[@]}" apt-get update "${apt_options[@]}" -o APT::Update::Error-Mode=any; }
apt_get() { "${as_root[@]}" apt-get install "${apt_options[@]}" --no-install-recommends "$@"; }

# A clean machine has no lists, an old one stale lists: refresh when a package cannot be had.
apt_refresh_and_get() { apt_get "$@" || { apt_update && apt_get "$@"; }; }

# nginx, PostgreSQL and Redis are wanted as programs; Debian would start them as services. A machine's own
# policy-rc.d is respected, ours lasts only as long as the installation.
without_services() { # COMMAND…
  local policy=/usr/sbin/policy-rc.d status=0
  if [[ -e $policy ]]; then "$@"; return; fi
  # shellcheck disable=SC2016
  "${as_root[@]}" sh -c 'printf "#!/bin/sh\nexit 101\n" >"$1" && chmod 755 "$1"' - "$policy"
  "$@" || status=$?
  "${as_root[@]}" rm -f "$policy"
  return "$status"
}

# Debian makes and starts a cluster "main" when PostgreSQL is installed, unless this file says no.
# One that is there belongs to the machine: its word counts, and so do the clusters that it has.
without_main_cluster() { # COMMAND…
  local conf=/etc/postgresql-common/createcluster.conf
  if [[ ! -e $conf ]]; then
    "${as_root[@]}" mkdir -p "${conf%/*}"
    "${as_root[@]}" tee "$conf" <<<"# Of Stoa's script/bootstrap, which needs no cluster; remove it at will.
create_main_cluster = false" || return
  fi
  "$@"
}

# Installs what is named. 0: there now. 3: nobody may. 4: apt failed (the reason has been said).
apt_install() { # PACKAGE…
  local log=$stamps/apt.log
  refuse_other_boost "$@"
  become_root || return 3
  local how=(apt_refresh_and_get)
  [[ " $* " =~ " nginx-light "|" postgresql "|" redis-server " ]] && how=(without_services "${how[@]}")
  [[ " $* " == *" postgresql "* ]] && how=(without_main_cluster "${how[@]}")
  step "installing $# Debian packages ($(shorten "$*"))" "$log" "${how[@]}" "$@" && return 0
  if grep -qE 'Temporary failure resolving|Could not resolve|Could not connect|Connection (failed|timed out|refused)|Unable to connect|Network is unreachable' "$log"; then
    warn "apt is unreachable: $(grep -m 1 -E '^(E|W|Err):? ?' "$log" || true)"
  fi
  return 4
}

shorten() { if ((${#1} > 60)); then printf '%s…' "${1:0:59}"; else printf '%s' "$1"; fi; }
