#include "kernel/app/openapi_operation.h"

#include <algorithm>
#include <boost/json.hpp>
#include <stdexcept>

#include "kernel/app/answer.h"
#include "kernel/app/openapi_lists.h"
#include "kernel/app/path.h"
#include "kernel/app/view.h"

namespace stoa {
namespace {

namespace json = boost::json;

json::object json_content(json::object schema, std::string_view type = "application/json") {
  return {{type, json::object{{"schema", std::move(schema)}}}};
}

json::object problem_answer(std::string_view description) {
  return {{"description", description},
          {"content", json_content(schema_reference("Problem"), "application/problem+json")}};
}

json::array parameters(const MountedRoute& mounted, Schemas& schemas) {
  const Route& route = mounted.route;
  json::array all = kernel_parameters(mounted);
  std::vector<std::string> in_path = path_parameters(route.path);
  auto add = [&](const std::string& name, std::string_view in, const Type& type, bool required) {
    const Type& plain = type.kind == Kind::optional ? *type.element : type;
    all.push_back(json::object{{"name", name},
                               {"in", in},
                               {"required", required},
                               {"schema", schema_of(plain, Face::input, schemas.needs())}});
    if (auto text = describe_list_parameter(route, name); !text.empty()) {
      all.back().as_object()["description"] = text;
    }
  };
  if (route.input.form == InputForm::id) add(in_path.front(), "path", *route.input.type, true);
  if (!route.input.shape) return all;
  bool from_query = route.method == "GET" || route.method == "DELETE";
  // Beside a raw body they are in the query, in a form they are its fields: required in either.
  const Field* file = route.upload ? route.upload->field : nullptr;
  for (const Field& field : route.input.shape->fields) {
    bool path = std::find(in_path.begin(), in_path.end(), field.name) != in_path.end();
    const auto& left_out = parameters_left_out(route);
    if (std::find(left_out.begin(), left_out.end(), field.name) != left_out.end()) continue;
    if (path) {
      add(field.name, "path", *field.type, true);
    } else if (from_query || (file && &field != file)) {
      add(field.name, "query", *field.type, from_query && field.required());
    }
  }
  return all;
}

json::object body(const Route& route, Schemas& schemas) {
  bool patch = route.input.form == InputForm::patch;
  std::string name = schemas.add(*route.input.shape, patch ? Face::patch : Face::input,
                                 path_parameters(route.path));
  json::object content = json_content(schema_reference(name));
  if (patch) content["application/merge-patch+json"] = content["application/json"];
  return {{"required", true}, {"content", std::move(content)}};
}

// A file comes as the body itself, with what else there is in the query, or as a field of a form.
json::object upload_body(const Route& route, Schemas& schemas) {
  const json::object bytes{{"type", "string"}, {"contentMediaType", "application/octet-stream"}};
  const std::string name =
      schemas.add(*route.input.shape, Face::input, path_parameters(route.path));
  json::object content{{"multipart/form-data", json::object{{"schema", schema_reference(name)}}}};
  const auto& types = route.upload->types;
  if (types.empty()) content["application/octet-stream"] = json::object{{"schema", bytes}};
  for (const std::string& type : types) {
    content[type] =
        json::object{{"schema", json::object{{"type", "string"}, {"contentMediaType", type}}}};
  }
  return {
      {"required", true},
      {"description", "A file of at most " + std::to_string(route.upload->max_bytes) + " bytes."},
      {"content", std::move(content)}};
}

json::object text_header(std::string_view description) {
  return {{"description", description}, {"schema", json::object{{"type", "string"}}}};
}

// A file, whole or in part (RFC 9110 §14), and what a client that has it already is told.
void add_file_answers(json::object& all) {
  const json::object content{{"*/*", json::object{}}};
  json::object headers{{"ETag", text_header("The hash of these bytes")},
                       {"Accept-Ranges", text_header("bytes")},
                       {"Content-Disposition", text_header("The file's name (RFC 6266)")}};
  all["200"] =
      json::object{{"description", "The file."}, {"headers", headers}, {"content", content}};
  headers["Content-Range"] = text_header("Which bytes these are, and of how many");
  all["206"] =
      json::object{{"description", "The part that Range asked for; one range, not several."},
                   {"headers", headers},
                   {"content", content}};
  all["304"] = json::object{{"description", "The client has it already (If-None-Match)."}};
}

json::object text_file_answer() {
  return {
      {"description", "The file, to be saved."},
      {"headers", json::object{{"Content-Disposition", text_header("The file's name (RFC 6266)")}}},
      {"content", json::object{{"*/*", json::object{}}}}};
}

// An id that is none is not_found, one that nothing has is the record's own problem.
std::string not_found_description(const Route& route) {
  std::string text = "`not_found`";
  for (const std::string& name : path_parameters(route.path)) {
    bool loose = route.input.form == InputForm::id;
    const Type& type = loose ? *route.input.type : *route.input.shape->find(name)->type;
    if (type.kind == Kind::id) {
      text += " or `" + std::string(not_found_problem(type.object()).code) + "`";
    }
  }
  return text + ": there is nothing with this id.";
}

// Each operation may be refused as its own route would.
template <class Add>
void batch_problems(Add add) {
  add(401, "`not_signed_in`: an operation needs somebody who is known.");
  add(403, "`forbidden`, `scope_missing` or `person_needed`: an operation is not for this caller.");
  add(404, "`not_found`: an operation names what is not there.");
  add(405, "`method_not_allowed`: an operation's address does not answer to its method.");
  add(412, "`precondition_failed`: an operation's `if_match` names another state than there is.");
  add(428, "`precondition_required`: an operation must say by `if_match` what it changes.");
}

// Problems by status: OpenAPI has one entry a status, however many codes stand behind it.
std::map<int, std::string> problem_descriptions(const Route& route) {
  std::map<int, std::string> by_status;
  auto add = [&](int status, std::string_view text) {
    std::string& all = by_status[status];
    all += (all.empty() ? "" : " ") + std::string(text);
  };
  add(400, "`bad_request`: what came is not valid HTTP.");
  if (route.upload) {
    add(400, "`malformed_form`: the body is not the form that it says it is.");
    add(415, "`wrong_file_type`: what came is of another kind, as its content tells.");
  } else if (route.takes_body()) {
    add(400, "`malformed_json`: the body is not valid JSON.");
  }
  if (route.sends_file) {
    add(416, "`range_not_satisfiable`: the range lies outside of the file.");
    add(422, "`picture_unreadable`: no smaller picture can be made of this file.");
  }
  if (!path_parameters(route.path).empty()) add(404, not_found_description(route));
  if (route.output && !route.exports) add(406, "`not_acceptable`: this route answers in JSON.");
  if (!route.access.open()) {
    add(401, "`not_signed_in`: there is no valid session, token or key.");
    add(403, "`forbidden`: you may not do this.");
    add(403, "`scope_missing`: the API key has no scope for this.");
  }
  if (route.access.in_person) add(403, "`person_needed`: no API key may do this.");
  if (route.method != "GET") {
    add(403, "`cross_site`: a page of another site may not do this in somebody's name.");
  }
  if (route.method != "POST") {
    add(412, "`precondition_failed`: If-Match names another state than there is.");
  }
  add(414, "`uri_too_long`: the address is longer than allowed.");
  if (route.takes_body()) add(413, "`body_too_large`: the body is larger than allowed.");
  if (route.upload) add(415, "`unsupported_media_type`: the body has a coding.");
  if (route.takes_body() && !route.upload) {
    add(415, "`unsupported_media_type`: this route takes application/json.");
  }
  if (route.input.shape || is_view_parameter(route, "fields")) {
    add(422, "`validation_failed`: some fields are not as they must be.");
  }
  if (route.method != "GET") {
    add(409, "`conflict`: the records that are there do not allow it.");
    add(409, "`request_in_flight`: one with this Idempotency-Key is still being done.");
    add(409, "`already_done`: it has been done, and its answer is told only once.");
    add(422, "`idempotency_key_reused`: the key belongs to another request.");
  }
  if (route.socket) {
    add(400, "`bad_handshake`: the request begins no WebSocket as it should.");
    add(403, "`cross_site`: a page of another site may not open one.");
    add(426, "`upgrade_required`: this address is a WebSocket.");
    add(429, "`too_many_streams`: you have as many sockets and streams open as you may.");
  }
  if (route.may_wait) add(429, "`too_many_streams`: as many of your requests wait as may.");
  if (route.must_match) add(428, "`precondition_required`: If-Match must say what is changed.");
  if (route.listing.row) {
    add(422, "`filter_too_costly`: no index helps to find or sort what is asked for.");
  }
  if (route.batch) batch_problems(add);
  add(503, "`overloaded`: too much work is waiting; Retry-After says when to come back.");
  for (const Problem& problem : route.problems) {
    add(problem.status, "`" + std::string(problem.code) + "`: " + std::string(problem.title));
  }
  return by_status;
}

json::object answers(const Route& route, Schemas& schemas) {
  json::object all;
  json::object good{{"description", route.output ? "What was asked for." : "Done."}};
  if (route.status == 201) good["description"] = "Made; Location says where it is.";
  if (route.socket) good["description"] = socket_answer();
  if (route.exports) {
    good["description"] = "All rows, streamed; an answer that breaks off is not whole.";
    good["content"] = export_content();
  } else if (route.output) {
    good["content"] = json_content(schema_of(*route.output, Face::output, schemas.needs()));
  }
  all[std::to_string(route.status)] = good;
  if (upserts(route)) {
    good["description"] = "It was there, and is changed.";
    all["200"] = std::move(good);
  }
  if (route.may_wait)
    all["204"] = json::object{{"description", "There was nothing in the time it could wait."}};
  if (route.sends_file) add_file_answers(all);
  if (route.sends_text) all["200"] = text_file_answer();
  for (auto& [status, text] : problem_descriptions(route)) {
    all[std::to_string(status)] = problem_answer(text);
  }
  return all;
}

// Any one of them lets in; a role is told beside, since OpenAPI 3.1 has room for it in the list.
json::array security_of(const Route& route) {
  if (route.access.open() && !route.batch) return {json::object{}};
  json::array needed;
  if (!route.access.role.empty()) needed.push_back(json::value(route.access.role));
  json::array all{json::object{{"session", needed}}, json::object{{"token", needed}}};
  if (route.access.kind == Access::Kind::guest) all.push_back(json::object{});
  if (!route.access.in_person) {
    const Scope scope = route.scope();
    json::array scopes;  // a batch needs those of its operations
    if (!route.batch)
      scopes.push_back(json::value(scope.app + ":" + scope.resource + ":" + scope.verb));
    all.push_back(json::object{{"api_key", std::move(scopes)}});
  }
  if (route.batch) all.push_back(json::object{});  // what is open to all asks for none of them
  return all;
}

}  // namespace

std::string Schemas::add(const Shape& shape, Face face, const std::vector<std::string>& in_path) {
  std::string name = schema_name(shape, face);
  auto [at, fresh] = made_.try_emplace(name, &shape);
  if (!fresh && at->second != &shape) {
    throw std::logic_error("two structs of the API are called " + name);
  }
  if (!fresh) return name;
  auto elsewhere = [&](const Field& field) {
    return std::find(in_path.begin(), in_path.end(), field.name) != in_path.end();
  };
  json::object schema = schema_of(shape, face, needs(), elsewhere);
  all_[name] = std::move(schema);
  return name;
}

json::object schema_reference(const std::string& schema) {
  return {{"$ref", "#/components/schemas/" + schema}};
}

json::object operation(const MountedRoute& mounted, Schemas& schemas) {
  const Route& route = mounted.route;
  json::object made{{"operationId", route.app + "_" + route.name},
                    {"summary", route.summary},
                    {"description", route.summary + "."},
                    {"tags", json::array{json::value(route.app)}}};
  if (json::array all = parameters(mounted, schemas); !all.empty())
    made["parameters"] = std::move(all);
  if (route.takes_body()) {
    made["requestBody"] = route.upload ? upload_body(route, schemas) : body(route, schemas);
  }
  made["security"] = security_of(route);
  made["responses"] = answers(route, schemas);
  if (route.socket)
    made["x-stoa-socket"] = describe_socket(*route.socket, schemas.needs(), schemas.adder());
  return made;
}

}  // namespace stoa
