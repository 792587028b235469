#include "kernel/store/made_records.h"

#include "kernel/store/made_search.h"
#include "kernel/store/mapping.h"

namespace stoa::store {
namespace {

constexpr std::string_view veil_column = "veil";

// Read straight into an object's first word, and written by nobody.
Field veil_field() {
  return {.name = std::string(veil_column), .type = &type_of<std::int64_t>(), .offset = 0};
}

// "case when (…) then 0 else 4 end + …": the bits of the fields that are not seen in a row.
std::string veil_sql(const Sight& sight, Dialect dialect, Parameters& parameters,
                     std::string_view table) {
  std::string sql = "cast(" + std::to_string(sight.veil) + " as bigint)";
  for (auto& [bit, seen] : sight.fields) {
    sql += " + case when " + filter_sql(seen, dialect, parameters, table) + " then 0 else " +
           std::to_string(1ULL << bit) + " end";
  }
  return sql;
}

}  // namespace

MadeRecord make_record(TypeBook& book, Shape& declared, std::vector<Field> columns) {
  declared.fields = {
      {.name = "id", .type = &book.id_of(ShapeOf(declared)), .role = FieldRole::self_id}};
  for (Field& column : columns) declared.fields.push_back(std::move(column));
  declared.fields.push_back(
      {.name = "version", .type = &type_of<Version>(), .role = FieldRole::version});
  declared.fields.push_back(
      {.name = "created", .type = &type_of<Created>(), .role = FieldRole::created});
  declared.fields.push_back(
      {.name = "updated", .type = &type_of<Updated>(), .role = FieldRole::updated});
  declared.keeps_removed = true;
  MadeRecord made;
  made.record = &book.lay_out(declared);
  Shape loaded = declared;
  loaded.fields.push_back(veil_field());
  made.loaded = &book.seen_as(*made.record, std::move(loaded));
  made.list = &book.list(*made.loaded, 0, 100);
  return made;
}

const Type& page_type(TypeBook& book, const Type& row) {
  static const MadePage sample{nullptr};
  auto at = [&](const auto& member) {
    return static_cast<std::size_t>(reinterpret_cast<const char*>(&member) -
                                    reinterpret_cast<const char*>(&sample));
  };
  Shape& shape = book.declare({"Page" + row.object().name, "", {}});
  shape.fields = {{"items", &book.list(row, 0, 100), at(sample.items)},
                  {"next", &type_of<std::optional<Cursor>>(), at(sample.next)},
                  {"total", &type_of<std::optional<Total>>(), at(sample.total)}};
  return book.holder<MadePage>(Kind::object, row, ShapeOf(shape));
}

// "select …, … as veil from books where deleted is null and (…)"
ListStatement MadeRecords::select(const Sight& sight, Removed removed) const {
  constexpr std::string_view conditions[] = {"deleted is null", "deleted is not null", "true"};
  ListStatement made;
  const Shape& shape = of_.shape();
  made.sql = "select " + table_sql(shape).columns + ", " +
             veil_sql(sight, tx_.dialect(), made.parameters, shape.table) + " as veil from " +
             shape.table + " where " + std::string(conditions[static_cast<std::size_t>(removed)]);
  for (const FilterNode& condition : sight.rows) {
    made.sql += " and (" + filter_sql(condition, tx_.dialect(), made.parameters, shape.table) + ")";
  }
  if (!sight.words.empty()) {
    made.parameters.add_own(sight.words);
    made.sql += " and " + search_condition(shape.table, made.parameters.size(), tx_.dialect());
  }
  return made;
}

std::optional<Object> MadeRecords::find(const Uuid& id, const Sight& sight, Removed removed) {
  ListStatement statement = select(sight, removed);
  statement.parameters.add(*of_.shape().find(FieldRole::self_id)->type, &id);
  statement.sql += " and id = $" + std::to_string(statement.parameters.size());
  MadeList found{of_.loaded};
  tx_.run_rows(of_.loaded->object(), statement.sql, std::move(statement.parameters), *of_.list,
               &found);
  if (found.items.empty()) return std::nullopt;
  return std::move(found.items.front());
}

bool MadeRecords::any(Read& tx, const std::string& table) {
  return tx.exists_record({"", table, {}}, "deleted is null", Parameters());
}

std::int64_t MadeRecords::count() {
  std::int64_t rows = 0;
  tx_.connection_.run("select count(*) from " + of_.shape().table, {}, [&](const Row& row) {
    rows = std::get<std::int64_t>(row.at(0));
    return false;
  });
  return rows;
}

void MadeRecords::each(const Sight& sight, const std::function<void(Object&)>& visit) {
  ListStatement statement = select(sight, Removed::too);
  MadeList all{of_.loaded};
  tx_.run_rows(of_.loaded->object(), statement.sql, std::move(statement.parameters), *of_.list,
               &all);
  for (Object& record : all.items) visit(record);
}

std::vector<Object> MadeRecords::after(const Uuid& id, std::int64_t most) {
  ListStatement statement = select({}, Removed::too);
  statement.parameters.add(*of_.shape().find(FieldRole::self_id)->type, &id);
  statement.sql += " and id > $" + std::to_string(statement.parameters.size()) +
                   " order by id limit " + std::to_string(most);
  MadeList found{of_.loaded};
  tx_.run_rows(of_.loaded->object(), statement.sql, std::move(statement.parameters), *of_.list,
               &found);
  return std::move(found.items);
}

std::vector<Uuid> MadeRecords::written(std::int64_t most) {
  std::vector<Uuid> ids;
  tx_.connection_.run(
      "select id from " + of_.shape().table + "_written limit " + std::to_string(most), {},
      [&](const Row& row) {
        const auto bytes = std::get<Blob>(row.at(0)).bytes;
        std::copy(bytes.begin(), bytes.end(), ids.emplace_back().bytes.begin());
        return true;
      });
  return ids;
}

PageEnds MadeRecords::page(const Sight& sight, const Shape& nameable, std::string_view order,
                           const Paging& paging, MadeList& items) {
  ListStatement statement = select(sight, Removed::no);
  statement.order = order;
  return tx_.run_page(statement, paging, nameable, *of_.list, &items);
}

void MadeWrites::insert(Object& record) {
  tx_.insert_record(of_.shape(), record.get());
  index_written(record);
}

void MadeWrites::update(Object& record) {
  tx_.update_record(of_.shape(), record.get());
  index_written(record);
}

// Its words go with the row on PostgreSQL (made_search.h).
void MadeWrites::index_written(const Object& record) {
  if (tx_.dialect() == Dialect::postgres) return;
  index(*static_cast<const Uuid*>(of_.shape().find(FieldRole::self_id)->in(record.get())));
}

void MadeWrites::index(const Uuid& id) {
  if (of_.index.empty()) return;
  if (tx_.dialect() == Dialect::sqlite) return tx_.connection_.index_at_commit(of_.index, id);
  const store::Value parameter = Blob{id.view()};
  tx_.connection_.enqueue("update " + of_.shape().table + " set words = null where id = $1",
                          {&parameter, 1});
}

void MadeWrites::forget_written(const Uuid& id) {
  const store::Value parameter = Blob{id.view()};
  tx_.connection_.enqueue("delete from " + of_.shape().table + "_written where id = $1",
                          {&parameter, 1});
}

void MadeWrites::disown(const Uuid& account) {
  const store::Value parameter = Blob{account.view()};
  tx_.connection_.run("update " + of_.shape().table + " set owner = null where owner = $1",
                      {&parameter, 1}, {});
}

void MadeWrites::fill(const Field& column, const void* value, const Uuid& id) {
  Parameters parameters;
  parameters.add(*column.type, value);
  std::string sql = "update " + of_.shape().table + " set " + column.column_name() + " = $1";
  if (parameters.size() > 1) sql += ", " + column.column_name() + "_currency = $2";
  parameters.add(*of_.shape().find(FieldRole::self_id)->type, &id);
  sql += " where id = $" + std::to_string(parameters.size());
  tx_.connection_.enqueue(sql, parameters.values());
}

void MadeWrites::mark(Object& record, std::optional<Timestamp> deleted) {
  const Shape& shape = of_.shape();
  auto& version = *static_cast<Version*>(shape.find(FieldRole::version)->in(record.get()));
  auto& updated = *static_cast<Timestamp*>(shape.find(FieldRole::updated)->in(record.get()));
  const Field& id = *shape.find(FieldRole::self_id);
  ++version.value;
  updated = tx_.now();
  Parameters parameters(deleted, version, updated);
  parameters.add(*id.type, id.in(record.get()));
  tx_.connection_.enqueue(
      "update " + shape.table + " set deleted = $1, version = $2, updated = $3 where id = $4",
      parameters.values());
  // Whoever followed the record is told that it is gone, or is there again.
  tx_.log_change(shape, deleted ? "remove" : "update",
                 *static_cast<const Uuid*>(id.in(record.get())), deleted ? nullptr : record.get());
}

}  // namespace stoa::store
