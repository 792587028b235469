#include "kernel/model/json_reader.h"

#include "kernel/model/codec.h"
#include "kernel/testing/test.h"

namespace stoa {
namespace {

// The value without white space, or why it is refused.
std::string read(std::string_view json) {
  try {
    return compact_json(json);
  } catch (const Refusal& refusal) {
    if (refusal.errors.empty()) return std::string(refusal.problem.code) + ": " + refusal.detail;
    return refusal.errors[0].code + " " + refusal.errors[0].pointer;
  }
}

bool malformed(std::string_view json) { return read(json).starts_with("malformed_json"); }

std::string nested(int levels) {
  return std::string(static_cast<std::size_t>(levels), '[') +
         std::string(static_cast<std::size_t>(levels), ']');
}

}  // namespace

TEST("model: white space is left out and nothing else is changed") {
  CHECK(read(" { \"a\" : [ 1 , -0.50e+3 , \"x \\u00e9\\n\" , true , false , null ] , \"b\" : { } "
             "} ") == R"({"a":[1,-0.50e+3,"x \u00e9\n",true,false,null],"b":{}})");
  for (std::string_view json :
       {"0", "-0", "\"\"", "[]", "{}", "null", "1E5", "123456789012345678901234567890"}) {
    CHECK(read(json) == json);
  }
}

TEST("model: what RFC 8259 does not have is malformed") {
  for (std::string_view json : {"",
                                " ",
                                "{",
                                "[",
                                "\"",
                                "{\"a\"}",
                                "{\"a\":}",
                                "{\"a\":1,}",
                                "{,}",
                                "{a:1}",
                                "{'a':1}",
                                "{1:2}",
                                "{\"a\":1 \"b\":2}",
                                "[1,]",
                                "[,1]",
                                "[1 2]",
                                "[1,,2]",
                                "]",
                                "}",
                                "[1}",
                                "{\"a\":1]",
                                "tru",
                                "TRUE",
                                "nul",
                                "nulll",
                                "NaN",
                                "Infinity",
                                "undefined",
                                "01",
                                "-01",
                                "+1",
                                ".5",
                                "1.",
                                "1.e5",
                                "1e",
                                "1e+",
                                "-",
                                "--1",
                                "0x10",
                                "1 2",
                                "{} {}",
                                "\"\\x\"",
                                "\"\\u12\"",
                                "\"\\u12g4\"",
                                "\"\n\"",
                                "\"\t\"",
                                "\"\\",
                                "\"\\u",
                                "\"abc",
                                "// c\n1",
                                "/**/1",
                                "\xEF\xBB\xBF{}",
                                "[1]x",
                                "'a'",
                                "\"a\" b"}) {
    CAPTURE(json);
    CHECK(malformed(json));
  }
  CHECK(malformed(std::string_view("1\0", 2)));
  CHECK(malformed(std::string_view("\"\0\"", 3)));
}

TEST("model: the detail says at which byte") {
  CHECK(read("[1, 2 3]") == "malformed_json: At byte 6: a , or ] is expected.");
  CHECK(read("{\"a\":\"\xF5\"}") == "malformed_json: At byte 6: this is not UTF-8.");
  CHECK(read("{\"a\":") == "malformed_json: At byte 5: the text ends too early.");
  CHECK(read("[1] 2") == "malformed_json: At byte 4: nothing may follow the value.");
}

TEST("model: invalid UTF-8 is malformed") {
  for (std::string_view bytes :
       {"\x80", "\xC0\xAF", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xE2\x82"}) {
    CHECK(malformed("\"" + std::string(bytes) + "\""));
  }
}

TEST("model: 64 levels are read, and 10,000 are refused without harm") {
  CHECK(read(nested(64)) == nested(64));
  CHECK(malformed(nested(65)));
  CHECK(malformed(std::string(10'000, '[')));
  CHECK(malformed(nested(100'000)));
}

TEST("model: free JSON keeps no name twice, no U+0000, no half character, no endless number") {
  CHECK(read(R"({"a":1,"b":{"c":1,"c":2}})") == "duplicate_field /b/c");
  CHECK(read(R"({"a":1,"\u0061":2})") == "duplicate_field /a");
  CHECK(read(R"(["x\u0000"])") == "nul_character /0");
  CHECK(read(R"({"a/b~c":"\uD800"})") == "invalid_unicode /a~1b~0c");
  CHECK(read(R"(["\uDC00"])") == "invalid_unicode /0");
  CHECK(read(R"(["\uD800\uD800"])") == "invalid_unicode /0");
  CHECK(read(R"(["\uD800\u0041"])") == "invalid_unicode /0");
  CHECK(read(R"(["\uD83D\uDE00"])") == R"(["\uD83D\uDE00"])");
  CHECK(read("[1e400]") == "too_large /0");
  CHECK(read("[-1e400]") == "too_small /0");
  CHECK(read("[1e-400]") == "[1e-400]");
}

}  // namespace stoa
