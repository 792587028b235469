#include "kernel/store/page.h"

#include <utility>

#include "kernel/store/filter.h"
#include "kernel/store/list_order.h"
#include "kernel/store/list_probe.h"
#include "kernel/store/mapping.h"
#include "kernel/store/transaction.h"

namespace stoa {
namespace {

// A statement in pieces: what is listed, on which conditions.
struct ListSql {
  std::string from;        // "(select … where …) as listed"
  std::string conditions;  // of the client's filter and its cursor
  Parameters parameters;

  void add(const std::string& condition) {
    conditions += (conditions.empty() ? " where (" : " and (") + condition + ")";
  }
};

Total count_rows(store::Connection& connection, const ListSql& sql, Count how) {
  std::string counted = "select 1 from " + sql.from + sql.conditions;
  if (how == Count::capped) counted += " limit " + std::to_string(most_counted + 1);
  Total total;
  connection.run("select count(*) from (" + counted + ") as counted", sql.parameters.values(),
                 [&](const store::Row& row) {
                   total.rows = std::get<std::int64_t>(row.at(0));
                   return false;
                 });
  total.capped = how == Count::capped && total.rows > most_counted;
  if (total.capped) total.rows = most_counted;
  return total;
}

void read_ids(store::Connection& connection, ListSql& sql, const Type& id, ListProbe& probe) {
  const std::string text =
      "select id from " + sql.from + sql.conditions + " limit " + std::to_string(probe.most_ids);
  probe.ids.clear();
  connection.run(text, sql.parameters.values(), [&](const store::Row& row) {
    std::size_t column = 0;
    store::load(id, &probe.ids.emplace_back(), row, column);
    return true;
  });
}

// What a probe asks beside the client. True when it wants no rows.
bool add_probe(store::Connection& connection, ListSql& sql, const Shape& shape, ListProbe& probe) {
  const Field* id = shape.find("id");
  if (!id || id->type->kind != Kind::id || id->type->computed) return false;
  probe.asked = true;
  if (probe.only) {
    AnyOf all{id->type, {}};
    for (const Uuid& one : *probe.only) all.values.push_back(&one);
    sql.parameters.add(all);
    const std::string condition = "id {in $" + std::to_string(sql.parameters.size()) + "}";
    sql.add(sql.parameters.spell_out_lists(condition));
  }
  if (probe.most_ids > 0) read_ids(connection, sql, *id->type, probe);
  return probe.most_ids > 0;
}

}  // namespace

// The app's statement stands inside, its conditions with it: whatever a client asks for, it is
// asked about rows that this caller may see. Both databases look through it as if it stood alone.
PageEnds Read::run_page(const ListStatement& list, const Paging& paging, const Shape& shape,
                        const Type& type, void* items) {
  const ListOrder order =
      paging.sort ? parse_sort(*paging.sort, shape) : list_order(list.order, shape);
  ListSql sql{"(" + list.sql + ") as listed", "", list.parameters};
  FilterNode filter;  // its values are bound where they are
  if (paging.filter) {
    filter = parse_filter(*paging.filter, shape);
    sql.add(filter_sql(filter, dialect(), sql.parameters));
  }
  PageEnds ends;
  if (probe_ && probe_->aggregating) {
    if (std::exchange(probe_->asked, true)) return ends;
    const std::string rows = sql.from + sql.conditions;
    probe_->aggregates =
        aggregate(connection_, {rows, sql.parameters, shape, paging.filter ? &filter : nullptr},
                  *probe_->aggregating);
    return ends;
  }
  if (probe_ && add_probe(connection_, sql, shape, *probe_)) return ends;
  if (paging.count.value != Count::none) {
    ends.total = count_rows(connection_, sql, paging.count.value);
  }
  if (paging.after) sql.add(behind_key_sql(order, *paging.after, sql.parameters));
  const auto limit = static_cast<std::size_t>(paging.limit.value);
  run_rows(type.element->object(),
           "select * from " + sql.from + sql.conditions + order_by_sql(order) + " limit " +
               std::to_string(limit + 1),
           sql.parameters, type, items);
  if (type.list->size(items) <= limit) return ends;
  type.list->drop_last(items);
  ends.next = Cursor(key_of(order, shape, type.list->at(items, limit - 1)));
  return ends;
}

}  // namespace stoa
