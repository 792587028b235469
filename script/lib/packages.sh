# What Stoa takes from Debian, each package in exactly one list. Read by script/lib/apt.sh.
#
# "package:command" means that the command, wherever it came from, will do as well; of one that is
# not on PATH the pattern of its file's name is given.
# shellcheck shell=bash disable=SC2034

# Nothing compiles without these.
packages_build=(
  g++ cmake:cmake ninja-build:ninja pkg-config:pkg-config
  libboost1.81-dev libboost-json1.81-dev
  libsqlite3-dev libpq-dev zlib1g-dev libssl-dev libsodium-dev liboath-dev libzxcvbn-dev
  libcurl4-openssl-dev libturbojpeg0-dev libpng-dev libwebp-dev
  libfmt-dev libtomlplusplus-dev libcli11-dev libhowardhinnant-date-dev libkainjow-mustache-dev libpugixml-dev tzdata
)
# Faster builds; the build does without.
packages_build_nice=(ccache:ccache mold:mold)

# The unit tests, and the formatter that tests/tidy asks.
packages_quick=(doctest-dev)
packages_quick_nice=(clang-format-14:clang-format-14)

# The browser (400 MB) and the fuzzers' compiler: a suite that misses its tool says so and is skipped.
packages_test_nice=(
  chromium:chromium fonts-dejavu-core
  clang-14:clang-14 libclang-rt-14-dev
  curl:curl jq:jq sqlite3:sqlite3 python3:python3-venv litmus:litmus
  dpkg-dev:dpkg-shlibdeps
)

# The second database, for tests and measurements; what needs it says so and is skipped. Any release
# has a major version of its own under this name.
packages_postgres=('postgresql:/usr/lib/postgresql/*/bin/postgres')

# What several processes meet in, for tests; what needs it says so and is skipped.
packages_redis=(redis-server:redis-server)

# Finds mistakes in every file, in a quarter of an hour.
packages_long_nice=(clang-tidy-14:clang-tidy-14)

# The load generator and the server that we are measured against.
packages_bench=(nginx-light:nginx wrk:wrk)
