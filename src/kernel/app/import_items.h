// The lines of an import as what a handler is called with.
//
// Values; made and used by one run of an import, on its thread.
#pragma once

#include <string>
#include <vector>

#include "kernel/app/import_lines.h"
#include "kernel/app/import_model.h"
#include "kernel/app/route.h"

namespace stoa {

// One call: what it is given, and what is wrong with it.
struct ImportItem {
  std::int64_t line = 0;
  ImportPlace behind = {};
  Object input = {};
  std::vector<FieldError> faults = {};  // any: it is not called
  std::string code = {};                // of its problem
  Id<ImportedRecord> record = {};       // that it made
};

// Few enough that interactive writes hardly wait for them.
inline constexpr std::size_t lines_a_portion = 100;
inline constexpr std::int64_t bytes_a_portion = 1 << 20;

// A portion of the lines from a place on, decoded as bodies of the route; none at the end.
std::vector<ImportItem> read_items(ImportLines& lines, const ImportPlace& from, const Route& route,
                                   Strictness strictness);

}  // namespace stoa
