#include "kernel/store/table_copy.h"

#include <string>
#include <vector>

#include "kernel/store/scan.h"

namespace stoa::store {
namespace {

// A value as its column takes it.
Value fit(const Value& value, const Column& column) {
  const auto* number = std::get_if<std::int64_t>(&value);
  if (number && column.boolean) return *number != 0;
  return value;
}

void fit(const Row& row, const Table& table, std::vector<Value>& values) {
  values.clear();
  for (std::size_t i = 0; i < row.size(); ++i) values.push_back(fit(row.at(i), table.columns[i]));
}

}  // namespace

TableSum copy_table(Session& source, Session& target, const Table& table,
                    const Progress& progress) {
  const auto insert = insert_row(table, target.dialect());
  std::vector<Value> values;
  TableSum sum;
  scan(source, select_rows(table, source.dialect(), Reading::to_move), [&](const Row& row) {
    sum.add(row);
    fit(row, table, values);
    target.enqueue(insert, values);
    if (sum.rows % rows_at_once != 0) return;
    target.settle();
    progress(sum.rows);
  });
  target.settle();
  return sum;
}

TableSum sum_table(Session& session, const Table& table, Reading reading,
                   const Progress& progress) {
  TableSum sum;
  scan(session, select_rows(table, session.dialect(), reading), [&](const Row& row) {
    sum.add(row);
    if (sum.rows % rows_at_once == 0) progress(sum.rows);
  });
  return sum;
}

}  // namespace stoa::store
