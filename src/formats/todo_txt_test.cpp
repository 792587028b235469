#include "formats/todo_txt.h"

#include <doctest/doctest.h>

namespace stoa::formats {
namespace {

Date todo_day(const char* text) { return parse_date(text).value(); }

}  // namespace

TEST_CASE("todo.txt: the line of the format's own picture") {
  const TodoTxt task = parse_todo_txt(
      "x (A) 2016-05-20 2016-04-30 measure space for +chapelShelving @chapel due:2016-05-30");
  CHECK(task == TodoTxt{.completed = true,
                        .priority = 'A',
                        .completion = todo_day("2016-05-20"),
                        .creation = todo_day("2016-04-30"),
                        .text = "measure space for",
                        .projects = {"chapelShelving"},
                        .contexts = {"chapel"},
                        .tags = {{"due", "2016-05-30"}}});
}

TEST_CASE("todo.txt: marks count at the beginning only, and only as they are written") {
  CHECK(parse_todo_txt("(A) Thank Mom").priority == 'A');
  CHECK(parse_todo_txt("Really gotta call Mom (A) @phone").text == "Really gotta call Mom (A)");
  CHECK(parse_todo_txt("(b) Get back to the boss").text == "(b) Get back to the boss");
  CHECK(parse_todo_txt("(B)->Submit TPS report").text == "(B)->Submit TPS report");
  CHECK(parse_todo_txt("xylophone lesson").text == "xylophone lesson");
  CHECK(parse_todo_txt("X 2012-01-01 Make resolutions").completed == false);
  CHECK(parse_todo_txt("(A) x Find ticket prices").text == "x Find ticket prices");
  CHECK(parse_todo_txt("2011-03-02 Document").creation == todo_day("2011-03-02"));
  CHECK(parse_todo_txt("Document 2011-03-02").creation == std::nullopt);
  CHECK(parse_todo_txt("2011-02-30 Document").text == "2011-02-30 Document");
}

TEST_CASE("todo.txt: an address, an addition, a time and a mail are text") {
  const std::string text = "Learn 2 + 2 = 4 @ 12:30, see https://a.test/b:c or ask ann@a.test";
  CHECK(parse_todo_txt(text) == TodoTxt{.text = text});
}

TEST_CASE("todo.txt: what is written is read again as the same") {
  for (const char* line :
       {"", "x", "(Z)", "x 2026-11-23", "x 2026-11-23 2026-11-01", "plain", "+p @c k:v",
        "x x marks the spot", "@c x marks the spot", "x 2026-11-23 @c 2026-11-01 is a date",
        "+p (A) is a grade", "a\t b   c", "(C) 2026-11-23 é — 日本 +ü @ß k:ö"}) {
    CAPTURE(line);
    const TodoTxt task = parse_todo_txt(line);
    CHECK(parse_todo_txt(to_todo_txt(task)) == task);
  }
}

TEST_CASE("todo.txt: a task is one line of words") {
  CHECK(to_todo_txt({.text = "two\nlines", .contexts = {"at home"}, .tags = {{"t", "a b"}}}) ==
        "two lines @at_home t:a_b");
  CHECK(to_todo_txt({.completed = true, .creation = todo_day("2026-11-01"), .text = "done"}) ==
        "x done");
}

}  // namespace stoa::formats
