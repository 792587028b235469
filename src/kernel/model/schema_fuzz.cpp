// A fuzz target: a schema of any bytes, a 0 byte, a document. The
// schema is read or refused; what is read is written by schema_of() and read again as the same; the
// document is taken or refused, and what is taken is written and read again as the same bytes.

#include <boost/json/parse.hpp>
#include <boost/system/error_code.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "kernel/model/codec.h"
#include "kernel/model/schema_read.h"
#include "kernel/model/schema_testing.h"

namespace {

using namespace stoa;

struct Known {
  Id<Known> id = {};
};
BOOST_DESCRIBE_STRUCT(Known, (), (id))

void must(bool held) {
  if (!held) std::abort();
}

ShapeOf find_known(std::string_view name) {
  return name == "Known" ? ShapeOf(&shape_of<Known>) : ShapeOf();
}

const Type& record(const boost::json::object& schema, TypeBook& book) {
  Shape shape{"Record", "", read_schema(schema, book, find_known)};
  return book.object(std::move(shape));
}

void check_mirror(const Type& type) {
  TypeBook book;
  const auto written = whole_schema(type.object());
  must(whole_schema(record(written, book).object()) == written);
}

void check_document(const Type& type, std::string_view json) {
  Object object(type), again(type);
  try {
    decode(type.object(), object.get(), json);
  } catch (const Refusal& refusal) {
    must(refusal.errors.size() <= 101);
    return;
  }
  std::string first, second;
  encode(type, object.get(), first);
  decode(type.object(), again.get(), first);
  encode(type, again.get(), second);
  must(first == second);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto end = std::min(text.find('\0'), text.size());
  boost::system::error_code fault;
  const auto schema = boost::json::parse(text.substr(0, end), fault);
  if (fault || !schema.is_object()) return 0;
  TypeBook book;
  const Type* type = nullptr;
  try {
    type = &record(schema.get_object(), book);
  } catch (const Refusal& refusal) {
    must(!refusal.errors.empty() && refusal.errors.size() <= 100);
    return 0;
  }
  check_mirror(*type);
  check_document(*type, text.substr(std::min(end + 1, text.size())));
  return 0;
}
