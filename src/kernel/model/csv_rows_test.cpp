#include "kernel/model/csv_rows.h"

#include "kernel/model/codec.h"
#include "kernel/testing/test.h"

namespace stoa {
namespace {

enum class Colour { red, green };
BOOST_DESCRIBE_ENUM(Colour, red, green)

struct Extent {
  std::int64_t wide = 0;
  std::optional<std::int64_t> high = {};
};
BOOST_DESCRIBE_STRUCT(Extent, (), (wide, high))

struct Ware {
  Text<0, 100> name = {};
  std::optional<Text<0, 100>> about = {};
  std::optional<Money> price = {};
  Decimal<2> weight = {};
  std::optional<Extent> size = {};
  std::vector<Text<1, 20>> tags = {};
  std::optional<Colour> colour = {};
  bool fresh = false;
  std::optional<Date> since = {};
  std::optional<Json> notes = {};
};
BOOST_DESCRIBE_STRUCT(Ware, (),
                      (name, about, price, weight, size, tags, colour, fresh, since, notes))

struct Label {
  Text<0, 20> text = {};
  std::optional<Text<1, 20>> maker = {};
};
BOOST_DESCRIBE_STRUCT(Label, (), (text, maker))

const Shape& ware_shape() { return shape_of<Ware>(); }

std::string line(const std::vector<CsvCell>& cells) {
  std::string text;
  append_csv(cells, text);
  return text.substr(0, text.size() - 2);
}

std::vector<CsvCell> cells_of(std::string_view text) {
  CsvReader reader;
  reader.feed(text);
  reader.finish();
  return reader.next()->cells;
}

std::string json_of_line(std::string_view header, std::string_view record) {
  return CsvColumns(ware_shape(), cells_of(header)).json(cells_of(record));
}

std::string refusal_code(std::string_view header) {
  try {
    CsvColumns columns(ware_shape(), cells_of(header));
  } catch (const Refusal& refusal) {
    return refusal.errors.front().pointer + " " + refusal.errors.front().code;
  }
  return "none";
}

}  // namespace

TEST("csv rows: members of members are columns, with or without a value") {
  CHECK(line(csv_header(ware_shape(), {})) ==
        "name,about,price.amount,price.currency,weight,size.wide,size.high,tags,colour,fresh,since,"
        "notes");
  const Ware empty;
  CHECK(line(csv_row(ware_shape(), &empty, {})) == "\"\",,,,0.00,,,[],,false,,");
}

TEST("csv rows: a mask chooses columns") {
  std::vector<FieldError> errors;
  const FieldMask mask = parse_field_mask("fresh,size.high,name", ware_shape(), errors);
  REQUIRE(errors.empty());
  CHECK(line(csv_header(ware_shape(), mask)) == "name,size.high,fresh");
  const Ware ware{.name = "=sum(a)", .size = Extent{1, 2}};
  CHECK(line(csv_row(ware_shape(), &ware, mask)) == "'=sum(a),2,false");
}

TEST("csv rows: what is written is read again as it was") {
  const std::vector<Ware> wares{
      {},
      {.name = "a,\"b\"\n", .about = "'-5", .price = Money{-7, {'E', 'U', 'R'}}},
      {.name = "@", .size = Extent{3, {}}, .tags = {"x", "y;z", "\"", "null"}},
      {.about = "", .colour = Colour::green, .fresh = true, .since = Date{1}, .notes = Json{"{}"}},
      {.notes = Json{"\"=1\""}},
  };
  const CsvColumns columns(ware_shape(), csv_header(ware_shape(), {}));
  for (const Ware& ware : wares) {
    const std::string text = line(csv_row(ware_shape(), &ware, {}));
    CAPTURE(text);
    CHECK(to_json(from_json<Ware>(columns.json(cells_of(text)))) == to_json(ware));
  }
}

TEST("csv rows: cells as people write them") {
  CHECK(json_of_line("tags", "a; b ;c") == R"({"tags":["a","b","c"]})");
  CHECK(json_of_line("fresh", "TRUE") == R"({"fresh":true})");
  CHECK(json_of_line("size.wide", "many") == R"({"size":{"wide":"many"}})");
  CHECK(json_of_line("name,size.wide", "x") == R"({"name":"x"})");
  CHECK(json_of_line("price.currency, price.amount", "EUR,12") ==
        R"({"price":{"currency":"EUR","amount":12}})");
  CHECK(json_of_line("size.wide", "1e400") == R"({"size":{"wide":"1e400"}})");
  CHECK(json_of_line("tags", R"("[""a""")") == R"({"tags":"[\"a\""})");
}

TEST("csv rows: quotes around nothing are an empty text where there may be one") {
  const CsvColumns columns(shape_of<Label>(), cells_of("text,maker"));
  CHECK(columns.json(cells_of("\"\",\"\"")) == R"({"text":""})");
  CHECK(columns.json(cells_of("\"a\",\"b\"")) == R"({"text":"a","maker":"b"})");
}

TEST("csv rows: columns that are no members are told by name") {
  CHECK(refusal_code("nam") == "/nam unknown_field");
  CHECK(refusal_code("size.deep") == "/size.deep unknown_field");
  CHECK(refusal_code("name.x") == "/name.x unknown_field");
  CHECK(refusal_code("price") == "/price wrong_type");
  CHECK(refusal_code("name,fresh,name") == "/name duplicate_field");
  CHECK(refusal_code("name,fresh") == "none");
}

}  // namespace stoa
