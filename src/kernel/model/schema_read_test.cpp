#include "kernel/model/schema_read.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cmath>
#include <random>

#include "kernel/model/codec.h"
#include "kernel/model/schema_testing.h"
#include "kernel/testing/test.h"

namespace stoa {
namespace {

struct Shelf {
  Id<Shelf> id = {};
};
BOOST_DESCRIBE_STRUCT(Shelf, (), (id))

ShapeOf find_shelf(std::string_view name) {
  return name == "Shelf" ? ShapeOf(&shape_of<Shelf>) : ShapeOf();
}

// A record made of a schema.
struct ReadBook {
  TypeBook book;
  const Type* type = nullptr;

  explicit ReadBook(const boost::json::object& schema) {
    Shape shape{"Made", "made", read_schema(schema, book, find_shelf)};
    type = &book.object(std::move(shape));
  }
  explicit ReadBook(std::string_view schema) : ReadBook(boost::json::parse(schema).as_object()) {}

  const Field& field(std::string_view name) const { return *type->object().find(name); }

  // The JSON that is kept of some, or what is wrong with it.
  std::string keeps(std::string_view json) const {
    Object object(*type);
    try {
      decode(type->object(), object.get(), json);
    } catch (const Refusal& refusal) {
      const FieldError& first = refusal.errors.at(0);
      return first.pointer + " " + first.code;
    }
    std::string out;
    encode(*type, object.get(), out);
    return out;
  }
};

// A schema of one field that must be there.
std::string of_one(std::string_view field) {
  return R"({"type":"object","properties":{"x":)" + std::string(field) + R"(},"required":["x"]})";
}

using Faults = std::vector<std::string>;

Faults faults_of(std::string_view schema) {
  try {
    ReadBook made(schema);
  } catch (const Refusal& refusal) {
    Faults found;
    for (const FieldError& error : refusal.errors)
      found.push_back(error.pointer + " " + error.code);
    return found;
  }
  return {};
}

// What is wrong with the schema of a field, below it.
Faults faults_of_one(std::string_view field) {
  CAPTURE(field);
  Faults found = faults_of(of_one(field));
  const std::string common = "/schema/properties/x";
  for (std::string& fault : found) {
    REQUIRE(fault.starts_with(common));
    fault.erase(0, common.size());
  }
  return found;
}

}  // namespace

TEST("schema: what a client wrote becomes fields, in its order") {
  ReadBook made(R"({"$schema":"https://json-schema.org/draft/2020-12/schema","title":"A book",
    "type":"object","additionalProperties":false,"required":["title","shelf"],"properties":{
      "title":{"type":"string","minLength":1,"maxLength":20,"description":"On its cover"},
      "pages":{"type":"integer","minimum":1},
      "shelf":{"type":"string","format":"uuid","x-stoa-record":"Shelf"},
      "price":{"x-stoa-type":"money"},
      "weight":{"type":"string","x-stoa-type":"decimal","x-stoa-scale":2},
      "kind":{"type":"string","enum":["novel","essay"],"default":"essay"},
      "tags":{"type":"array","items":{"type":"string"},"maxItems":2},
      "place":{"type":"object","required":["city"],"properties":{"city":{"type":"string"}}},
      "more":{}}})");
  CHECK(made.keeps(R"({"title":"A","shelf":"019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6071"})") ==
        R"({"title":"A","pages":null,"shelf":"019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6071",)"
        R"("price":null,"weight":null,"kind":"essay","tags":[],"place":null,"more":null})");
  CHECK(made.keeps(R"({"title":"A","pages":0})") == "/pages too_small");
  CHECK(made.keeps("{}") == "/title required");
  CHECK(made.field("shelf").type->object().name == "Shelf");
  CHECK(made.field("place").type->element->object().name == "place");
  CHECK(made.field("tags").type->element->max == 1'000);
}

TEST("schema: of each type, what is kept and what is not") {
  struct Case {
    std::string schema, good, bad, code;
  };
  const std::vector<Case> cases{
      {R"({"type":"string","format":"email"})", R"("a@b.org")", R"("a")", "too_short"},
      {R"({"type":"string","format":"email","maxLength":8})", R"("a@b.org")", R"("aaa@b.org")",
       "too_long"},
      {R"({"type":"string","format":"uri"})", R"("https://a.org")", R"("ftp://a.org")",
       "bad_format"},
      {R"({"type":"string","format":"date"})", R"("2026-11-30")", R"("2026-11-31")", "bad_format"},
      {R"({"type":"string","format":"date-time"})", R"("2026-11-30T00:00:00Z")", R"("now")",
       "bad_format"},
      {R"({"type":"string","format":"uuid"})", R"("019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6071")",
       R"("7")", "bad_format"},
      {R"({"type":"string","x-stoa-type":"slug"})", R"("a-b")", R"("a--b")", "bad_format"},
      {R"({"type":"string","x-stoa-type":"isbn10"})", R"("0306406152")", R"("0306406153")",
       "check_digit"},
      {R"({"type":"string","x-stoa-type":"isbn13"})", R"("9780306406157")", R"("9780306406158")",
       "check_digit"},
      {R"({"type":"string","x-stoa-type":"language"})", R"("zh-Hant")", R"("zh_Hant")",
       "bad_format"},
      {R"({"type":"string","x-stoa-type":"text","minLength":1})", R"("a\nb")", R"(" ")",
       "too_short"},
      {R"({"type":"string","pattern":"^[é-ü]+$","maxLength":2})", R"("éö")", R"("éöé")",
       "too_long"},
      {R"({"type":"string","pattern":"b"})", R"("abc")", R"("ac")", "bad_format"},
      {R"({"type":"string","minLength":2000})", '"' + std::string(2'000, 'a') + '"', R"("a")",
       "too_short"},
      {R"({"type":"integer","minimum":-1,"maximum":2.0})", "2", "3", "too_large"},
      {R"({"type":"integer","exclusiveMinimum":0})", "1", "0", "too_small"},
      {R"({"type":"integer","minimum":5,"exclusiveMaximum":7})", "6", "7", "too_large"},
      {R"({"type":"number"})", "1.5", R"("1.5")", "wrong_type"},
      {R"({"type":"number","minimum":0.1})", "0.1", "0.09999999999999999", "too_small"},
      {R"({"type":"number","minimum":-1,"maximum":5})", "5", "5.000000000000001", "too_large"},
      {R"({"type":"number","exclusiveMinimum":0,"maximum":1})", "5e-324", "0", "too_small"},
      {R"({"type":"number","minimum":0,"exclusiveMinimum":0})", "1", "-0.0", "too_small"},
      {R"({"type":"number","minimum":1,"exclusiveMinimum":0})", "1", "0.5", "too_small"},
      {R"({"type":"number","exclusiveMaximum":0.5})", "0.25", "0.5", "too_large"},
      {R"({"type":"boolean"})", "true", "1", "wrong_type"},
      {R"({"type":"string","x-stoa-type":"decimal","x-stoa-scale":1})", R"("1.5")", R"("1.55")",
       "bad_format"},
      {R"({"type":"string","x-stoa-type":"decimal","x-stoa-scale":2,"x-stoa-minimum":"0"})",
       R"("0.00")", R"("-0.01")", "too_small"},
      {R"({"type":"string","x-stoa-type":"decimal","x-stoa-scale":2,"x-stoa-maximum":"99.50"})",
       R"("99.50")", R"("99.51")", "too_large"},
      {R"({"type":"object","x-stoa-type":"money"})", R"({"amount":5,"currency":"EUR"})", "5",
       "wrong_type"},
      {R"({"type":"array","minItems":1,"items":{"type":"integer"}})", "[1]", "[]", "too_few"},
      {R"({"type":"array","items":{"type":"object","properties":{"a":{"type":"boolean"}}}})",
       R"([{"a":null}])", R"([{"b":1}])", "unknown_field"},
  };
  for (const Case& each : cases) {
    CAPTURE(each.schema);
    ReadBook made(of_one(each.schema));
    CHECK(made.keeps(R"({"x":)" + each.good + "}") == R"({"x":)" + each.good + "}");
    CHECK(made.keeps(R"({"x":)" + each.bad + "}").ends_with(" " + each.code));
  }
}

TEST("schema: what may be null or left out") {
  for (const char* schema : {R"({"type":["string","null"],"format":"date"})",
                             R"({"anyOf":[{"type":"string","format":"date"},{"type":"null"}]})",
                             R"({"type":["null","string"],"format":"date","default":null})"}) {
    CAPTURE(schema);
    ReadBook made(of_one(schema));
    CHECK(made.keeps(R"({"x":null})") == R"({"x":null})");
    CHECK(made.keeps("{}") == R"({"x":null})");
  }
  CHECK(faults_of_one(R"({"type":["string","null"],"enum":["a"]})") ==
        Faults{"/enum contradiction"});
  ReadBook made(of_one(R"({"type":["string","null"],"enum":["a",null]})"));
  CHECK(made.keeps(R"({"x":null})") == R"({"x":null})");
}

TEST("schema: a default is of any scalar type") {
  for (const char* field :
       {R"("boolean","default":true)", R"("integer","default":7)", R"("number","default":2.5)",
        R"("string","default":"some text that is not short")",
        R"("string","format":"date","default":"2026-11-30")",
        R"("string","format":"date-time","default":"2026-11-30T01:02:03Z")",
        R"("string","enum":["a","b"],"default":"b")",
        R"("string","x-stoa-type":"decimal","x-stoa-scale":2,"default":"1.50")"}) {
    CAPTURE(field);
    ReadBook made(R"({"type":"object","properties":{"x":{"type":)" + std::string(field) + "}}}");
    const std::string text(field);
    const auto value = text.substr(text.rfind("default\":") + 9);
    CHECK(made.keeps("{}") == R"({"x":)" + value + "}");
  }
  CHECK(faults_of(R"({"type":"object","properties":{"x":{"type":"integer","default":"7"}}})") ==
        Faults{"/schema/properties/x/default wrong_type"});
  CHECK(faults_of_one(R"({"type":"integer","default":7})") == Faults{"/default contradiction"});
  CHECK(faults_of(R"({"type":"object","properties":{"x":{"type":"array","default":[1],
                      "items":{"type":"integer"}}}})") ==
        Faults{"/schema/properties/x/default unsupported"});
}

