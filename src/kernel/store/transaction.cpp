#include "kernel/store/transaction.h"

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "kernel/model/codec.h"
#include "kernel/model/envelope.h"
#include "kernel/model/per_shape.h"
#include "kernel/store/log.h"
#include "kernel/store/mapping.h"

namespace stoa {
namespace {

// "LoanPolicy" -> "loan_policy"
std::string snake_case(std::string_view name) {
  std::string snake;
  for (char c : name) {
    bool upper = c >= 'A' && c <= 'Z';
    if (upper && !snake.empty()) snake += '_';
    snake += upper ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return snake;
}

void load_record(const Shape& shape, void* into, const store::Row& row) {
  std::size_t column = 0;
  for (const Field& field : shape.fields) store::load(*field.type, field.in(into), row, column);
}

constexpr std::size_t no_column = -1;  // of what is computed
constexpr std::size_t most_pushed_bytes = 1 << 20;

// Which column of a statement holds which member: by name, once a statement.
std::vector<std::size_t> match_columns(const Shape& shape, const store::Row& row) {
  std::vector<std::size_t> columns;
  for (const Field& field : shape.fields) {
    if (field.type->computed) {
      columns.push_back(no_column);
      continue;
    }
    std::size_t at = 0;
    while (at < row.size() && row.name(at) != field.column_name()) ++at;
    if (at == row.size()) {
      throw store::StoreError(
          store::StoreError::Kind::other,
          "the statement gives no column " + field.column_name() + " for " + shape.name);
    }
    columns.push_back(at);
  }
  return columns;
}

// A problem's texts must stay where they are.
struct NotFound {
  std::shared_ptr<const std::string> code, title;
  Problem problem;
};

NotFound make_not_found(const Shape& shape) {
  const std::string name = snake_case(shape.name);
  std::string title = "There is no such " + name + ".";
  std::replace(title.begin(), title.end(), '_', ' ');
  NotFound made{std::make_shared<const std::string>(name + "_not_found"),
                std::make_shared<const std::string>(std::move(title)),
                {}};
  made.problem = {404, *made.code, *made.title};
  return made;
}

const Field& member(const Shape& shape, FieldRole role) { return *shape.find(role); }

}  // namespace

const Problem& not_found_problem(const Shape& shape) {
  return once_per_shape<&make_not_found>(shape).problem;
}

const Projections& Read::projections() const {
  if (!projections_) throw std::logic_error("there are no projections here");
  return *projections_;
}

bool Read::find_record(const Shape& shape, const Uuid& id, void* into) {
  const store::Value parameter = store::Blob{id.view()};
  bool found = false;
  connection_.run(store::table_sql(shape).by_id, {&parameter, 1}, [&](const store::Row& row) {
    load_record(shape, into, row);
    found = true;
    return false;
  });
  return found;
}

void Read::select(const Shape& shape, std::string_view tail, const Parameters& parameters,
                  const Type& list, void* into) {
  std::string sql = store::table_sql(shape).select;
  sql += tail;
  connection_.run(sql, parameters.values(), [&](const store::Row& row) {
    load_record(shape, list.list->append(into), row);
    return true;
  });
}

bool Read::exists_record(const Shape& shape, std::string_view condition,
                         const Parameters& parameters) {
  std::string sql = "select 1 from " + shape.table + " where ";
  sql += condition;
  sql += " limit 1";
  bool found = false;
  connection_.run(sql, parameters.values(), [&](const store::Row&) {
    found = true;
    return false;
  });
  return found;
}

std::int64_t Read::count_records(const Shape& shape, std::string_view condition,
                                 const Parameters& parameters) {
  std::string sql = "select count(*) from " + shape.table + " where ";
  sql += condition;
  std::int64_t records = 0;
  connection_.run(sql, parameters.values(), [&](const store::Row& row) {
    records = std::get<std::int64_t>(row.at(0));
    return false;
  });
  return records;
}

void Read::run_rows(const Shape& shape, std::string_view sql, Parameters parameters,
                    const Type& list, void* into) {
  std::vector<std::size_t> columns;
  std::string text = parameters.spell_out_lists(sql);
  connection_.run(text, parameters.values(), [&](const store::Row& row) {
    if (columns.empty()) columns = match_columns(shape, row);
    void* item = list.list->append(into);
    for (std::size_t i = 0; i < shape.fields.size(); ++i) {
      std::size_t column = columns[i];
      if (column == no_column) continue;
      store::load(*shape.fields[i].type, shape.fields[i].in(item), row, column);
    }
    return true;
  });
}

void Write::change_tables(
    const std::function<std::vector<std::string>(store::Dialect)>& statements) {
  for (const std::string& statement : statements(dialect())) connection_.run_script(statement);
}

File Write::attach(const Upload& upload) {
  return insert(File{.sha256 = upload.sha256,
                     .size = upload.size,
                     .content_type = upload.content_type,
                     .name = upload.name});
}

void Write::insert_record(const Shape& shape, void* record) {
  const store::TableSql& sql = store::table_sql(shape);
  auto& id = *static_cast<Uuid*>(member(shape, FieldRole::self_id).in(record));
  if (id.is_nil()) id = make_uuid_v7(now_);
  static_cast<Version*>(member(shape, FieldRole::version).in(record))->value = 1;
  static_cast<Timestamp*>(member(shape, FieldRole::created).in(record))->micros = now_.micros;
  static_cast<Timestamp*>(member(shape, FieldRole::updated).in(record))->micros = now_.micros;
  Parameters parameters;
  for (const Field& field : shape.fields) parameters.add(*field.type, field.in(record));
  connection_.enqueue(sql.insert, parameters.values());
  log_change(shape, "insert", id, record);
}

void Write::update_record(const Shape& shape, void* record) {
  const store::TableSql& sql = store::table_sql(shape);
  ++static_cast<Version*>(member(shape, FieldRole::version).in(record))->value;
  static_cast<Timestamp*>(member(shape, FieldRole::updated).in(record))->micros = now_.micros;
  Parameters parameters;
  for (const Field& field : shape.fields) {
    if (field.role == FieldRole::self_id || field.role == FieldRole::created) continue;
    parameters.add(*field.type, field.in(record));
  }
  const Field& id = member(shape, FieldRole::self_id);
  parameters.add(*id.type, id.in(record));
  if (connection_.run(sql.update, parameters.values(), {}) == 0) {
    throw Refusal{not_found_problem(shape)};
  }
  log_change(shape, "update", *static_cast<Uuid*>(id.in(record)), record);
}

void Write::remove_record(const Shape& shape, const Uuid& id) {
  const store::Value parameter = store::Blob{id.view()};
  if (connection_.run(store::table_sql(shape).remove, {&parameter, 1}, {}) == 0) {
    throw Refusal{not_found_problem(shape)};
  }
  log_change(shape, "remove", id, nullptr);
}

void Write::log_change(const Shape& shape, std::string_view operation, const Uuid& id,
                       const void* record) {
  std::string payload;
  if (record) encode(shape, record, payload);
  const std::string key = to_string(id);
  store::append_to_log(connection_, {.at = now_,
                                     .actor = cause_.actor,
                                     .kind = store::change_kind,
                                     .key = key,
                                     .entity = shape.table,
                                     .operation = operation,
                                     .payload = payload,
                                     .trace = cause_.trace});
}

void Write::log_event(std::string_view kind, const Shape& shape, const void* event,
                      const Uuid& id) {
  std::string payload;
  encode(shape, event, payload);
  const std::string key = to_string(id);
  store::append_to_log(connection_, {.at = now_,
                                     .actor = cause_.actor,
                                     .kind = kind,
                                     .key = key,
                                     .payload = payload,
                                     .trace = cause_.trace});
}

void Write::post_mail(store::NewMail mail, const Shape& shape, const void* content) {
  if (!cause_.sealer) throw std::logic_error("a mail from where nothing can seal it");
  std::string said;
  encode(shape, content, said);
  said = cause_.sealer->seal(said, store::purpose_of_mails);
  mail.content = said;
  mail.created = now_;
  mail.trace = cause_.trace;
  store::enqueue_mail(connection_, mail);
}

void Write::push_message(const Topic& topic, std::string_view type, const Shape& shape,
                         const void* message) {
  std::string text = encode_message(type, {}, shape, message);
  if (text.size() > most_pushed_bytes) throw std::length_error("a message to push is too long");
  connection_.push(topic.name(), std::move(text));
}

void Write::put_off(std::string_view kind, Timestamp due, const Shape& shape, const void* job,
                    const JobKeys& keys) {
  std::string payload;
  encode(shape, job, payload);
  store::enqueue_job(connection_, {.kind = kind,
                                   .payload = payload,
                                   .due = due,
                                   .created = now_,
                                   .keys = keys,
                                   .trace = cause_.trace});
}

void Write::forget_in_log(const Uuid& id, std::span<const std::string_view> members,
                          std::string_view actor) {
  store::forget_in_log(connection_, to_string(id), members, actor);
}

}  // namespace stoa
