#include "kernel/app/input.h"

#include <algorithm>

#include "kernel/app/path.h"
#include "kernel/app/upload_sink.h"
#include "kernel/app/view.h"
#include "kernel/files/content_type.h"

namespace stoa {
namespace {

bool is_json(std::string_view content_type) {
  std::string_view type = content_type.substr(0, content_type.find(';'));
  while (type.ends_with(' ')) type.remove_suffix(1);
  auto same = [&](std::string_view name) {
    return std::equal(type.begin(), type.end(), name.begin(), name.end(), [](char a, char b) {
      return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b;
    });
  };
  return same("application/json") || same("application/merge-patch+json");
}

// A member whose text is in the path. What is no such value names nothing: 404.
void read_path_value(const Type& type, void* value, std::string_view encoded) {
  std::vector<FieldError> errors;
  auto text = percent_decode(encoded, false);
  if (text) decode_text(type, value, *text, "", errors);
  if (!text || !errors.empty()) throw Refusal{problems::not_found};
}

void read_path(const Match& match, const Shape& shape, void* fields) {
  std::vector<std::string> names = path_parameters(match.route->route.path);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const Field* field = shape.find(names[i]);
    read_path_value(*field->type, field->in(fields), match.values[i]);
  }
}

// The field that a query parameter means, with a list's element as its type.
void read_parameter(const Field& field, void* fields, const std::string& text, bool repeated,
                    std::vector<FieldError>& errors) {
  const std::string pointer = "/" + field.name;
  const Type& type = *field.type;
  if (type.kind == Kind::list) {
    decode_text(*type.element, type.list->append(field.in(fields)), text, pointer, errors);
  } else if (repeated) {
    errors.push_back({pointer, "duplicate_field", "This parameter may be given once."});
  } else {
    decode_text(type, field.in(fields), text, pointer, errors);
  }
}

void check_query(const Shape& shape, const std::vector<std::string>& in_path,
                 const std::vector<std::string>& given, std::vector<FieldError>& errors) {
  auto has = [](const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  for (const Field& field : shape.fields) {
    if (!field.required()) continue;
    if (has(in_path, field.name) || has(given, field.name)) continue;
    errors.push_back({"/" + field.name, "required", "This parameter is required."});
  }
  for (const Field& field : shape.fields) {
    if (field.type->kind != Kind::list) continue;
    if (std::count(given.begin(), given.end(), field.name) <= field.type->max) continue;
    errors.push_back({"/" + field.name, "too_many",
                      "At most " + std::to_string(field.type->max) + " of this parameter."});
  }
}

using Pairs = std::vector<std::pair<std::string, std::string>>;

Pairs query_pairs(std::string_view query) {
  auto pairs = parse_query(query);
  if (!pairs) throw Refusal{problems::bad_request, "The query is not percent-encoded UTF-8."};
  return std::move(*pairs);
}

// `elsewhere`: the members that come neither from the path nor from these pairs.
void read_pairs(const Match& match, const Pairs& pairs, const Shape& shape, void* fields,
                const std::vector<std::string>& elsewhere = {}) {
  std::vector<std::string> in_path = path_parameters(match.route->route.path);
  in_path.insert(in_path.end(), elsewhere.begin(), elsewhere.end());
  std::vector<FieldError> errors;
  std::vector<std::string> given;
  for (auto& [name, value] : pairs) {
    const Field* field = shape.find(name);
    const bool of_view = is_view_parameter(match.route->route, name);
    if (of_view && (!field || match.route->route.aggregates)) continue;
    bool known = field && std::find(in_path.begin(), in_path.end(), name) == in_path.end();
    if (!known) {
      errors.push_back({"/" + name, "unknown_field", "This route has no such parameter."});
      continue;
    }
    bool repeated = std::find(given.begin(), given.end(), name) != given.end();
    read_parameter(*field, fields, value, repeated, errors);
    given.push_back(name);
  }
  check_query(shape, in_path, given, errors);
  if (!errors.empty()) throw Refusal{problems::validation_failed, "", std::move(errors)};
}

// An Upload, and the members that come beside it: in its form, or in the query beside a raw body.
void read_upload(const Match& match, const http::Request& request, const Shape& shape,
                 void* fields) {
  const UploadRule& rule = *match.route->route.upload;
  if (!request.headers.get("Content-Encoding").empty() && !request.sink) {
    throw Refusal{problems::unsupported_media_type, "A body is taken as it is, without a coding."};
  }
  if (!upload_form_of(request)) throw Refusal{problems::malformed_form};
  const auto* sink = dynamic_cast<const UploadSink*>(request.sink.get());
  const bool form = sink && sink->form();
  read_pairs(match, form ? sink->fields() : query_pairs(request.query), shape, fields,
             {rule.field->name});
  if (!sink || !sink->spooled()) {
    throw Refusal{problems::validation_failed,
                  "",
                  {{"/" + rule.field->name, "required", "A file is required."}}};
  }
  auto& upload = *static_cast<Upload*>(rule.field->in(fields));
  upload = {.sha256 = sink->spooled()->sha256(),
            .size = sink->spooled()->size(),
            .content_type = std::string(files::type_of_content(sink->spooled()->head())),
            .name = sink->name()};
  const auto& types = rule.types;
  if (!types.empty() && std::find(types.begin(), types.end(), upload.content_type) == types.end()) {
    throw Refusal{problems::wrong_file_type, "What came is " + upload.content_type + "."};
  }
}

void read_body(const Match& match, const http::Request& request, const Input& input, void* value) {
  if (!is_json(request.headers.combined("Content-Type"))) {
    throw Refusal{problems::unsupported_media_type};
  }
  std::string_view coding = request.headers.get("Content-Encoding");
  if (!coding.empty() && coding != "identity") {
    throw Refusal{problems::unsupported_media_type, "A body is taken as it is, without a coding."};
  }
  auto from_path = [names = path_parameters(match.route->route.path)](const Field& field) {
    return std::find(names.begin(), names.end(), field.name) != names.end();
  };
  if (input.form == InputForm::patch) {
    decode(*input.shape, input.fields(value), request.body,
           {.form = Form::patch_check, .elsewhere = from_path});
    input.set_document(value, request.body, from_path);
  } else {
    decode(*input.shape, value, request.body, {.elsewhere = from_path});
  }
}

}  // namespace

Object read_input(const Match& match, const http::Request& request) {
  const Input& input = match.route->route.input;
  const std::string& method = match.route->route.method;
  if (input.form == InputForm::none) return {};
  Object object(*input.type);
  if (input.form == InputForm::id) {
    read_path_value(*input.type, object.get(), match.values.front());
    return object;
  }
  void* fields = input.form == InputForm::patch ? input.fields(object.get()) : object.get();
  read_path(match, *input.shape, fields);
  if (method == "GET" || method == "DELETE") {
    read_pairs(match, query_pairs(request.query), *input.shape, fields,
               parameters_left_out(match.route->route));
  } else if (match.route->route.upload) {
    read_upload(match, request, *input.shape, fields);
  } else if (match.route->route.takes_body()) {
    read_body(match, request, input, object.get());
  }
  return object;
}

}  // namespace stoa
