#include "kernel/app/import_items.h"

namespace stoa {
namespace {

ImportItem item_of(const ImportLine& line, const Route& route, Strictness strictness) {
  ImportItem item{.line = line.line, .behind = line.behind};
  if (line.fault) {
    item.code = line.fault->code;
    item.faults.push_back(*line.fault);
    return item;
  }
  item.input = Object(*route.input.type);
  try {
    decode(*route.input.shape, item.input.get(), line.json, {.strictness = strictness});
  } catch (const Refusal& refusal) {
    item.code = refusal.problem.code;
    item.faults = refusal.errors;
    if (item.faults.empty()) item.faults.push_back({"", item.code, refusal.detail});
  }
  return item;
}

}  // namespace

std::vector<ImportItem> read_items(ImportLines& lines, const ImportPlace& from, const Route& route,
                                   Strictness strictness) {
  if (!(lines.at() == from)) lines.seek(from);
  std::vector<ImportItem> items;
  while (items.size() < lines_a_portion) {
    const auto line = lines.next();
    if (!line) break;
    items.push_back(item_of(*line, route, strictness));
    if (line->behind.byte - from.byte > bytes_a_portion) break;
  }
  return items;
}

}  // namespace stoa
