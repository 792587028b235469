// A fuzz target: whatever bytes come in, the decoder accepts or refuses them, and what it accepts
// is written and read again as the same bytes. The first byte chooses what is tried.

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "kernel/model/codec.h"
#include "kernel/model/envelope.h"

namespace {

using namespace stoa;

enum class Colour : std::int16_t { red, green };
BOOST_DESCRIBE_ENUM(Colour, red, green)

struct Part {
  Text<1, 20> name = {};
  std::optional<Range<-5, 5>> level = {};
  std::vector<Part> parts = {};
};
BOOST_DESCRIBE_STRUCT(Part, (), (name, level, parts))

struct Thing {
  Id<Thing> id = {};
  Version version = {};
  Updated updated = {};
  Default<bool, true> on = {};
  std::int32_t n = 0;
  std::optional<std::int64_t> big = {};
  std::optional<double> real = {};
  std::optional<Decimal<3>> decimal = {};
  std::optional<Email> email = {};
  std::optional<Url> url = {};
  std::optional<Slug> slug = {};
  std::optional<Isbn10> isbn10 = {};
  std::optional<Isbn13> isbn13 = {};
  std::optional<Language> language = {};
  std::optional<Pattern<"[a-z]+(-[0-9]{2})*">> code = {};
  std::optional<Timestamp> time = {};
  std::optional<Date> date = {};
  std::optional<Colour> colour = {};
  std::optional<Money> money = {};
  std::optional<Json> json = {};
  std::optional<Part> part = {};
  std::map<std::string, Part> map = {};
};
BOOST_DESCRIBE_STRUCT(Thing, (),
                      (id, version, updated, on, n, big, real, decimal, email, url, slug, isbn10,
                       isbn13, language, code, time, date, colour, money, json, part, map))

void must(bool held) {
  if (!held) std::abort();
}

void check_decode(std::string_view json, const DecodeOptions& options) {
  Thing thing;
  thing.json = Json{R"({"a":{"b":1}})"};
  thing.map["x"].name = "x";
  try {
    decode(shape_of<Thing>(), &thing, json, options);
  } catch (const Refusal& refusal) {
    must(refusal.errors.size() <= 101 && problem_json(refusal, "1").size() > 2);
    return;
  }
  if (options.form == Form::patch_check) return;  // may be incomplete
  auto first = to_json(thing);
  auto second = to_json(from_json<Thing>(first, {.strictness = Strictness::peer}));
  must(first == second);
}

void check_compact(std::string_view json) {
  std::string compact;
  try {
    compact = compact_json(json);
  } catch (const Refusal&) {
    return;
  }
  must(compact_json(compact) == compact && compact.size() <= 6 * json.size());
}

void check_envelope(std::string_view json, Strictness strictness) {
  check_decode(json, {.strictness = strictness, .enveloped = true});
  try {
    const Envelope first = read_envelope(json);
    const Envelope second = read_envelope(encode_message(first.type, first.ref));
    must(first.type == second.type && first.ref == second.ref);
  } catch (const Refusal& refusal) {
    must(encode_error("7", refusal, "").size() > 2);
  }
}

void check_parameters(std::string_view text) {
  const auto& shape = shape_of<Thing>();
  for (const auto& field : shape.fields) {
    Object value(*field.type);
    std::vector<FieldError> errors;
    decode_text(*field.type, value.get(), text, "/p", errors);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  auto strictness = data[0] & 1 ? Strictness::peer : Strictness::client;
  switch (data[0] >> 1 & 7) {
    case 0:
      check_compact(text);
      break;
    case 1:
      check_parameters(text);
      break;
    case 2:
      check_decode(text, {.strictness = strictness, .form = Form::patch_check});
      break;
    case 3:
    case 4:
      check_decode(text, {.strictness = strictness, .form = Form::merge_patch});
      break;
    case 5:
      check_envelope(text, strictness);
      break;
    default:
      check_decode(text, {.strictness = strictness});
  }
  return 0;
}
