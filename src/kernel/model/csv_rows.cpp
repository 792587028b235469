#include "kernel/model/csv_rows.h"

#include <algorithm>

#include "kernel/model/codec.h"
#include "kernel/model/nearest.h"

namespace stoa {
namespace {

// A member is a struct when its columns are its members.
bool has_members(const Type& type) { return type.kind == Kind::object || type.kind == Kind::money; }

const Type& inside(const Type& type) { return type.kind == Kind::optional ? *type.element : type; }

// ---- out ----------------------------------------------------------------------------------------

const FieldMask* wanted(const FieldMask& mask, const std::string& member) {
  static const FieldMask all;
  if (mask.all()) return &all;
  const auto at = mask.members.find(member);
  return at == mask.members.end() ? nullptr : &at->second;
}

void add_names(const Type& type, const std::string& name, const FieldMask& mask,
               std::vector<CsvCell>& out) {
  const std::string prefix = name.empty() ? "" : name + ".";
  if (inside(type).kind == Kind::object) {
    for (const Field& field : inside(type).object().fields) {
      const FieldMask* part = wanted(mask, field.name);
      if (part) add_names(*field.type, prefix + field.name, *part, out);
    }
  } else if (inside(type).kind == Kind::money) {
    out.push_back({prefix + "amount"});
    out.push_back({prefix + "currency"});
  } else {
    out.push_back({name});
  }
}

CsvCell scalar_cell(const Type& type, const void* value, const FieldMask& mask) {
  if (type.kind == Kind::text) {
    const std::string& text = *static_cast<const std::string*>(value);
    return {disarm(text), text.empty()};
  }
  std::string json;
  encode(type, value, mask, json);
  if (json == "null") return {};
  if (type.kind == Kind::json) return {disarm(json)};
  const bool quoted = json.size() >= 2 && json.front() == '"';
  return {quoted ? json.substr(1, json.size() - 2) : json};
}

void add_cells(const Type& type, const void* value, const FieldMask& mask,
               std::vector<CsvCell>& out);

void add_member_cells(const Shape& shape, const void* value, const FieldMask& mask,
                      std::vector<CsvCell>& out) {
  for (const Field& field : shape.fields) {
    const FieldMask* part = wanted(mask, field.name);
    if (!part) continue;
    const bool there = value && !field.veiled_in(value);
    add_cells(*field.type, there ? field.in(value) : nullptr, *part, out);
  }
}

// `value` is nullptr where there is none: its columns are there all the same.
void add_cells(const Type& type, const void* value, const FieldMask& mask,
               std::vector<CsvCell>& out) {
  switch (type.kind) {
    case Kind::optional:
      return add_cells(*type.element, value ? type.optional->get(value) : nullptr, mask, out);
    case Kind::object:
      return add_member_cells(type.object(), value, mask, out);
    case Kind::money: {
      const auto* money = static_cast<const Money*>(value);
      out.push_back({money ? std::to_string(money->amount) : ""});
      out.push_back({money ? money->currency.data() : ""});
      return;
    }
    default:
      out.push_back(value ? scalar_cell(type, value, mask) : CsvCell{});
  }
}

// ---- in -----------------------------------------------------------------------------------------

[[noreturn]] void refuse(std::string_view column, std::string_view code, std::string message) {
  throw Refusal{problems::validation_failed,
                "",
                {{"/" + std::string(column), std::string(code), std::move(message)}}};
}

[[noreturn]] void refuse_unknown(const Shape& shape, std::string_view column,
                                 std::string_view member) {
  std::vector<std::string_view> names;
  for (const Field& field : shape.fields) {
    if (!field.managed()) names.push_back(field.name);
  }
  const auto nearest = nearest_name(names, member);
  refuse(column, "unknown_field",
         "There is no member of this name" +
             (nearest.empty() ? "." : "; did you mean " + std::string(nearest) + "?"));
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789+-.eE") == text.npos &&
         text.find_first_of("0123456789") != text.npos && text.front() != '+';
}

std::string json_text(std::string_view text) {
  std::string json;
  encode_string(text, json);
  return json;
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// What looks like JSON is decoded as such, anything else is a text for decode() to complain of.
std::string json_or_text(std::string_view text) {
  try {
    return compact_json(text);
  } catch (const Refusal&) {
    return json_text(text);
  }
}

std::string json_of(const Type& type, std::string_view text);

std::string json_list(const Type& type, std::string_view text) {
  if (trimmed(text).starts_with('[')) return json_or_text(text);
  std::string json = "[";
  while (!text.empty()) {
    const std::size_t end = text.find(';');
    const std::string_view item = trimmed(text.substr(0, end));
    if (!item.empty()) json += (json.size() > 1 ? "," : "") + json_of(inside(*type.element), item);
    text = end == text.npos ? std::string_view{} : text.substr(end + 1);
  }
  return json + "]";
}

std::string json_of(const Type& type, std::string_view text) {
  switch (type.kind) {
    case Kind::boolean:
      if (text == "true" || text == "TRUE") return "true";
      if (text == "false" || text == "FALSE") return "false";
      return json_text(text);
    case Kind::integer:
    case Kind::real:
      return is_number(text) ? json_or_text(text) : json_text(text);
    case Kind::list:
      return json_list(type, text);
    case Kind::map:
    case Kind::object:
      return json_or_text(text);
    case Kind::json:
      return json_or_text(rearm(text));
    default:
      return json_text(rearm(text));
  }
}

}  // namespace

std::vector<CsvCell> csv_header(const Shape& shape, const FieldMask& mask) {
  std::vector<CsvCell> names;
  for (const Field& field : shape.fields) {
    const FieldMask* part = wanted(mask, field.name);
    if (part) add_names(*field.type, field.name, *part, names);
  }
  return names;
}

std::vector<CsvCell> csv_row(const Shape& shape, const void* value, const FieldMask& mask) {
  std::vector<CsvCell> cells;
  add_member_cells(shape, value, mask, cells);
  return cells;
}

CsvColumns::CsvColumns(const Shape& shape, const std::vector<CsvCell>& header,
                       Strictness strictness)
    : count_(header.size()) {
  for (std::size_t i = 0; i < header.size(); ++i) {
    const std::string_view column = trimmed(header[i].text);
    const Field* field = shape.find(column.substr(0, column.find('.')));
    const bool ours = field && !field->managed();
    if (ours || strictness == Strictness::client) {
      add(shape, column, static_cast<std::ptrdiff_t>(i));
    }
  }
}

void CsvColumns::add(const Shape& top, std::string_view column, std::ptrdiff_t index) {
  Node* at = &root_;
  const Shape* shape = &top;
  bool money = false;
  for (std::string_view path = column;;) {
    const std::size_t dot = path.find('.');
    const std::string name(path.substr(0, dot));
    const Field* field = shape ? shape->find(name) : nullptr;
    const Type* type = field ? &inside(*field->type) : nullptr;
    if (money && name == "amount") type = &type_of<std::int64_t>();
    if (money && name == "currency") type = &type_of<Text<3, 3>>();
    if (!type) refuse_unknown(shape ? *shape : top, column, name);
    const auto same = [&](const Node& node) { return node.name == name; };
    auto known = std::find_if(at->members.begin(), at->members.end(), same);
    if (known == at->members.end()) {
      at->members.push_back({name, type});
      known = std::prev(at->members.end());
    }
    at = &*known;
    if (dot == path.npos) break;
    if (!has_members(*type)) refuse_unknown(top, column, column);
    path.remove_prefix(dot + 1);
    money = type->kind == Kind::money;
    shape = money ? nullptr : &type->object();
  }
  if (has_members(*at->type)) {
    refuse(column, "wrong_type", "Its members are columns: " + std::string(column) + ".…");
  }
  if (at->column >= 0) refuse(column, "duplicate_field", "Two columns have this name.");
  at->column = index;
}

std::string CsvColumns::json(const std::vector<CsvCell>& cells) const {
  std::string out = "{";
  write_members(root_, cells, out);
  return out + "}";
}

bool CsvColumns::write_members(const Node& node, const std::vector<CsvCell>& cells,
                               std::string& out) {
  bool any = false;
  for (const Node& member : node.members) {
    const std::size_t before = out.size();
    if (any) out += ',';
    encode_string(member.name, out);
    out += ':';
    if (write(member, cells, out)) {
      any = true;
    } else {
      out.resize(before);
    }
  }
  return any;
}

// Whether there is a value.
bool CsvColumns::write(const Node& node, const std::vector<CsvCell>& cells, std::string& out) {
  if (node.column < 0) {
    out += '{';
    const bool any = write_members(node, cells, out);
    out += '}';
    return any;
  }
  const auto index = static_cast<std::size_t>(node.column);
  if (index >= cells.size()) return false;
  const CsvCell& cell = cells[index];
  // Some programs put quotes around every cell: where no text is empty, they say nothing.
  const bool empty_text = cell.quoted && node.type->kind == Kind::text && node.type->min <= 0;
  if (cell.text.empty() && !empty_text) return false;
  out += json_of(*node.type, cell.text);
  return true;
}

}  // namespace stoa
