#include "kernel/model/shape.h"

#include "kernel/model/describe.h"
#include "kernel/testing/test.h"

namespace stoa {
namespace {

template <class T>
struct Box {
  T inside = {};
  BOOST_DESCRIBE_CLASS(Box, (), (inside), (), ())
};
struct Ball {
  static constexpr auto table = "balls";
  Id<Ball> id = {};
  Version version = {};
  std::string colour = "red";
  Id<Box<int>> other = {};
};
BOOST_DESCRIBE_STRUCT(Ball, (), (id, version, colour, other))

}  // namespace

TEST("model: a shape knows its fields by name and by role") {
  const auto& shape = shape_of<Ball>();
  CHECK(shape.name == "Ball");
  CHECK(shape.table == "balls");
  CHECK(shape.find("colour") == &shape.fields[2]);
  CHECK(shape.find("color") == nullptr);
  CHECK(shape.find(FieldRole::self_id)->name == "id");
  CHECK(shape.find(FieldRole::created) == nullptr);
  CHECK_FALSE(shape.find("other")->managed());
  CHECK(shape.find("other")->required());
  CHECK_FALSE(shape.find("version")->required());
}

TEST("model: names are short, those of templates tell their arguments") {
  CHECK(shape_of<Box<Ball>>().name == "BoxBall");
  CHECK(shape_of<Box<Box<Ball>>>().name == "BoxBoxBall");
  CHECK(detail::short_name("std::string f() [with T = a::B<a::C, 5>; std::string = x]") == "BC5");
  CHECK(detail::short_name("std::string f() [T = (anonymous namespace)::B]") == "B");
  CHECK(detail::short_name("std::string f() [with T = {anonymous}::B]") == "B");
}

TEST("model: an object of a type known at run time only is made, moved and destroyed") {
  Object ball(type_of<Ball>());
  CHECK(ball.as<Ball>().colour == "red");
  ball.as<Ball>().colour = "a colour that does not fit into a short string";
  Object moved = std::move(ball);
  CHECK_FALSE(ball);
  CHECK(moved.as<Ball>().colour.size() > 40);
  moved = Object(type_of<std::vector<std::string>>());
  CHECK(moved.as<std::vector<std::string>>().empty());
}

}  // namespace stoa
