#include "kernel/model/text_forms.h"

#include "kernel/testing/test.h"

namespace stoa {

TEST("model: times are read with any offset and written in UTC") {
  struct {
    std::string_view in, out;
  } const cases[] = {
      {"1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"},
      {"2026-11-23T08:15:30.123456Z", "2026-11-23T08:15:30.123456Z"},
      {"2026-11-23t08:15:30z", "2026-11-23T08:15:30Z"},
      {"2026-11-23T08:15:30+01:00", "2026-11-23T07:15:30Z"},
      {"2026-11-23T23:30:00-05:30", "2026-11-24T05:00:00Z"},
      {"2026-11-23T08:15:30-00:00", "2026-11-23T08:15:30Z"},
      {"2024-02-29T12:00:00Z", "2024-02-29T12:00:00Z"},
      {"2000-02-29T12:00:00Z", "2000-02-29T12:00:00Z"},
      {"1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.5Z"},
      {"0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z"},
      {"9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"},
      {"2026-11-23T08:15:30.100Z", "2026-11-23T08:15:30.1Z"},
      // Digits past the sixth are cut, not rounded.
      {"2026-11-23T08:15:30.123456999Z", "2026-11-23T08:15:30.123456Z"},
      {"2026-12-31T23:59:59.9999999Z", "2026-12-31T23:59:59.999999Z"},
  };
  for (const auto& [in, out] : cases) {
    CAPTURE(in);
    auto time = parse_timestamp(in);
    REQUIRE(time);
    CHECK(to_string(*time) == out);
    CHECK(parse_timestamp(out) == time);
  }
}

TEST("model: what is not a time is not read as one") {
  for (std::string_view text : {"",
                                "2026-11-23",
                                "2026-11-23T08:15:30",
                                "2026-11-23 08:15:30Z",
                                "2026-11-23T08:15Z",
                                "2026-11-23T24:00:00Z",
                                "2026-11-23T08:60:00Z",
                                "2016-12-31T23:59:60Z",
                                "2026-02-29T00:00:00Z",
                                "1900-02-29T00:00:00Z",
                                "2026-13-01T00:00:00Z",
                                "2026-00-10T00:00:00Z",
                                "2026-04-31T00:00:00Z",
                                "2026-11-23T08:15:30.Z",
                                "2026-11-23T08:15:30+24:00",
                                "2026-11-23T08:15:30+0100",
                                "2026-11-23T08:15:30+01",
                                "2026-11-23T08:15:30Z ",
                                " 2026-11-23T08:15:30Z",
                                "26-11-23T08:15:30Z",
                                "+2026-11-23T08:15:30Z",
                                "0000-01-01T00:00:00+00:01",
                                "9999-12-31T23:59:59-00:01",
                                "2026-1-3T08:15:30Z",
                                "2026-11-23T08:15:30.5"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_timestamp(text));
  }
}

TEST("model: an instant beyond the years of RFC 3339 is written as the last one") {
  CHECK(to_string(Timestamp{INT64_MAX}) == "9999-12-31T23:59:59.999999Z");
  CHECK(to_string(Timestamp{INT64_MIN}) == "0000-01-01T00:00:00Z");
}

TEST("model: days are read and written") {
  CHECK(parse_date("1970-01-01") == Date{0});
  CHECK(parse_date("2026-11-23")->days == 20780);
  for (std::string_view text : {"0000-01-01", "1582-10-15", "2024-02-29", "9999-12-31"}) {
    CHECK(to_string(parse_date(text).value()) == text);
  }
  for (std::string_view text :
       {"", "2026-11", "2026-11-31", "2023-02-29", "2026-11-23T", "2026/11/23"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_date(text));
  }
}

TEST("model: ids are read in either case and written in lower case") {
  auto id = parse_uuid("019AB3C4-5d6e-7f80-9a1b-2c3d4e5f6071");
  REQUIRE(id);
  CHECK(to_string(*id) == "019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6071");
  for (std::string_view text :
       {"", "019ab3c45d6e7f809a1b2c3d4e5f6071", "019ab3c4-5d6e-7f80-9a1b-2c3d4e5f607",
        "019ab3c4-5d6e-7f80-9a1b-2c3d4e5f607g", "{19ab3c4-5d6e-7f80-9a1b-2c3d4e5f6071",
        "019ab3c4-5d6e-7f80-9a1b2-c3d4e5f6071"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_uuid(text));
  }
}

TEST("model: new ids are version 7, carry their time and sort as they were made") {
  Timestamp now{1'732'349'730'123'456};
  auto previous = make_uuid_v7(now);
  CHECK(to_string(previous).substr(0, 15) == "01935817-1d4b-7");
  for (int i = 0; i < 1000; ++i) {
    auto next = make_uuid_v7(now);
    CHECK((next.bytes[6] >> 4) == 7);
    CHECK((next.bytes[8] >> 6) == 2);
    CHECK(previous < next);
    previous = next;
  }
  CHECK(previous < make_uuid_v7(now + std::chrono::microseconds(1)));
}

}  // namespace stoa
