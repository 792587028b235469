#include "kernel/mail/templates.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <kainjow/mustache.hpp>
#include <stdexcept>

namespace stoa::mail {
namespace {

namespace json = boost::json;
using kainjow::mustache::data;
using kainjow::mustache::mustache;

constexpr std::string_view subject_field = "Subject: ";

// Mail readers know tables and styles of their own only: the frame has neither.
constexpr std::string_view frame_begin =
    "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\">"
    "<meta name=\"viewport\" content=\"width=device-width\"></head>"
    "<body style=\"font:16px/1.5 sans-serif;max-width:36em;margin:2em auto;padding:0 1em\">\n";
constexpr std::string_view frame_end = "</body></html>\n";

data filling_of(const json::value& value) {
  switch (value.kind()) {
    case json::kind::object: {
      data object{data::type::object};
      for (const auto& member : value.get_object())
        object.set(std::string(member.key()), filling_of(member.value()));
      return object;
    }
    case json::kind::array: {
      data list{data::type::list};
      for (const auto& item : value.get_array()) list.push_back(filling_of(item));
      return list;
    }
    case json::kind::string:
      return data{std::string(value.get_string())};
    case json::kind::bool_:
      return data{value.get_bool() ? data::type::bool_true : data::type::bool_false};
    case json::kind::null:
      return data{data::type::bool_false};
    default:
      return data{json::serialize(value)};
  }
}

std::string filled(std::string_view source, const data& filling, bool escaped) {
  mustache text{std::string(source)};
  if (!text.is_valid()) throw std::runtime_error("a template is none: " + text.error_message());
  if (!escaped) text.set_custom_escape([](const std::string& plain) { return plain; });
  return text.render(filling);
}

std::string escaped(std::string_view text) {
  return kainjow::mustache::html_escape<std::string>(std::string(text));
}

bool is_address(std::string_view line) {
  return (line.starts_with("https://") || line.starts_with("http://")) &&
         line.find_first_of(" \t\"<>") == line.npos;
}

// Of the object itself, or of those in its lists: a section stands in each of them.
bool has_member(const Shape& shape, std::string_view name) {
  return std::any_of(shape.fields.begin(), shape.fields.end(), [&](const Field& field) {
    const Type* type = field.type;
    while (type->element) type = type->element;
    return field.name == name || (type->kind == Kind::object && has_member(type->object(), name));
  });
}

void check_names(const TemplateFile& file, const Shape& shape) {
  std::string_view rest = file.content;
  for (std::size_t open; (open = rest.find("{{")) != rest.npos;) {
    rest.remove_prefix(open + 2);
    std::string_view name = rest.substr(0, rest.find("}}"));
    if (!name.empty() && std::string_view("#/^&{").find(name[0]) != std::string_view::npos)
      name.remove_prefix(1);
    const bool known = name == "name" || name == "site" || name == "." || has_member(shape, name);
    if (!known) {
      throw std::logic_error(
          fmt::format("{}: {} has no member \"{}\"", file.path, shape.name, name));
    }
  }
}

}  // namespace

const TemplateFile* Templates::find(std::string_view path) const {
  const auto at = std::find_if(files_.begin(), files_.end(),
                               [&](const TemplateFile& file) { return file.path == path; });
  return at == files_.end() ? nullptr : &*at;
}

bool Templates::read(std::string_view name, std::string_view language, Source& source) const {
  const TemplateFile* text = find(fmt::format("mail/{}.{}.txt", name, language));
  if (!text) return false;
  const std::size_t end = text->content.find("\n\n");
  if (!text->content.starts_with(subject_field) || end == std::string_view::npos)
    throw std::logic_error(fmt::format("{}: it begins with \"Subject: \"", text->path));
  source.subject = text->content.substr(subject_field.size(), end - subject_field.size());
  source.text = text->content.substr(end + 2);
  const TemplateFile* html = find(fmt::format("mail/{}.{}.html", name, language));
  source.html = html ? html->content : std::string_view{};
  source.language = language;
  return true;
}

Templates::Source Templates::choose(std::string_view name, std::string_view language) const {
  Source source;
  const std::string_view broader = language.substr(0, language.find('-'));
  if (read(name, language, source) || read(name, broader, source) ||
      read(name, fallback_language, source))
    return source;
  throw std::runtime_error(fmt::format("there is no mail/{}.{}.txt", name, fallback_language));
}

void Templates::check(std::string_view name, const Shape& shape) const {
  Source source;
  if (!read(name, fallback_language, source))
    throw std::logic_error(fmt::format("there is no mail/{}.{}.txt", name, fallback_language));
  const std::string prefix = fmt::format("mail/{}.", name);
  for (const TemplateFile& file : files_) {
    if (file.path.starts_with(prefix)) check_names(file, shape);
  }
}

Rendered Templates::render(std::string_view name, std::string_view content,
                           const Reader& reader) const {
  const Source source = choose(name, reader.language);
  data filling = filling_of(json::parse(content));
  filling.set("name", std::string(reader.name));
  filling.set("site", std::string(reader.site));
  Rendered made;
  made.language = source.language;
  made.subject = filled(source.subject, filling, false);
  made.text = filled(source.text, filling, false);
  made.html = fmt::format(frame_begin, source.language);
  made.html += source.html.empty() ? html_of(made.text) : filled(source.html, filling, true);
  made.html += frame_end;
  return made;
}

std::string html_of(std::string_view text) {
  std::string html;
  bool open = false;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty()) {
      if (open) html += "</p>\n";
      open = false;
      continue;
    }
    html += open ? "<br>\n" : "<p>";
    open = true;
    const std::string shown = escaped(line);
    html += is_address(line) ? "<a href=\"" + shown + "\">" + shown + "</a>" : shown;
  }
  if (open) html += "</p>\n";
  return html;
}

}  // namespace stoa::mail
