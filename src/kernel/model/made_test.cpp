#include "kernel/model/made.h"

#include "kernel/model/describe.h"
#include "kernel/model/field_mask.h"
#include "kernel/testing/test.h"

namespace stoa {
namespace {

// A book of one definition: what a title, a price and tags are.
struct MadeBook {
  TypeBook book;
  const Type* type = nullptr;

  MadeBook() {
    Type title = type_of<Text<1, 20>>();
    const Type& place = book.object({"Place", "", {{"city", &book.keep(title)}}});
    Shape shape{"Made", "made", {}};
    shape.fields = {{"title", &book.keep(title)},
                    {"pages", &book.optional(type_of<std::int64_t>())},
                    {"kind", &book.optional(book.enumeration({"novel", "essay"}))},
                    {"tags", &book.list(book.keep(title), 0, 3)},
                    {"place", &book.optional(place)}};
    type = &book.object(shape);
  }
  std::string round(std::string_view json) const {
    Object object(*type);
    decode(type->object(), object.get(), json);
    std::string out;
    encode(*type, object.get(), out);
    return out;
  }
};

TEST("made: what was read is written again") {
  MadeBook made;
  const std::string whole =
      R"({"title":"A","pages":3,"kind":"essay","tags":["x","y"],"place":{"city":"Delft"}})";
  CHECK(made.round(whole) == whole);
  CHECK(made.round(R"({"title":"A"})") ==
        R"({"title":"A","pages":null,"kind":null,"tags":[],"place":null})");
}

TEST("made: the rules are kept, each fault at its place") {
  MadeBook made;
  try {
    made.round(R"({"title":"","kind":"play","tags":["a","b","c","d"],"place":{},"more":1})");
    FAIL("it was taken");
  } catch (const Refusal& refusal) {
    std::vector<std::string> found;
    for (const FieldError& error : refusal.errors)
      found.push_back(error.pointer + " " + error.code);
    std::sort(found.begin(), found.end());
    CHECK(found == std::vector<std::string>{"/kind not_in_set", "/more unknown_field",
                                            "/place/city required", "/tags too_many",
                                            "/title too_short"});
  }
}

TEST("made: a patch is merged") {
  MadeBook made;
  Object object(*made.type);
  decode(made.type->object(), object.get(), R"({"title":"A","pages":3,"place":{"city":"Delft"}})");
  Object patch(made.book.patch(*made.type));
  auto& merge = patch.as<MadePatch>();
  merge.document = R"({"pages":null,"place":{"city":"Leiden"}})";
  merge.apply(object.get());
  std::string out;
  encode(*made.type, object.get(), out);
  CHECK(out == R"({"title":"A","pages":null,"kind":null,"tags":[],"place":{"city":"Leiden"}})");
}

TEST("made: what is veiled is absent, however it is asked for") {
  MadeBook made;
  Object object(*made.type);
  decode(made.type->object(), object.get(), R"({"title":"A","pages":3})");
  const Shape& shape = made.type->object();
  veil_of(object.get()) = 1ULL << shape.find("pages")->veil | 1ULL << shape.find("title")->veil;
  std::string out;
  encode(*made.type, object.get(), out);
  CHECK(out == R"({"kind":null,"tags":[],"place":null})");
  std::vector<FieldError> errors;
  const FieldMask mask = parse_field_mask("title,kind", shape, errors);
  out.clear();
  encode(*made.type, object.get(), mask, out);
  CHECK(out == R"({"kind":null})");
}

}  // namespace
}  // namespace stoa
