#include "kernel/model/schema.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "kernel/model/describe.h"
#include "kernel/testing/test.h"

namespace stoa {
namespace {

enum class Mood { calm, merry };
BOOST_DESCRIBE_ENUM(Mood, calm, merry)

struct Leaf {
  Text<1, 10> name = {};
};
BOOST_DESCRIBE_STRUCT(Leaf, (), (name))

struct Tree {
  Id<Tree> id = {};
  Created created = {};
  Text<0, 10> label = {};
  std::optional<Mood> mood = {};
  Default<std::int32_t, 7> height = {};
  std::optional<Leaf> crown = {};
  List<Leaf, 1, 5> leaves = {};
  std::map<std::string, double> weights = {};
};
BOOST_DESCRIBE_STRUCT(Tree, (), (id, created, label, mood, height, crown, leaves, weights))

template <class T>
void check(Face face, std::string_view expected) {
  CAPTURE(expected);
  CHECK(boost::json::value(schema_of(type_of<T>(), face, {})) == boost::json::parse(expected));
}

}  // namespace

TEST("model: the schemas of scalars") {
  check<bool>(Face::input, R"({"type":"boolean"})");
  check<Range<1, 5>>(Face::input, R"({"type":"integer","minimum":1,"maximum":5})");
  check<double>(Face::input, R"({"type":"number"})");
  check<Decimal<2>>(Face::input,
                    R"({"type":"string","pattern":"^-?(0|[1-9][0-9]{0,12})(\\.[0-9]{1,2})?$"})");
  check<Text<1, 9>>(Face::input,
                    R"({"type":"string","minLength":1,"maxLength":9,"pattern":"\\S"})");
  check<Text<1, 9>>(Face::output, R"({"type":"string","minLength":1,"maxLength":9})");
  check<Pattern<"a|b">>(Face::input, R"({"type":"string","maxLength":200,"pattern":"^(?:a|b)$"})");
  check<Email>(Face::input, R"({"type":"string","format":"email","minLength":3,"maxLength":254})");
  check<Url>(Face::input, R"({"type":"string","format":"uri","minLength":8,"maxLength":2000,
                              "pattern":"^https?://"})");
  check<Isbn10>(Face::output, R"({"type":"string","minLength":10,"maxLength":13,
                                  "pattern":"^[0-9]{9}[0-9X]$"})");
  check<Id<Tree>>(Face::input, R"({"type":"string","format":"uuid","x-stoa-record":"Tree"})");
  check<Timestamp>(Face::input, R"({"type":"string","format":"date-time"})");
  check<Date>(Face::input, R"({"type":"string","format":"date"})");
  check<Mood>(Face::input, R"({"type":"string","enum":["calm","merry"]})");
  check<Json>(Face::input, "{}");
}

TEST("model: the schemas of what may be null") {
  check<std::optional<Date>>(Face::input, R"({"type":["string","null"],"format":"date"})");
  check<std::optional<Id<Tree>>>(
      Face::input, R"({"type":["string","null"],"format":"uuid","x-stoa-record":"Tree"})");
  check<std::optional<Mood>>(Face::input,
                             R"({"type":["string","null"],"enum":["calm","merry",null]})");
  check<std::optional<Leaf>>(
      Face::patch, R"({"anyOf":[{"$ref":"#/components/schemas/LeafPatch"},{"type":"null"}]})");
  check<std::optional<Json>>(Face::input, "{}");
}

TEST("model: the schema of money") {
  auto schema = schema_of(type_of<Money>(), Face::input, {});
  CHECK(schema["required"] == boost::json::parse(R"(["amount","currency"])"));
  CHECK(schema["additionalProperties"] == false);
  CHECK_FALSE(schema_of(type_of<Money>(), Face::patch, {}).contains("required"));
}

TEST("model: a struct has three faces") {
  std::vector<std::string> needed;
  Needs needs = [&](const Shape& shape, Face face) { needed.push_back(schema_name(shape, face)); };
  auto schema = [&](Face face) {
    return boost::json::value(schema_of(shape_of<Tree>(), face, needs));
  };
  CHECK(schema(Face::output) == boost::json::parse(R"({"type":"object","properties":{
      "id":{"type":"string","format":"uuid","x-stoa-record":"Tree","readOnly":true},
      "created":{"type":"string","format":"date-time","readOnly":true},
      "label":{"type":"string","maxLength":10},
      "mood":{"type":["string","null"],"enum":["calm","merry",null]},
      "height":{"type":"integer","minimum":-2147483648,"maximum":2147483647},
      "crown":{"anyOf":[{"$ref":"#/components/schemas/Leaf"},{"type":"null"}]},
      "leaves":{"type":"array","items":{"$ref":"#/components/schemas/Leaf"},
        "minItems":1,"maxItems":5},
      "weights":{"type":"object","additionalProperties":{"type":"number"},"maxProperties":1000}},
      "required":["id","created","label","mood","height","crown","leaves","weights"]})"));
  CHECK(schema(Face::input) == boost::json::parse(R"({"type":"object","properties":{
      "label":{"type":"string","maxLength":10},
      "mood":{"type":["string","null"],"enum":["calm","merry",null]},
      "height":{"type":"integer","minimum":-2147483648,"maximum":2147483647,"default":7},
      "crown":{"anyOf":[{"$ref":"#/components/schemas/LeafInput"},{"type":"null"}]},
      "leaves":{"type":"array","items":{"$ref":"#/components/schemas/LeafInput"},
        "minItems":1,"maxItems":5},
      "weights":{"type":"object","additionalProperties":{"type":"number"},"maxProperties":1000}},
      "required":["label","leaves"],"additionalProperties":false})"));
  needed.clear();
  auto patch = schema(Face::patch);
  CHECK_FALSE(patch.as_object().contains("required"));
  CHECK(patch.at("properties").at("weights").at("additionalProperties").at("type") ==
        boost::json::parse(R"(["number","null"])"));
  CHECK(needed == std::vector<std::string>{"LeafPatch", "LeafInput"});
}

TEST("model: what comes from the path is not in the schema of the body") {
  auto schema = schema_of(shape_of<Tree>(), Face::input, {},
                          [](const Field& field) { return field.name == "label"; });
  CHECK_FALSE(schema["properties"].as_object().contains("label"));
  CHECK(schema["required"] == boost::json::parse(R"(["leaves"])"));
}

}  // namespace stoa
