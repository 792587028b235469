#include "kernel/app/import_lines.h"

#include "kernel/model/utf8.h"

namespace stoa {
namespace {

constexpr std::size_t piece_bytes = 256 * 1024;

bool is_utf8(const CsvRecord& record) {
  for (const CsvCell& cell : record.cells) {
    if (find_invalid_utf8(cell.text) != std::string_view::npos) return false;
  }
  return true;
}

bool begins_json(std::string_view head) {
  if (head.starts_with("\xef\xbb\xbf")) head.remove_prefix(3);
  const std::size_t first = head.find_first_not_of(" \t\r\n");
  return first != head.npos && head[first] == '{';
}

std::optional<FieldError> fault_of(const CsvRecord& record, std::size_t columns) {
  if (!record.fault.empty()) return FieldError{"", "malformed_line", std::string(record.fault)};
  if (!is_utf8(record)) return FieldError{"", "invalid_unicode", "This line is not UTF-8."};
  if (record.cells.size() <= columns) return {};
  return FieldError{"", "too_many", "This line has more cells than the header."};
}

}  // namespace

ImportLines::ImportLines(std::shared_ptr<FileBytes> file, const Shape& shape, Strictness strictness)
    : file_(std::move(file)) {
  const std::string head = file_->read(0, piece_bytes);
  const bool json = begins_json(head);
  if (!json) separator_ = csv_separator(head);
  seek(first_);
  if (json) return;
  const auto header = read();
  if (!header) {
    throw Refusal{problems::validation_failed, "", {{"", "required", "The file is empty."}}};
  }
  if (auto fault = fault_of(*header, header->cells.size())) {
    throw Refusal{problems::validation_failed, "", {std::move(*fault)}};
  }
  columns_.emplace(shape, header->cells, strictness);
  first_ = at_;
}

void ImportLines::seek(const ImportPlace& place) {
  at_ = place;
  fed_ = static_cast<std::uint64_t>(place.byte);
  reader_.emplace(separator_, fed_, static_cast<std::uint64_t>(place.line));
}

std::optional<CsvRecord> ImportLines::read() {
  for (;;) {
    if (auto record = reader_->next()) {
      at_ = {static_cast<std::int64_t>(record->end), static_cast<std::int64_t>(reader_->line())};
      return record;
    }
    if (fed_ == file_->size()) return {};
    const std::string piece = file_->read(fed_, piece_bytes);
    fed_ += piece.size();
    reader_->feed(piece);
    if (fed_ == file_->size() || piece.empty()) reader_->finish();
  }
}

std::optional<ImportLine> ImportLines::next() {
  const auto record = read();
  if (!record) return {};
  ImportLine line{.line = static_cast<std::int64_t>(record->line), .behind = at_};
  line.fault = fault_of(*record, columns_ ? columns_->size() : 1);
  if (line.fault) return line;
  line.json = columns_ ? columns_->json(record->cells) : record->cells.front().text;
  return line;
}

}  // namespace stoa