TEST("schema: each fault has its place and its code") {
  const std::vector<std::pair<std::string, Faults>> cases{
      {R"({"type":"strin"})", {"/type not_in_set"}},
      {R"({"type":["string","integer"]})", {"/type unsupported"}},
      {R"({"type":"null"})", {"/type not_in_set"}},
      {R"({"maxLength":3})", {"/type required"}},
      {R"(7)", {" wrong_type"}},
      {R"(false)", {" unsupported"}},
      {R"({"type":"string","maxLenght":3})", {"/maxLenght unknown_keyword"}},
      {R"({"type":"integer","maxLength":3})", {"/maxLength unknown_keyword"}},
      {R"({"type":"string","minLength":3,"maxLength":2})", {"/minLength contradiction"}},
      {R"({"type":"string","maxLength":100001})", {"/maxLength too_large"}},
      {R"({"type":"string","maxLength":"3"})", {"/maxLength wrong_type"}},
      {R"({"type":"string","maxLength":1.5,"minLength":-1})",
       {"/minLength too_small", "/maxLength wrong_type"}},
      {R"({"type":"string","pattern":"("})", {"/pattern bad_pattern"}},
      {R"({"type":"string","pattern":"a)(b"})", {"/pattern bad_pattern"}},
      {R"~({"type":"string","pattern":"(?=a)"})~", {"/pattern bad_pattern"}},
      {R"({"type":"string","pattern":"[a-z]{900}","maxLength":100000})", {"/pattern bad_pattern"}},
      {R"({"type":"string","pattern":7})", {"/pattern wrong_type"}},
      {R"({"type":"string","format":"email","pattern":"a"})", {"/pattern contradiction"}},
      {R"({"type":"string","format":"email","maxLength":255})", {"/maxLength too_large"}},
      {R"({"type":"string","format":"ipv4"})", {"/format not_in_set"}},
      {R"({"type":"string","format":"date","maxLength":9})", {"/maxLength unknown_keyword"}},
      {R"({"type":"string","x-stoa-type":"isbn"})", {"/x-stoa-type not_in_set"}},
      {R"({"type":"string","x-stoa-type":"decimal"})", {"/x-stoa-scale required"}},
      {R"({"type":"string","x-stoa-type":"slug","format":"date"})", {"/format contradiction"}},
      {R"({"type":"string","format":"uuid","x-stoa-record":"Shelve"})",
       {"/x-stoa-record unknown_record"}},
      {R"({"type":"string","x-stoa-record":"Shelf"})", {"/format required"}},
      {R"({"type":"string","enum":[]})", {"/enum too_few"}},
      {R"({"type":"string","enum":["a","a",1,""]})",
       {"/enum/1 duplicate", "/enum/2 wrong_type", "/enum/3 bad_format"}},
      {R"({"type":"string","enum":["a"],"maxLength":3})", {"/maxLength unknown_keyword"}},
      {R"({"type":"integer","minimum":3,"maximum":2})", {"/minimum contradiction"}},
      {R"({"type":"integer","maximum":9007199254740992})", {"/maximum too_large"}},
      {R"({"type":"integer","exclusiveMinimum":1.5})", {"/exclusiveMinimum wrong_type"}},
      {R"({"type":"integer","exclusiveMinimum":3,"exclusiveMaximum":4})",
       {"/exclusiveMinimum contradiction"}},
      {R"({"type":"number","minimum":"3"})", {"/minimum wrong_type"}},
      {R"({"type":"number","minimum":3,"maximum":2.5})", {"/minimum contradiction"}},
      {R"({"type":"number","minimum":3,"exclusiveMaximum":3})", {"/minimum contradiction"}},
      {R"({"type":"number","multipleOf":0.01})", {"/multipleOf unknown_keyword"}},
      {R"({"type":"number","minimum":0,"default":-1})", {"/default contradiction"}},
      {R"({"type":"string","x-stoa-type":"decimal","x-stoa-scale":1,"x-stoa-minimum":"0.25"})",
       {"/x-stoa-minimum bad_format"}},
      {R"({"type":"string","x-stoa-type":"decimal","x-stoa-scale":1,"minimum":0})",
       {"/minimum unknown_keyword"}},
      {R"~({"type":"string","x-stoa-type":"decimal","x-stoa-scale":0,"x-stoa-minimum":"2",
           "x-stoa-maximum":"1"})~",
       {"/x-stoa-minimum contradiction"}},
      {R"({"x-stoa-type":"file"})", {" contradiction"}},
      {R"({"type":"string","x-stoa-type":"file"})", {"/type contradiction", " contradiction"}},
      {R"({"x-stoa-type":"file","x-stoa-max-bytes":0,"x-stoa-media-types":[]})",
       {" contradiction", "/x-stoa-max-bytes too_small", "/x-stoa-media-types wrong_type"}},
      {R"({"x-stoa-type":"file","maxLength":7})", {"/maxLength unknown_keyword", " contradiction"}},
      {R"({"type":"array","items":{"x-stoa-type":"file"}})", {"/items unsupported"}},
      {R"({"type":"object","properties":{"x":{"x-stoa-type":"file"}}})",
       {"/properties/x unsupported"}},
      {R"({"type":"array"})", {"/items required"}},
      {R"({"type":"array","items":{"type":["string","null"]}})", {"/items unsupported"}},
      {R"({"type":"array","items":{"type":"array","items":{}}})", {"/items unsupported"}},
      {R"({"type":"array","items":{},"maxItems":10001})", {"/maxItems too_large"}},
      {R"({"type":"array","items":{},"minItems":3,"maxItems":2})", {"/minItems contradiction"}},
      {R"({"type":["array","null"],"items":{}})", {"/type unsupported"}},
      {R"({"type":"object"})", {"/properties required"}},
      {R"({"type":"object","properties":{}})", {"/properties too_few"}},
      {R"({"type":"object","properties":{"a":{}},"additionalProperties":true})",
       {"/additionalProperties unsupported"}},
      {R"({"type":"object","properties":{"id":{}},"required":["ad",1,"id","id"]})",
       {"/required/0 unknown_field", "/required/1 wrong_type", "/required/3 duplicate"}},
      {R"({"anyOf":[{"type":"string"},{"type":"integer"}]})", {"/anyOf unsupported"}},
      {R"({"anyOf":[{"anyOf":[{"type":"string"},{"type":"null"}]},{"type":"null"}]})",
       {"/anyOf unsupported"}},
      {R"({"$ref":"#/$defs/a"})", {"/type required"}},
  };
  for (const auto& [schema, expected] : cases) CHECK(faults_of_one(schema) == expected);
}

