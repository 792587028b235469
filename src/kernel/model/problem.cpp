#include "kernel/model/problem.h"

#include "kernel/model/json_writer.h"

namespace stoa {
namespace {

void append_member(std::string& out, std::string_view name, std::string_view value) {
  out += out.back() == '{' ? "\"" : ",\"";
  out += name;
  out += "\":";
  append_json_string(out, value);
}

void append_errors(std::string& out, const std::vector<FieldError>& errors) {
  out += ",\"errors\":[";
  for (const auto& error : errors) {
    out += out.back() == '[' ? "{" : ",{";
    append_member(out, "pointer", error.pointer);
    append_member(out, "code", error.code);
    append_member(out, "message", error.message);
    out += '}';
  }
  out += ']';
}

}  // namespace

std::string problem_json(const Refusal& refusal, std::string_view request_id) {
  const auto& problem = refusal.problem;
  std::string out = "{";
  // The default type, about:blank, would promise that the title is HTTP's own phrase.
  append_member(out, "type", "urn:stoa:problem:" + std::string(problem.code));
  append_member(out, "title", problem.title);
  out += ",\"status\":";
  append_integer(out, problem.status);
  append_member(out, "code", problem.code);
  if (!refusal.detail.empty()) append_member(out, "detail", refusal.detail);
  if (!request_id.empty()) {
    append_member(out, "instance", "urn:stoa:request:" + std::string(request_id));
  }
  if (!refusal.errors.empty()) append_errors(out, refusal.errors);
  out += '}';
  return out;
}

}  // namespace stoa
