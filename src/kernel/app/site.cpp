#include "kernel/app/site.h"

#include <openssl/sha.h>

#include <algorithm>
#include <sstream>

#include "kernel/app/docs_viewer.h"
#include "kernel/app/media.h"
#include "kernel/model/codec.h"

namespace stoa::embedded {
Files kernel();
Files console();  // what Vite made of console/ and the apps' pages; none when the build had no Node
}  // namespace stoa::embedded

namespace stoa {
namespace {

// Pages of ours load nothing from elsewhere, run no script that is not a file of ours, and make no
// markup of texts (Trusted Types without a policy).
constexpr std::string_view own_pages =
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types 'none'";

// Of what is named by what it holds.
constexpr std::string_view for_ever = "public, max-age=31536000, immutable";

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

// The first segments of the addresses of the console's pages: "system", and apps whose pages it
// has.
std::set<std::string, std::less<>> places_of(embedded::Files console,
                                             const std::deque<MountedApp>& apps) {
  std::set<std::string, std::less<>> places;
  for (const embedded::File& file : console) {
    if (file.path != "places.txt") continue;
    std::istringstream lines{std::string(file.view())};
    for (std::string place; std::getline(lines, place);) {
      const bool served = std::any_of(apps.begin(), apps.end(),
                                      [&](auto& mounted) { return mounted.app.name() == place; });
      if (served || place == "system") places.insert(place);
    }
  }
  return places;
}

// The kinds of things of the kernel's that an app has: what the console shows of it to
// administrators.
std::string kept_by(const App& app) {
  std::string json;
  for (std::string_view kind : {"jobs", "mails", "webhooks", "imports", "log"}) {
    const auto lists = [&](const Route& route) {
      return route.method == "GET" && route.path.substr(1) == kind;
    };
    if (std::none_of(app.routes().begin(), app.routes().end(), lists)) continue;
    if (!json.empty()) json += ',';
    encode_string(kind, json);
  }
  return json;
}

http::Response leads_to(const std::string& place) {
  http::Response response;
  response.status = 308;
  response.headers.set("Location", place);
  return response;
}

std::string app_list(const std::deque<MountedApp>& apps,
                     const std::set<std::string, std::less<>>& places) {
  std::string json = "[";
  for (const MountedApp& mounted : apps) {
    const App& app = mounted.app;
    bool has_page = places.contains(app.name());
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
    json += ",\"routes\":" + std::to_string(app.routes().size());
    json += ",\"keeps\":[" + kept_by(app) + "]}";
  }
  return json + "]";
}

}  // namespace

Site::Site(const std::deque<MountedApp>& apps, const std::string& openapi,
           std::function<http::ServerStats()> server_stats, std::function<OpenStats()> live_stats,
           std::function<bool()> ready, const cluster::Cluster& cluster,
           const ContinuousBackup* continuous)
    : apps_(apps),
      server_stats_(std::move(server_stats)),
      live_stats_(std::move(live_stats)),
      ready_(std::move(ready)),
      cluster_(cluster),
      continuous_(continuous),
      places_(places_of(embedded::console(), apps)) {
  add_page("/openapi.json", openapi, "application/json");
  add_page("/api/apps", app_list(apps, places_), "application/json");
  add_files("/", "page/", embedded::kernel());
  add_console();
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
                  std::string(security_policy.empty() ? own_pages : security_policy), "no-cache"};
}

// Its page takes the place of the plain one at "/".
void Site::add_console() {
  for (const embedded::File& file : embedded::console()) {
    if (file.path == "index.html") {
      add_page("/", file.view(), content_type_of(file.path));
    } else if (file.path.starts_with("console/")) {
      const std::string path = "/" + std::string(file.path);
      add_page(path, file.view(), content_type_of(file.path));
      if (file.path.starts_with("console/files/")) pages_[path].caching = for_ever;
    }
  }
}

void Site::add_files(const std::string& prefix, const std::string& folder, embedded::Files files) {
  for (const embedded::File& file : files) {
    if (!file.path.starts_with(folder)) continue;
    std::string name(file.path.substr(folder.size()));
    if (name == "moved.txt") {
      add_moved(prefix, file.view());
      continue;
    }
    bool is_index = name == "index.html" || name == "home.html";
    add_page(is_index ? prefix : prefix + name, file.view(), content_type_of(name));
  }
}

void Site::add_moved(const std::string& prefix, std::string_view lines) {
  std::istringstream in{std::string(lines)};
  for (std::string from, to; in >> from >> to;) moved_[prefix + from] = prefix + to;
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
  if (page == pages_.end() && pages_.contains(path + "/")) return leads_to(path + "/");
  if (const auto moved = moved_.find(path); moved != moved_.end()) return leads_to(moved->second);
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
    return page->second.response();
  }
  response.headers.set("Allow", "OPTIONS, GET, HEAD");
  return response;
}

http::Response Site::Page::response() const {
  http::Response response;
  response.shared_body = bytes;
  response.headers.set("Content-Type", type);
  response.headers.set("ETag", etag);
  response.headers.set("Cache-Control", caching);
  response.headers.set("Accept-Ranges", "bytes");
  response.headers.set("Content-Security-Policy", security_policy);
  return response;
}

// "/collections/shelf/books" is the console's to show; what has a dot in its name would be a file.
std::optional<http::Response> Site::console_page(const http::Request& request) const {
  if (request.method != "GET" && request.method != "HEAD") return std::nullopt;
  const std::string_view path = request.path;
  const std::string_view place = path.substr(1, path.find('/', 1) - 1);
  if (!places_.contains(place) || path.find('.', path.rfind('/')) != path.npos) return std::nullopt;
  return pages_.at("/").response();
}

}  // namespace stoa