TEST("schema: what is told of a file comes from no body") {
  ReadBook made(R"({"type":"object","properties":{"x":{"x-stoa-type":"file",
      "x-stoa-media-types":["image/png"],"x-stoa-max-bytes":100}}})");
  const Field& file = made.field("x");
  CHECK(file.role == FieldRole::file);
  CHECK(file.type->file->max_bytes == 100);
  CHECK(file.type->file->types == std::vector<std::string>{"image/png"});
  CHECK(made.keeps("{}") == R"({"x":null})");
  CHECK(made.keeps(R"({"x":null})") == "/x read_only");
  CHECK(whole_schema(made.type->object())["properties"] == boost::json::object());
}

TEST("schema: names of fields, and how many there are") {
  CHECK(
      faults_of(R"({"type":"object","properties":{"id":{},"Owner":{},"a-b":{},"":{},"_a":{}}})") ==
      Faults{"/schema/properties/id reserved_name", "/schema/properties/Owner bad_name",
             "/schema/properties/a-b bad_name", "/schema/properties/ bad_name",
             "/schema/properties/_a bad_name"});
  CHECK(faults_of(R"({"type":"object","properties":{"a/b":{},"a":{"type":"object",
                      "properties":{"id":{}}}}})") == Faults{"/schema/properties/a~1b bad_name"});
  auto many = [](int count) {
    std::string properties;
    for (int i = 0; i < count; ++i)
      properties += (i ? "," : "") + ("\"f" + std::to_string(i) + "\":{}");
    return R"({"type":"object","properties":{)" + properties + "}}";
  };
  CHECK(faults_of(many(50)).empty());
  CHECK(faults_of(many(51)) == Faults{"/schema/properties too_many"});
  CHECK(faults_of("{}") == Faults{"/schema/type required", "/schema/properties required"});
}

