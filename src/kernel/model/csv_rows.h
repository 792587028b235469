// Values of a Shape as lines of a table: their cells on the way out, their JSON on the way in.
//
// A struct in a struct is columns with dots ("price.amount"); a list, a map and free JSON are JSON
// in one cell. What is written here is read here, to the byte. Values only; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kernel/model/codec.h"
#include "kernel/model/csv.h"
#include "kernel/model/field_mask.h"

namespace stoa {

// What the columns are called, and what stands in them. Texts are disarmed (kernel/model/csv.h).
std::vector<CsvCell> csv_header(const Shape& shape, const FieldMask& mask);
std::vector<CsvCell> csv_row(const Shape& shape, const void* value, const FieldMask& mask);

// The columns of a table that comes in, and which members of `shape` they are.
class CsvColumns {
 public:
  // Throws Refusal validation_failed at /<column>: unknown_field, duplicate_field, wrong_type for a
  // member that is no column because it has members of its own. Of a peer's table the columns are
  // left out that nobody may fill here.
  CsvColumns(const Shape& shape, const std::vector<CsvCell>& header,
             Strictness strictness = Strictness::client);

  std::size_t size() const { return count_; }
  // The JSON object that a record stands for; decode() judges it. A cell without a value leaves its
  // member out, as does an empty text where none may be empty; a list may also be written as "a;
  // b".
  std::string json(const std::vector<CsvCell>& cells) const;

 private:
  struct Node {
    std::string name = {};
    const Type* type = nullptr;      // never an optional
    std::ptrdiff_t column = -1;      // of a leaf
    std::vector<Node> members = {};  // of a struct
  };
  void add(const Shape& shape, std::string_view path, std::ptrdiff_t column);
  static bool write(const Node& node, const std::vector<CsvCell>& cells, std::string& out);
  static bool write_members(const Node& node, const std::vector<CsvCell>& cells, std::string& out);

  Node root_;
  std::size_t count_ = 0;
};

}  // namespace stoa
