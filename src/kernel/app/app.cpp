#include "kernel/app/app.h"

#include <algorithm>
#include <stdexcept>

#include "kernel/app/job_routes.h"
#include "kernel/app/path.h"

namespace stoa {
namespace detail {

std::string function_name(std::string_view pretty) {
  // GCC writes "... [with auto Function = stoa::library::get_work; std::string = ...]" and clang
  // "... [Function = &stoa::library::get_work]".
  auto at = pretty.find("Function = ");
  if (at == pretty.npos) return std::string(pretty);
  pretty.remove_prefix(at + 11);
  pretty = pretty.substr(0, pretty.find_first_of(";]<"));  // a template's without what it is of
  if (auto colon = pretty.rfind("::"); colon != pretty.npos) pretty.remove_prefix(colon + 2);
  return std::string(pretty);
}

}  // namespace detail

namespace {

[[noreturn]] void reject(const Route& route, const std::string& why) {
  throw std::logic_error(route.method + " " + route.full_path() + ": " + why);
}

// The Upload among the members of an input, if there is one.
std::optional<UploadRule> upload_of(const Route& route) {
  std::optional<UploadRule> rule;
  if (!route.input.shape) return rule;
  for (const Field& field : route.input.shape->fields) {
    if (field.type->kind != Kind::upload) continue;
    if (rule) reject(route, "an input has one Upload");
    rule = UploadRule{.field = &field};
  }
  return rule;
}

void check(const Route& route) {
  std::vector<std::string> parameters = path_parameters(route.path);
  if (route.input.form == InputForm::id && parameters.size() != 1) {
    reject(route, "an Id input needs one path parameter");
  }
  for (const std::string& name : parameters) {
    if (route.input.form == InputForm::id) continue;
    if (!route.input.shape || !route.input.shape->find(name)) {
      reject(route, "its input has no member " + name);
    }
  }
  bool safe = route.method == "GET";
  if (safe && route.lane == Lane::write) reject(route, "a GET changes nothing");
  const bool takes_file =
      route.input.form == InputForm::fields && (route.method == "POST" || route.method == "PUT");
  if (route.upload && !takes_file) reject(route, "an Upload comes with a POST or a PUT");
  if ((route.sends_file || route.sends_text) && !safe)
    reject(route, "a file is what a GET answers with");
  if (!safe && route.lane == Lane::read) reject(route, "only a GET reads without writing");
}

}  // namespace

bool Route::takes_body() const {
  if (!input.shape || method == "GET" || method == "DELETE") return false;
  const std::vector<std::string> in_path = path_parameters(path);
  return std::any_of(
      input.shape->fields.begin(), input.shape->fields.end(), [&](const Field& field) {
        return std::find(in_path.begin(), in_path.end(), field.name) == in_path.end();
      });
}

bool Route::reads_record() const {
  return method == "GET" && lane == Lane::read && input.form == InputForm::id &&
         path.ends_with('}') && output && output->kind == Kind::object &&
         output->object().find(FieldRole::self_id);
}

// The resource is the first segment, "-" being "_" in a scope; who may administer is an admin.
Scope Route::scope() const {
  const std::size_t end = path.find('/', 1);
  std::string what = resource;
  if (what.empty()) what = path.substr(1, end == path.npos ? path.npos : end - 1);
  std::replace(what.begin(), what.end(), '-', '_');
  const bool admin = access.role == roles::admin;
  const bool reads = method == "GET" && !(socket && socket->writes());
  return {app, std::move(what), admin ? "admin" : reads ? "read" : "write"};
}

void App::add_route(Route route, std::string name, std::string method, std::string path,
                    std::string summary, std::vector<Problem> problems) {
  route.app = name_;
  route.name = std::move(name);
  route.method = std::move(method);
  route.path = std::move(path);
  route.summary = std::move(summary);
  route.problems = std::move(problems);
  route.upload = upload_of(route);
  if (route.method == "POST" && route.status == 200) route.status = 201;
  check(route);
  routes_.push_back(std::move(route));
}

void App::add_job(JobHandler handler) {
  const auto same = [&](const JobHandler& other) { return other.name == handler.name; };
  if (std::any_of(jobs_.begin(), jobs_.end(), same))
    throw std::logic_error("two jobs are called " + handler.name);
  if (!handler.of_kernel && !handler.name.starts_with(name_ + "."))
    throw std::logic_error("the job " + handler.name + " is none of " + name_ + "'s own");
  if (jobs_.empty()) add_job_routes(*this);
  jobs_.push_back(std::move(handler));
}

}  // namespace stoa
