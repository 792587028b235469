// The lines of a file that is imported, each as the JSON of what a route takes.
//
// NDJSON when the file begins with "{", else CSV with a header. Owned by one run of an import, on a
// thread that may block.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kernel/model/csv_rows.h"
#include "kernel/model/file_bytes.h"
#include "kernel/model/problem.h"

namespace stoa {

// A place where a line begins, or the file ends.
struct ImportPlace {
  std::int64_t byte = 0;
  std::int64_t line = 1;
  bool operator==(const ImportPlace&) const = default;
};

struct ImportLine {
  std::int64_t line = 0;                 // of the file, from 1
  ImportPlace behind = {};               // where the next one begins
  std::string json = {};                 // empty when there is a fault
  std::optional<FieldError> fault = {};  // why it is no line of such a file
};

class ImportLines {
 public:
  // Reads the header. Throws Refusal validation_failed when it is none.
  ImportLines(std::shared_ptr<FileBytes> file, const Shape& shape,
              Strictness strictness = Strictness::client);

  const ImportPlace& first() const { return first_; }  // behind the header
  const ImportPlace& at() const { return at_; }
  void seek(const ImportPlace& place);
  // Nothing at the end.
  std::optional<ImportLine> next();

 private:
  std::optional<CsvRecord> read();

  std::shared_ptr<FileBytes> file_;
  std::optional<CsvColumns> columns_;  // none: NDJSON
  char separator_ = whole_lines;
  ImportPlace first_, at_;
  std::optional<CsvReader> reader_;
  std::uint64_t fed_ = 0;  // bytes of the file that the reader has
};

}  // namespace stoa
