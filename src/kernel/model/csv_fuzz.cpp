// Any bytes are records or faults, whichever pieces they come in; and what was read is written and
// read again the same.
#include <cstdint>
#include <cstdlib>

#include "kernel/model/csv.h"

namespace {

using stoa::CsvCell;
using stoa::CsvReader;
using stoa::CsvRecord;

std::vector<CsvRecord> read_all(std::string_view text, std::size_t piece) {
  CsvReader reader;
  std::vector<CsvRecord> all;
  const auto take = [&] {
    while (auto record = reader.next()) all.push_back(std::move(*record));
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

bool same(const std::vector<CsvCell>& a, const std::vector<CsvCell>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i].text != b[i].text) return false;
  }
  return true;
}

bool is_blank(const std::vector<CsvCell>& cells) {
  return cells.size() == 1 && cells[0].text.empty() && !cells[0].quoted;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 4096) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto whole = read_all(text, size + 1);
  const auto pieces = read_all(text, 3);
  if (whole.size() != pieces.size()) std::abort();
  std::uint64_t end = 0;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    if (whole[i].line != pieces[i].line || whole[i].end != pieces[i].end) std::abort();
    if (whole[i].end <= end || whole[i].end > size) std::abort();
    end = whole[i].end;
    if (!whole[i].fault.empty() || is_blank(whole[i].cells)) continue;
    std::string written;
    stoa::append_csv(whole[i].cells, written);
    const auto again = read_all("x\r\n" + written, 7);
    if (again.size() != 2 || !same(again[1].cells, whole[i].cells)) std::abort();
  }
  const std::string safe = stoa::disarm(text);
  if (stoa::rearm(safe) != text) std::abort();
  return 0;
}
