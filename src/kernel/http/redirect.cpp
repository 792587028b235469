#include "kernel/http/redirect.h"

#include "kernel/http/finish.h"
#include "kernel/http/target.h"

namespace stoa::http {
namespace {

// The target in the form that begins with its path; the absolute form names the host once more.
std::string path_and_query(const Request& request) {
  if (request.target.starts_with('/')) return request.target;
  return request.query.empty() ? request.path : request.path + "?" + request.query;
}

Response redirection(const Request& request, std::uint16_t port) {
  auto host = host_of(request);
  if (host.empty()) {
    return problem_response({problems::bad_request, "Without a Host there is nowhere to go."},
                            request.id);
  }
  std::string location = "https://" + std::string(host);
  if (port != 443) location += ":" + std::to_string(port);
  Response response;
  response.status = 308;
  response.headers.add("Location", location + path_and_query(request));
  return response;
}

}  // namespace

Handler redirect_to_https(std::uint16_t port) {
  return [port](std::shared_ptr<const Request> request, Respond respond) {
    auto response = redirection(*request, port);
    finish(*request, response);
    respond(std::move(response));
  };
}

}  // namespace stoa::http
