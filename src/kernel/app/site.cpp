#include "kernel/app/site.h"

#include <openssl/sha.h>

#include "kernel/app/docs_viewer.h"
#include "kernel/app/media.h"
#include "kernel/model/codec.h"

namespace stoa::embedded {
Files kernel();
}

namespace stoa {
namespace {

// Pages of ours load nothing from elsewhere, run no script that is not a file of ours, and make no
// markup of texts (Trusted Types without a policy).
constexpr std::string_view own_pages =
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types 'none'";

std::string etag_of(std::string_view bytes) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest);
  std::string tag = "\"";
  for (int i = 0; i < 8; ++i) {
    constexpr char digits[] = "0123456789abcdef";
    tag += digits[digest[i] >> 4];
    tag += digits[digest[i] & 15];
  }
  return tag + "\"";
}

std::string app_list(const std::deque<MountedApp>& apps) {
  std::string json = "[";
  for (const MountedApp& mounted : apps) {
    const App& app = mounted.app;
    bool has_page = false;
    for (auto& file : app.files()) has_page = has_page || file.path == "page/index.html";
    if (json.size() > 1) json += ',';
    json += "{\"name\":";
    encode_string(app.name(), json);
    json += ",\"title\":";
    encode_string(app.title(), json);
    json += ",\"page\":";
    if (has_page) {
      encode_string("/" + app.name() + "/", json);
    } else {
      json += "null";
    }
    json += ",\"routes\":" + std::to_string(app.routes().size()) + "}";
  }
  return json + "]";
}

}  // namespace

Site::Site(const std::deque<MountedApp>& apps, const std::string& openapi,
           std::function<http::ServerStats()> server_stats, std::function<OpenStats()> live_stats,
           std::function<bool()> ready, const cluster::Cluster& cluster)
    : apps_(apps),
      server_stats_(std::move(server_stats)),
      live_stats_(std::move(live_stats)),
      ready_(std::move(ready)),
      cluster_(cluster) {
  add_page("/openapi.json", openapi, "application/json");
  add_page("/api/apps", app_list(apps), "application/json");
  add_files("/", "page/", embedded::kernel());
  for (const MountedApp& mounted : apps) {
    add_files("/" + mounted.app.name() + "/", "page/", mounted.app.files());
  }
  for (const DocsFile& file : docs_viewer()) {
    add_page(file.path, file.bytes, content_type_of(file.name), file.security_policy);
  }
}

void Site::add_page(const std::string& path, std::string_view bytes, std::string_view type,
                    std::string_view security_policy) {
  pages_[path] = {std::make_shared<const std::string>(bytes), std::string(type), etag_of(bytes),
                  std::string(security_policy.empty() ? own_pages : security_policy)};
}

void Site::add_files(const std::string& prefix, const std::string& folder, embedded::Files files) {
  for (const embedded::File& file : files) {
    if (!file.path.starts_with(folder)) continue;
    std::string name(file.path.substr(folder.size()));
    bool is_index = name == "index.html" || name == "home.html";
    add_page(is_index ? prefix : prefix + name, file.view(), content_type_of(name));
  }
}

http::Response Site::dynamic(int status, std::string body, std::string_view type) const {
  http::Response response;
  response.status = status;
  response.headers.set("Content-Type", type);
  response.body = std::move(body);
  return response;
}

// Without Redis everything is served all the same, if not as one with the other processes.
http::Response Site::readiness() const {
  if (!ready_()) return dynamic(503, R"({"status":"not ready"})", "application/json");
  const bool degraded = cluster_.state().degraded;
  return dynamic(200,
                 degraded ? R"({"status":"ready","degraded":["redis"]})" : R"({"status":"ready"})",
                 "application/json");
}

std::optional<http::Response> Site::answer(const http::Request& request) const {
  const std::string& path = request.path;
  auto page = pages_.find(path);
  if (page == pages_.end() && pages_.contains(path + "/")) {
    http::Response response;
    response.status = 308;
    response.headers.set("Location", path + "/");
    return response;
  }
  bool is_probe = path == "/healthz" || path == "/readyz" || path == "/metrics";
  if (page == pages_.end() && !is_probe) return std::nullopt;
  http::Response response;
  if (request.method == "OPTIONS") {
    response.status = 204;
  } else if (request.method != "GET" && request.method != "HEAD") {
    response = dynamic(405, problem_json({problems::method_not_allowed}, request.id),
                       "application/problem+json");
  } else if (path == "/healthz") {
    return dynamic(200, R"({"status":"ok"})", "application/json");
  } else if (path == "/readyz") {
    return readiness();
  } else if (path == "/metrics") {
    return dynamic(200, metrics(), "text/plain; version=0.0.4; charset=utf-8");
  } else {
    response.shared_body = page->second.bytes;
    response.headers.set("Content-Type", page->second.type);
    response.headers.set("ETag", page->second.etag);
    response.headers.set("Cache-Control", "no-cache");
    response.headers.set("Accept-Ranges", "bytes");
    response.headers.set("Content-Security-Policy", page->second.security_policy);
    return response;
  }
  response.headers.set("Allow", "OPTIONS, GET, HEAD");
  return response;
}

}  // namespace stoa
