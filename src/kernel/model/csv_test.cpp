#include "kernel/model/csv.h"

#include "kernel/testing/test.h"

namespace stoa {
namespace {

std::string text_of(const CsvRecord& record) {
  if (!record.fault.empty()) return std::to_string(record.line) + " broken";
  std::string text = std::to_string(record.line) + ":";
  for (const CsvCell& cell : record.cells) {
    text += cell.quoted ? " <" + cell.text + ">" : " [" + cell.text + "]";
  }
  return text;
}

// What a reader makes of a text that comes in pieces of so many bytes.
std::vector<std::string> records_of(std::string_view text, std::size_t piece, char separator) {
  CsvReader reader(separator);
  std::vector<std::string> all;
  const auto take = [&] {
    while (auto record = reader.next()) all.push_back(text_of(*record));
  };
  while (!text.empty()) {
    reader.feed(text.substr(0, piece));
    text.remove_prefix(std::min(piece, text.size()));
    take();
  }
  reader.finish();
  take();
  return all;
}

void check_records(std::string_view text, const std::vector<std::string>& wanted,
                   char separator = ',') {
  for (const std::size_t piece : {1, 2, 3, 1000}) {
    CAPTURE(piece);
    CHECK(records_of(text, piece, separator) == wanted);
  }
}

}  // namespace

TEST("csv: cells are separated by commas, records by any line end") {
  check_records("a,b\r\n1,2\n3,\r\n", {"1: [a] [b]", "2: [1] [2]", "3: [3] []"});
  check_records("a,b\n1,2", {"1: [a] [b]", "2: [1] [2]"});
  check_records("\xef\xbb\xbfid\n7\n", {"1: [id]", "2: [7]"});
  check_records("a\n\n\r\nb\n", {"1: [a]", "4: [b]"});
}

TEST("csv: quotes hold commas, line ends and quotes; empty ones are no missing value") {
  check_records("\"a,b\",\"c\nd\",\"say \"\"yes\"\"\"\n\"\",x\n",
                {"1: <a,b> <c\nd> <say \"yes\">", "3: <> [x]"});
}

TEST("csv: what is no record costs its line and no more") {
  check_records("a,b\n\"x\"y,1\n2,3\n", {"1: [a] [b]", "2 broken", "3: [2] [3]"});
  check_records("a\nb\"c\nd\n", {"1: [a]", "2 broken", "3: [d]"});
  check_records("a\n\"never closed\nb\nc\n", {"1: [a]", "2 broken", "3: [b]", "4: [c]"});
}

TEST("csv: lines that end with CR alone are lines as well") {
  check_records("a,b\r1,2\r\r3,4", {"1: [a] [b]", "2: [1] [2]", "4: [3] [4]"});
  check_records("a\r\"x\"y\rb\r\nc\"\r\n\r\nd\r",
                {"1: [a]", "2 broken", "3: [b]", "4 broken", "6: [d]"});
  check_records("{1}\r{2}\r", {"1: [{1}]", "2: [{2}]"}, whole_lines);
}

TEST("csv: a line of more than a mebibyte is broken, and what follows is read") {
  const std::string line(longest_csv_record + 10, 'x');
  for (const char* end : {"\n", "\r\n", "\r"}) {
    for (const std::size_t piece : {std::size_t{65536}, line.size() + 10, line.size() + 3}) {
      CHECK(records_of("a\n" + line + end + "b\n", piece, ',') ==
            std::vector<std::string>{"1: [a]", "2 broken", "3: [b]"});
    }
  }
  CHECK(records_of("a\n" + line, 65536, ',') == std::vector<std::string>{"1: [a]", "2 broken"});
}

TEST("csv: behind a line that is too long is the beginning of the next one") {
  const std::string text = "a\n" + std::string(2 * longest_csv_record, 'x') + "\nb\n";
  CsvReader reader;
  std::optional<CsvRecord> record;
  for (std::size_t at = 0; !record || record->fault.empty(); at += 65536) {
    reader.feed(std::string_view(text).substr(at, 65536));
    while ((record = reader.next()) && record->fault.empty()) continue;
  }
  CHECK(record->end == text.size() - 2);
  CHECK(reader.line() == 3);
}

TEST("csv: a reader goes on behind a record that another one read") {
  const std::string text = "a,b\r\n\"1\n2\",3\r\n4,5\r\n";
  CsvReader first;
  first.feed(text);
  first.next();
  const auto record = first.next();
  REQUIRE(record);
  CsvReader second(',', record->end, 4);
  second.feed(std::string_view(text).substr(record->end));
  second.finish();
  CHECK(text_of(*second.next()) == "4: [4] [5]");
}

TEST("csv: what is written is read again as it was") {
  const std::vector<CsvCell> record{{"plain"}, {""},     {"", true}, {"a,b"},
                                    {"a;b"},   {"\"\""}, {"x\r\ny"}, {" kept "}};
  std::string text;
  append_csv(record, text);
  CsvReader reader;
  reader.feed(text);
  const auto again = reader.next();
  REQUIRE(again);
  REQUIRE(again->cells.size() == record.size());
  for (std::size_t i = 0; i < record.size(); ++i) CHECK(again->cells[i].text == record[i].text);
  CHECK(!again->cells[1].quoted);
  CHECK(again->cells[2].quoted);
}

TEST("csv: a spreadsheet runs nothing, and nothing is lost by it") {
  for (const char* text :
       {"=1+1", "+1", "-1", "@a", "\tx", "'=x", "''-1", "a", "'a", "'", "", "a=b"}) {
    CAPTURE(text);
    const std::string safe = disarm(text);
    CHECK(std::string_view("=+-@\t\r").find(safe[0]) == std::string_view::npos);
    CHECK(rearm(safe) == text);
  }
  CHECK(disarm("=1+1") == "'=1+1");
  CHECK(disarm("it's") == "it's");
}

TEST("csv: the separator is the one that the first line has most of") {
  CHECK(csv_separator("a,b,c\n1;2;3;4;5") == ',');
  CHECK(csv_separator("a;b;c\r\n") == ';');
  CHECK(csv_separator("a\tb") == '\t');
  CHECK(csv_separator("alone") == ',');
  check_records("a;\"b;c\"\n", {"1: [a] <b;c>"}, ';');
}

TEST("csv: without a separator a line is a cell") {
  check_records("{\"a\": 1}\r\n\n{,}\n\"", {"1: [{\"a\": 1}]", "3: [{,}]", "4: [\"]"}, whole_lines);
}

}  // namespace stoa
