# The rules. Each is a function that looks at the project in the current folder and prints one line
# for each offence: "file:line: what is wrong". A rule that cannot look prints why and returns
# skip_status. Only bash, awk and grep: a small machine has nothing else. Sourced by run.
# shellcheck shell=bash

rules=(includes heavy headers standalone size functions words built links guides paths format)
[[ -n ${STOA_LONG:-} ]] && rules+=(mistakes) # takes minutes
skip_status=77
awk_folder=$here

# Files of the project, without what was installed, built, or is wrong on purpose.
files() { # FIND EXPRESSION…
  find . \( -name .git -o -name node_modules -o -name must_fail -o -path ./build -o -path ./data \) \
    -prune -o -type f \( "$@" \) -print | sed 's,^\./,,' | LC_ALL=C sort
}
cpp() { files -name '*.h' -o -name '*.cpp'; }
cpp_of_src() { cpp | grep '^src/' || true; }
headers_of_src() { cpp_of_src | grep '\.h$' || true; }
markdown() { files -name '*.md'; }

# awk over many files, whose names may hold spaces; nothing to do for none.
each_file() { # AWK ARGUMENT…; names on standard input
  local names
  readarray -t names
  ((${#names[@]})) || return 0
  LC_ALL=C awk "$@" "${names[@]}"
}

# Floors: main -> apps -> engines, formats -> kernel -> kernel/store -> kernel/time -> kernel/model. An
# include never runs upward, and from app to app only to an api.h that the CMakeLists.txt lists: "# uses: auth mail".
rule_includes() {
  local uses
  uses=$(grep -H '^# uses:' src/apps/*/CMakeLists.txt 2>/dev/null || true)
  cpp_of_src | USES=$uses each_file -f "$awk_folder/includes.awk"
}

# What an app's author has to compile stays light: no heavy header is reachable from an app's own
# headers or from kernel/app/app.h. Headers of tests are theirs.
rule_heavy() {
  headers_of_src | grep -v '_testing\.h$' | each_file -v want=heavy -f "$awk_folder/closure.awk"
}

# A header opens with what it is for, and is read once.
rule_headers() {
  headers_of_src | each_file '
    function finish() { if (file != "" && !once) print file ":1: no #pragma once" }
    FNR == 1 { finish(); file = FILENAME; once = 0 }
    FNR == 1 && !/^\/\/ / { print FILENAME ":1: a header opens with a comment that says what it is" }
    /^#pragma once$/ { once = 1 }
    END { finish() }'
}

# A header compiles alone. Only those are compiled that changed, or include one that did. Where no
# heavy header of the project's stands in front of it the standard library does, which is most of the
# time: a missing <map> is found by script/test --long.
rule_standalone() {
  local header base deps
  local -A behind=() wanted=() # stale header -> base, base -> by how many
  command -v g++ >/dev/null || { echo "no g++"; return "$skip_status"; }
  mkdir -p "$tidy_cache/first"
  while IFS=$'\t' read -r header deps; do
    # Named SQL becomes a header when the tree is built.
    [[ $deps == *queries.h* && ! -d build/release/generated ]] && continue
    # shellcheck disable=SC2086
    up_to_date "$tidy_cache/${header//\//-}" $deps && continue
    base=$(base_of "$header" "$deps")
    [[ -n $base || -n ${STOA_LONG:-} ]] || base=$awk_folder/standard.h
    behind[$header]=$base
    if [[ -n $base ]]; then wanted[$base]=$((${wanted[$base]:-0} + 1)); fi
  done < <(headers_of_src | each_file -v want=pairs -f "$awk_folder/closure.awk")
  ((${#behind[@]})) || return 0
  export -f compiles_alone compiler
  export tidy_cache
  for base in "${!wanted[@]}"; do
    if ((wanted[$base] >= worth_a_base)); then precompile "$base" & else unset "wanted[$base]"; fi
  done
  wait
  for header in "${!behind[@]}"; do
    base=${behind[$header]}
    printf '%s\0%s\0' "$header" "${base:+${wanted[$base]:+$base}}"
  done | xargs -0 -n 2 -P "$(nproc)" bash -c 'compiles_alone "$@"' - || true
}

# What many headers include, the most first, is read once and stands in front of them. It lends them
# nothing: they have it anyway, through headers that must themselves compile alone.
bases=(src/kernel/app/app.h src/kernel/store/connection.h src/kernel/model/types.h)
worth_a_base=4 # headers: fewer are compiled sooner than it

base_of() { # HEADER WHAT IT INCLUDES
  local base
  for base in "${bases[@]}"; do
    if [[ $1 != "$base" && " $2 " == *" $base "* ]]; then printf '%s' "$base"; return; fi
  done
}

precompile() { # BASE; what is wrong with it is said where it is compiled alone
  local first=$tidy_cache/first/${1//\//-}
  printf '#include "%s"\n' "${1#src/}" >"$first"
  compiler -x c++-header "$first" -o "$first.gch" >/dev/null 2>&1 || true
}

compiler() { # ARGUMENT…
  g++ -std=c++20 -Isrc -Ibuild/release/generated -I"$(pkg-config --variable=includedir libpq)" "$@"
}

up_to_date() { # STAMP FILE…
  local stamp=$1 file
  shift
  [[ -f $stamp ]] || return
  for file in "$@"; do [[ -e $file && $file -nt $stamp ]] && return 1; done
  return 0
}

compiles_alone() { # HEADER BASE
  local complaint front=()
  [[ -z $2 ]] || front=(-include "$tidy_cache/first/${2//\//-}")
  if complaint=$(printf '#include "%s"\n' "${1#src/}" |
    compiler "${front[@]}" -fsyntax-only -x c++ - 2>&1); then
    touch "$tidy_cache/${1//\//-}"
  else
    printf '%s:1: does not compile alone: %s\n' "$1" "$(grep -m 1 error: <<<"$complaint")"
  fi
}

# A file that passes 400 lines wants to be two rooms; a test may have 800. Lines end at column 100,
# where UTF-8 counts by characters and an address may run over.
rule_size() {
  cpp | each_file '
    function finish() { if (n > limit) print file ":" n ": " n " lines, more than " limit }
    FNR == 1 { finish(); file = FILENAME; limit = file ~ /^tests\/|_test\.cpp$/ ? 800 : 400 }
    { n = FNR; gsub(/[\200-\277]/, "") }
    length($0) > 100 && !/https?:\/\// {
      print FILENAME ":" FNR ": " length($0) " columns, more than 100" }
    END { finish() }'
}

# A function fits on a screen: 70 lines from its name to its closing brace.
rule_functions() {
  cpp | each_file -v limit=70 -f "$awk_folder/functions.awk"
}

# Only the command line talks to standard output, time comes from the transaction or a clock that
# tests can turn, and what must be done before a commit does not get committed.
rule_words() {
  cpp_of_src | each_file '
    /std::cout/ && FILENAME !~ /^src\/(main\.cpp|cli\/)/ { bad("std::cout outside the command line") }
    /TODO\(now\)/ { bad("TODO(now)") }
    /FIXME/ { bad("FIXME") }
    /time\((nullptr|NULL|0)\)/ { bad("the wall clock: take the time from tx, in the kernel from std::chrono") }
    function bad(what) { print FILENAME ":" FNR ": " what }'
}

# Every source file is compiled: CMake took note of each command, and wrote the files that compile
# several as one. A fuzz target needs clang, its glob reaches all of src.
rule_built() {
  local list=build/release/compile_commands.json file compiled
  [[ -f $list ]] || { echo "$list is not there: build first"; return "$skip_status"; }
  compiled=$(cat "$list" && find build/release -path '*/Unity/*' -name '*.cxx' -exec cat {} +)
  while read -r file; do
    [[ -z $file || $file == *_fuzz.cpp ]] || grep -qF "/$file\"" <<<"$compiled" ||
      echo "$file:1: is in no target of the build"
  done < <(cpp_of_src | grep '\.cpp$' || true)
}

# A link of a page leads to a file of the project. Addresses and anchors are left alone.
rule_links() {
  local file line target folder
  while IFS=$'\t' read -r file line target; do
    target=${target%%#*}
    case $target in
      '' | *://* | mailto:*) continue ;;
      /*) folder=. ;;
      *) folder=$(dirname -- "$file") ;;
    esac
    [[ -e $folder/${target//%20/ } ]] || echo "$file:$line: leads nowhere: $target"
  done < <(markdown | each_file -f "$awk_folder/links.awk")
}

# What a guide shows is what is compiled, and what a test runs.
rule_guides() {
  markdown | { grep '^docs/guide-' || true; } | each_file -f "$awk_folder/guides.awk"
}

# A page is true on every machine: it names no folder of the one it was written on.
rule_paths() {
  markdown | each_file '
    /(^|[^A-Za-z0-9_.\/~-])(\/(work|root|home|Users)\/|[A-Z]:\\)/ {
      print FILENAME ":" FNR ": a path of one machine: " $0 }'
}

# The same as script/format --check, with the line that differs.
rule_format() {
  local names
  command -v clang-format-14 >/dev/null || { echo "no clang-format-14"; return "$skip_status"; }
  readarray -t names < <(cpp)
  ((${#names[@]})) || return 0
  { clang-format-14 --dry-run --Werror "${names[@]}" 2>&1 || true; } | awk -F: '
    / error: code should be clang-formatted/ && !lines[$1]++ { first[$1] = $2 }
    END { for (f in first) print f ":" first[f] ": run script/format (" lines[f] " places)" }' |
    sort
}

# What .clang-tidy calls a mistake.
rule_mistakes() {
  command -v clang-tidy-14 >/dev/null || { echo "no clang-tidy-14"; return "$skip_status"; }
  cpp_of_src | { grep '\.cpp$' || true; } | tr '\n' '\0' |
    xargs -0 -r -n 1 -P "$(nproc)" sh -c 'clang-tidy-14 --quiet "$1" -- \
      -std=c++20 -Isrc -Ibuild/release/generated 2>/dev/null' - |
    grep -E '^[^ ].*: (error|warning): ' | sed "s,^$PWD/,," | sort -u || true
}
