#include "kernel/model/exact_json.h"

#include <boost/json/serialize.hpp>
#include <cmath>
#include <random>

#include "kernel/model/codec.h"
#include "kernel/testing/test.h"

namespace stoa {

TEST("json: a number is read to the nearest double, whatever its digits") {
  std::mt19937_64 random(7);
  for (int i = 0; i < 1'000; ++i) {
    const double number =
        std::ldexp(static_cast<double>(random()), static_cast<int>(random() % 300) - 200);
    CHECK(parse_exactly(to_json(number)).to_number<double>() == number);
  }
  CHECK(parse_exactly("0.3").as_double() == 0.3);
  CHECK(parse_exactly("-9223372036854775808").as_int64() == INT64_MIN);
  CHECK(parse_exactly("18446744073709551615").as_uint64() == UINT64_MAX);
  CHECK(parse_exactly("1e2").as_double() == 100);
  CHECK(std::isinf(parse_exactly("-1e999").as_double()));
}

TEST("json: values of each kind are read") {
  const char* whole = R"({"b":[1,"x\n",true,null,{}],"a":{"":[]}})";
  CHECK(boost::json::serialize(parse_exactly(whole)) == whole);
  CHECK_THROWS_AS(parse_exactly("[1,]"), Refusal);
  CHECK_THROWS_AS(parse_exactly("1 2"), Refusal);
}

}  // namespace stoa
