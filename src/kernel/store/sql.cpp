#include "kernel/store/sql.h"

#include <algorithm>
#include <bit>
#include <stdexcept>

#include "kernel/model/codec.h"
#include "kernel/store/filter.h"

namespace stoa {

void Parameters::add_own(std::string text) {
  owned_.push_back(std::move(text));
  values_.push_back(std::string_view(owned_.back()));
}

void Parameters::add(const Type& type, const void* value) {
  switch (type.kind) {
    case Kind::optional:
      if (const void* inner = type.optional->get(value)) return add(*type.element, inner);
      values_.push_back(std::monostate{});
      if (type.element->kind == Kind::money) values_.push_back(std::monostate{});
      return;
    case Kind::boolean:
      values_.push_back(*static_cast<const bool*>(value));
      return;
    case Kind::integer:
      values_.push_back(type.size == sizeof(std::int32_t)
                            ? std::int64_t{*static_cast<const std::int32_t*>(value)}
                            : *static_cast<const std::int64_t*>(value));
      return;
    case Kind::decimal:
    case Kind::timestamp:
      values_.push_back(*static_cast<const std::int64_t*>(value));
      return;
    case Kind::real:
      values_.push_back(*static_cast<const double*>(value));
      return;
    case Kind::text:
      values_.push_back(std::string_view(*static_cast<const std::string*>(value)));
      return;
    case Kind::date:
      return add_own(to_string(*static_cast<const Date*>(value)));
    case Kind::id:
      values_.push_back(store::Blob{static_cast<const Uuid*>(value)->view()});
      return;
    case Kind::enumeration:
      values_.push_back(enum_name(type, value));
      return;
    case Kind::money: {
      auto& money = *static_cast<const Money*>(value);
      values_.push_back(money.amount);
      return add_own(std::string(money.currency.data(), 3));
    }
    default: {
      std::string json;
      encode(type, value, json);
      return add_own(std::move(json));
    }
  }
}

void Parameters::append(const Parameters& other) {
  for (const store::Value& value : other.values_) {
    if (auto* text = std::get_if<std::string_view>(&value)) {
      owned_.emplace_back(*text);
      values_.push_back(std::string_view(owned_.back()));
    } else if (auto* blob = std::get_if<store::Blob>(&value)) {
      owned_.emplace_back(blob->bytes);
      values_.push_back(store::Blob{owned_.back()});
    } else {
      values_.push_back(value);
    }
  }
}

std::string Parameters::in_list(std::size_t index) {
  for (const ListAt& at : lists_) {
    if (at.index != index) continue;
    const auto& list = at.list.values;
    std::string text = "in ($" + std::to_string(index + 1);
    if (list.empty()) return text + ")";  // null: no column has it
    std::size_t places = std::bit_ceil(list.size());
    for (std::size_t i = 0; i < places; ++i) {
      add(*at.list.element, list[std::min(i, list.size() - 1)]);
      if (i == 0) {
        values_[index] = values_.back();
        values_.pop_back();
      } else {
        text += ", $" + std::to_string(values_.size());
      }
    }
    return text + ")";
  }
  throw std::logic_error("{in $" + std::to_string(index + 1) + "} has no list");
}

std::string Parameters::spell_out_lists(std::string_view sql) {
  constexpr std::string_view mark = "{in $";
  std::string out;
  for (std::size_t at; (at = sql.find(mark)) != sql.npos;) {
    out += sql.substr(0, at);
    sql.remove_prefix(at + mark.size());
    std::size_t number = 0;
    while (sql.front() != '}') {
      number = number * 10 + static_cast<std::size_t>(sql.front() - '0');
      sql.remove_prefix(1);
    }
    sql.remove_prefix(1);
    out += in_list(number - 1);
  }
  return out.append(sql);
}

namespace {

// A condition with its parameters numbered behind those that stand before it.
void append_renumbered(std::string& out, std::string_view condition, std::size_t before) {
  for (std::size_t i = 0; i < condition.size(); ++i) {
    out += condition[i];
    if (condition[i] != '$') continue;
    std::size_t number = 0;
    while (i + 1 < condition.size() && condition[i + 1] >= '0' && condition[i + 1] <= '9') {
      number = number * 10 + static_cast<std::size_t>(condition[++i] - '0');
    }
    out += std::to_string(number + before);
  }
}

}  // namespace

Where& Where::add(const FilterNode& condition, std::string_view qualifier) {
  Parameters values, same;
  std::string sqlite = filter_sql(condition, store::Dialect::sqlite, values, qualifier);
  std::string postgres = filter_sql(condition, store::Dialect::postgres, same, qualifier);
  conditions_.push_back({"", parameters_.size(), std::move(sqlite), std::move(postgres)});
  parameters_.append(values);
  return *this;
}

std::string_view Where::Condition::in(store::Dialect dialect) const {
  if (sqlite.empty()) return text.in(dialect);
  return dialect == store::Dialect::sqlite ? sqlite : postgres;
}

std::string Where::clause(store::Dialect dialect) const {
  std::string text;
  for (const Condition& condition : conditions_) {
    text += text.empty() ? " where (" : " and (";
    append_renumbered(text, condition.in(dialect), condition.first);
    text += ')';
  }
  return text;
}

namespace {

// Dashes, quotation marks and spaces of all widths: U+2000 to U+206F, three bytes each.
bool is_wide_punctuation(std::string_view text) {
  return text.size() >= 3 && text[0] == '\xe2' &&
         (text[1] == '\x80' || (text[1] == '\x81' && text[2] <= '\xaf'));
}

// Letters of any script stay together; everything else in ASCII parts words, quotes included.
bool is_part_of_word(char c) {
  return static_cast<unsigned char>(c) >= 0x80 || std::isalnum(static_cast<unsigned char>(c));
}

}  // namespace

std::string search_words(std::string_view text) {
  std::string match, word;
  auto end_word = [&] {
    if (word.empty()) return;
    if (!match.empty()) match += ' ';
    match += '"' + word + '"';
    word.clear();
  };
  while (!text.empty()) {
    const std::size_t wide = is_wide_punctuation(text) ? 3 : 0;
    if (!wide && is_part_of_word(text.front())) {
      word += text.front();
    } else {
      end_word();
    }
    text.remove_prefix(wide ? wide : 1);
  }
  end_word();
  if (match.empty()) return "\"\"";  // no word: FTS5 takes the empty phrase, which nothing has
  return match + '*';
}

}  // namespace stoa
