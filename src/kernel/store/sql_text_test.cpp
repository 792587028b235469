#include "kernel/store/sql_text.h"

#include "kernel/testing/test.h"

namespace stoa::store {

TEST("store: $N becomes ?N, but not in literals, quoted names, comments or identifiers") {
  CHECK(number_parameters("select $2, $1, $2") == "select ?2, ?1, ?2");
  CHECK(number_parameters("select '$1', 'it''s $1', $1") == "select '$1', 'it''s $1', ?1");
  CHECK(number_parameters("select \"$1\", [$1], `$1`") == "select \"$1\", [$1], `$1`");
  CHECK(number_parameters("select 1 -- $1\n, $1") == "select 1 -- $1\n, ?1");
  CHECK(number_parameters("select /* $1 -- ' */ $1") == "select /* $1 -- ' */ ?1");
  CHECK(number_parameters("select price$1, $name, $") == "select price$1, $name, $");
  CHECK(number_parameters("x=$12") == "x=?12");
}

TEST("store: what is never closed is verbatim to the end") {
  CHECK(number_parameters("select '$1") == "select '$1");
  CHECK(number_parameters("select /* $1") == "select /* $1");
  CHECK(number_parameters("-- $1") == "-- $1");
  CHECK(number_parameters("").empty());
}

}  // namespace stoa::store