TEST("schema: what lies too deep is refused") {
  std::string field = R"({"type":"integer"})";
  for (int depth = 1; depth <= 4; ++depth) {
    field = R"({"type":"object","properties":{"x":)" + field + "}}";
    CHECK(faults_of_one(field).empty() == (depth <= 3));
  }
  CHECK(faults_of_one(field) == Faults{"/properties/x/properties/x/properties/x too_deep"});
}

TEST("schema: a mistyped keyword is told the right one") {
  try {
    ReadBook made(of_one(R"({"type":"string","maxLenght":3})"));
    FAIL("it was taken");
  } catch (const Refusal& refusal) {
    CHECK(refusal.problem == problems::validation_failed);
    CHECK(refusal.errors.at(0).message ==
          "This keyword means nothing here; did you mean \"maxLength\"?");
  }
}

TEST("schema: more than a hundred faults are cut") {
  std::string names;
  for (int i = 0; i < 500; ++i) names += (i ? ",1" : "1");
  CHECK(faults_of_one(R"({"type":"string","enum":[)" + names + "]}").size() == 100);
}

// ---- the mirror ---------------------------------------------------------------------------------

namespace {

enum class Temper { calm, merry };
BOOST_DESCRIBE_ENUM(Temper, calm, merry)

struct Twig {
  Text<1, 10> name = {};
  std::optional<Range<-5, 5>> bend = {};
};
BOOST_DESCRIBE_STRUCT(Twig, (), (name, bend))

struct Bush {
  std::string text = {};
  Text<0, 10> label = {};
  Pattern<"[a-z]|(b+)+"> code = {};
  Email email = {};
  Url url = {};
  Slug slug = {};
  Isbn10 isbn10 = {};
  Isbn13 isbn13 = {};
  Language language = {};
  bool flag = false;
  double real = 0;
  std::int64_t big = 0;
  Decimal<0> count = {};
  Decimal<2> price = {};
  Money money = {};
  Json json = {};
  Date day = {};
  Timestamp time = {};
  Id<Shelf> shelf = {};
  Temper mood = {};
  Default<std::int32_t, 7> height = {};
  Default<Temper, Temper::merry> usual = {};
  std::optional<Temper> other_mood = {};
  std::optional<Money> fee = {};
  std::optional<Decimal<4>> share = {};
  std::optional<Url> link = {};
  std::optional<Id<Shelf>> spare = {};
  std::optional<Twig> crown = {};
  Twig trunk = {};
  List<Twig, 1, 5> twigs = {};
  std::vector<Id<Shelf>> shelves = {};
};
BOOST_DESCRIBE_STRUCT(Bush, (),
                      (text, label, code, email, url, slug, isbn10, isbn13, language, flag, real,
                       big, count, price, money, json, day, time, shelf, mood, height, usual,
                       other_mood, fee, share, link, spare, crown, trunk, twigs, shelves))

boost::json::value read_back(const boost::json::object& schema) {
  ReadBook made(schema);
  return whole_schema(made.type->object());
}

// Shapes of any of the types that a schema can describe.
class ShapeMaker {
 public:
  ShapeMaker(TypeBook& book, unsigned seed) : book_(book), random_(seed) {}

