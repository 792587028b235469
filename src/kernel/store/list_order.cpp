#include "kernel/store/list_order.h"

#include <algorithm>
#include <stdexcept>

#include "kernel/model/codec.h"
#include "kernel/model/problem.h"
#include "kernel/store/catalogue.h"

namespace stoa {
namespace {

// Calls `visit` for each part of "a, -b".
template <class Visit>
void each_part(std::string_view text, Visit visit) {
  for (;;) {
    const std::size_t comma = text.find(',');
    std::string_view part = text.substr(0, comma);
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    visit(part);
    if (comma == text.npos) return;
    text.remove_prefix(comma + 1);
  }
}

bool names(const ListOrder& order, std::string_view member) {
  return std::any_of(order.begin(), order.end(),
                     [&](const SortKey& key) { return key.column.member == member; });
}

[[noreturn]] void refuse_sort(std::string_view code, const std::string& message) {
  throw Refusal{problems::validation_failed, "", {{"/sort", std::string(code), message}}};
}

std::string column_of(const SortKey& key) { return store::quoted_name(key.column.name); }

// One value of a key, read from a cursor: null where the row had none.
struct KeyValue {
  Object value;  // none for null
};

std::vector<KeyValue> read_key(const ListOrder& order, std::string_view key) try {
  const auto texts = from_json<std::vector<Json>>(key);
  if (texts.size() != order.size()) throw Refusal{problems::validation_failed};
  std::vector<KeyValue> values(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    const ListColumn& column = order[i].column;
    if (texts[i].text == "null" && column.nullable) continue;
    values[i].value = Object(*column.type);
    decode(*column.type, values[i].value.get(), texts[i].text, {.strictness = Strictness::peer});
  }
  return values;
} catch (const Refusal&) {
  throw Refusal{problems::validation_failed,
                "",
                {{"/after", "bad_cursor",
                  "This is not where a page of this list ends; take it from a page's next."}}};
}

// Where all go one way and none is null, the database compares whole rows: one walk of an index.
bool is_plain(const ListOrder& order) {
  return std::all_of(order.begin(), order.end(), [&](const SortKey& key) {
    return !key.column.nullable && key.descending == order.front().descending;
  });
}

class BehindKey {
 public:
  // `before` parameters stand in front of those of the key.
  BehindKey(const ListOrder& order, const std::vector<KeyValue>& key, std::size_t before)
      : order_(order), key_(key), before_(before) {}

  std::string plain() {
    std::string columns, values;
    for (std::size_t i = 0; i < order_.size(); ++i) {
      columns.append(i ? ", " : "").append(column_of(order_[i]));
      values.append(i ? ", " : "").append(bind(i));
    }
    return "(" + columns + ") " + (order_.front().descending ? "<" : ">") + " (" + values + ")";
  }

  // Behind in the first member, or equal there and behind in the rest.
  std::string from(std::size_t i) {
    const std::string column = column_of(order_[i]);
    const bool last = i + 1 == order_.size();
    if (!key_[i].value) return last ? "false" : column + " is null and (" + from(i + 1) + ")";
    const std::string value = bind(i);
    std::string sql = column + (order_[i].descending ? " < " : " > ") + value;
    if (order_[i].column.nullable) sql += " or " + column + " is null";
    if (last) return sql;
    return sql + " or (" + column + " = " + value + " and (" + from(i + 1) + "))";
  }
  const Parameters& parameters() const { return parameters_; }

 private:
  std::string bind(std::size_t i) {
    parameters_.add(*order_[i].column.type, key_[i].value.get());
    return "$" + std::to_string(before_ + parameters_.size());
  }

  const ListOrder& order_;
  const std::vector<KeyValue>& key_;
  const std::size_t before_;
  Parameters parameters_;
};

// The part of a row that a key's column holds.
void encode_part(const SortKey& key, const Shape& row, const void* record, std::string& json) {
  const std::string_view member = key.column.member;
  const std::size_t dot = member.find('.');
  const Field& field = *row.find(member.substr(0, dot));
  const void* value = field.in(record);
  const Type* type = field.type;
  if (type->kind == Kind::optional) {
    value = type->optional->get(value);
    type = type->element;
  }
  if (!value) {
    json += "null";
  } else if (type->kind != Kind::money) {
    encode(*type, value, json);
  } else if (const Money& money = *static_cast<const Money*>(value); member.ends_with("amount")) {
    json += std::to_string(money.amount);
  } else {
    encode_string(money.currency.data(), json);
  }
}

}  // namespace

ListOrder parse_sort(std::string_view text, const Shape& row) {
  ListOrder order;
  each_part(text, [&](std::string_view part) {
    SortKey key;
    if (part.starts_with('-')) {
      key.descending = true;
      part.remove_prefix(1);
    }
    const ListColumn* const column = find_list_column(row, part);
    if (!column) refuse_sort("unknown_field", no_such_member(row, part));
    if (names(order, part)) refuse_sort("duplicate_field", "A member is sorted by once.");
    if (column->type->kind == Kind::text && column->type->max > longest_sort_text) {
      refuse_sort("not_sortable", std::string(part) + " is too long to be sorted by.");
    }
    key.column = *column;
    order.push_back(std::move(key));
  });
  if (order.size() > most_sort_members) {
    refuse_sort("too_many",
                "A list is sorted by at most " + std::to_string(most_sort_members) + " members.");
  }
  if (names(order, "id")) return order;
  const ListColumn* const id = find_list_column(row, "id");
  if (!id) refuse_sort("not_sortable", "This list has no other order than its own.");
  order.push_back({*id, order.front().descending});
  return order;
}

ListOrder list_order(std::string_view text, const Shape& row) {
  ListOrder order;
  each_part(text, [&](std::string_view part) {
    const bool descending = part.starts_with('-');
    if (descending) part.remove_prefix(1);
    const ListColumn* const column = find_list_column(row, part);
    if (!column) throw std::logic_error(row.name + " has no member " + std::string(part));
    order.push_back({*column, descending});
  });
  return order;
}

std::string order_by_sql(const ListOrder& order) {
  std::string sql;
  for (const SortKey& key : order) {
    sql += (sql.empty() ? " order by " : ", ") + column_of(key);
    if (key.descending) sql += " desc";
    if (key.column.nullable) sql += " nulls last";
  }
  return sql;
}

std::string key_of(const ListOrder& order, const Shape& row, const void* record) {
  std::string json = "[";
  for (const SortKey& key : order) {
    if (json.size() > 1) json += ',';
    encode_part(key, row, record, json);
  }
  return json + "]";
}

std::string behind_key_sql(const ListOrder& order, std::string_view key, Parameters& parameters) {
  const auto values = read_key(order, key);
  const std::size_t before = parameters.size();
  BehindKey behind(order, values, before);
  const std::string sql = is_plain(order) ? behind.plain() : behind.from(0);
  parameters.append(behind.parameters());  // a copy, which outlives the key
  const SortKey& first = order.front();
  if (is_plain(order) || first.column.nullable) return sql;
  // What an index can begin with; its value is the first that was bound.
  return column_of(first) + (first.descending ? " <= $" : " >= $") + std::to_string(before + 1) +
         " and (" + sql + ")";
}

}  // namespace stoa