  Shape shape(int depth) {
    Shape made{"shape" + std::to_string(++count_), "", {}};
    for (int i = below(6); i >= 0; --i) {
      made.fields.push_back({"f" + std::to_string(i), field(depth)});
    }
    return made;
  }

 private:
  int below(int end) { return static_cast<int>(random_() % static_cast<unsigned>(end)); }

  const Type* field(int depth) {
    const Type* type = value(depth);
    if (type->kind == Kind::list) return type;
    if (below(5) == 0 && may_begin_as(*type)) return &book_.with_default(*type, Object(*type));
    return below(2) ? type : &book_.optional(*type);
  }

  const Type* value(int depth) {
    if (depth > 0 && below(4) == 0) return &book_.object(shape(depth - 1));
    if (depth > 0 && below(4) == 0) {
      const Type* item = value(depth - 1);
      while (item->kind == Kind::list) item = value(depth - 1);
      return &book_.list(*item, below(3), 3 + below(9'000));
    }
    return scalar();
  }

  const Type* scalar() {
    Type type = *one({&type_of<bool>(), &type_of<double>(), &type_of<Money>(), &type_of<Json>(),
                      &type_of<Date>(), &type_of<Timestamp>(), &type_of<Id<Shelf>>(),
                      &type_of<std::int64_t>(), &type_of<Decimal<0>>(), &type_of<std::string>(),
                      &type_of<std::string>(), &type_of<Slug>(), &type_of<Email>(), &type_of<Url>(),
                      &type_of<Isbn13>(), &type_of<Language>()});
    if (below(9) == 0) return &book_.enumeration({"a", "b " + std::to_string(below(9))});
    if (type.kind == Kind::decimal) type.scale = below(15);
    if (type.kind == Kind::decimal && below(2)) bound(type, -1'000, 1'000);
    if (type.kind == Kind::real && below(2)) type.real = real_bounds();
    if (type.kind == Kind::integer) bound(type, -1'000, 1'000);
    if (type.kind == Kind::text && below(2))
      bound(type, type.min, std::min<std::int64_t>(type.max, 500));
    if (type.kind == Kind::text && type.rule == TextRule::any && below(3) == 0) {
      type.rule = TextRule::pattern;
      constexpr std::string_view patterns[] = {"a|b",        "[a-z]+",     "^x", "[\\s\\S]*(?:y)",
                                               "(?:a)(?:b)", "(?:a)|(?:b)"};
      type.pattern = patterns[below(6)];
    }
    return &book_.keep(type);
  }

  template <class T>
  const T* one(std::initializer_list<const T*> all) {
    return *(all.begin() + below(static_cast<int>(all.size())));
  }

  void bound(Type& type, std::int64_t min, std::int64_t max) {
    type.min = min + below(static_cast<int>(max - min));
    type.max = type.min + 1 + below(static_cast<int>(max - type.min));
    if (type.kind == Kind::text && type.max < 1) type.max = 1;
  }

  RealBounds real_bounds() {
    RealBounds real;
    if (below(3)) real.min = below(1'000) / 7.0 - 50;
    if (below(3)) real.max = 100 + below(1'000) / 3.0;
    real.min_excluded = std::isfinite(real.min) && below(2);
    real.max_excluded = std::isfinite(real.max) && below(2);
    return real;
  }

  static bool may_begin_as(const Type& type) {
    const bool bounded = type.real != RealBounds{} || type.max < 1'001;  // 0 may not be within
    if (bounded && (type.kind == Kind::real || type.kind == Kind::decimal)) return false;
    return type.kind == Kind::boolean || type.kind == Kind::real || type.kind == Kind::decimal ||
           type.kind == Kind::date || type.kind == Kind::timestamp ||
           type.kind == Kind::enumeration;
  }

  TypeBook& book_;
  std::mt19937 random_;
  int count_ = 0;
};

}  // namespace

TEST("schema: what schema_of writes of a described struct is read back as the same") {
  const auto schema = whole_schema(shape_of<Bush>());
  CHECK(read_back(schema) == boost::json::value(schema));
}

TEST("schema: what schema_of writes of any shape is read back as the same") {
  for (unsigned seed = 0; seed < 2'000; ++seed) {
    CAPTURE(seed);
    TypeBook book;
    const auto schema = whole_schema(ShapeMaker(book, seed).shape(2));
    CAPTURE(boost::json::serialize(schema));
    REQUIRE(read_back(schema) == boost::json::value(schema));
  }
}

}  // namespace stoa
