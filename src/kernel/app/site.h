// What is served beside the API: pages, the OpenAPI document, health, metrics.
//
// Built once at start; answered on the I/O thread, since all of it is in memory.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "kernel/app/mounted.h"
#include "kernel/app/sockets.h"
#include "kernel/cluster/cluster.h"
#include "kernel/http/message.h"
#include "kernel/http/server.h"

namespace stoa {

class ContinuousBackup;

class Site {
 public:
  // The functions are asked at each scrape and probe.
  Site(const std::deque<MountedApp>& apps, const std::string& openapi,
       std::function<http::ServerStats()> server_stats, std::function<OpenStats()> live_stats,
       std::function<bool()> ready, const cluster::Cluster& cluster,
       const ContinuousBackup* continuous);

  // nullopt when the path is none of the site's.
  std::optional<http::Response> answer(const http::Request& request) const;
  // The console's page, which shows what belongs to the address; nullopt when it has nothing there.
  // Asked after all else that may have that path.
  std::optional<http::Response> console_page(const http::Request& request) const;

 private:
  struct Page {
    std::shared_ptr<const std::string> bytes;
    std::string type, etag, security_policy, caching;
    http::Response response() const;
  };
  void add_page(const std::string& path, std::string_view bytes, std::string_view type,
                std::string_view security_policy = {});
  void add_console();
  void add_files(const std::string& prefix, const std::string& folder, embedded::Files files);
  // Lines "desk.html desk": where what had the first address has gone, below the same prefix.
  void add_moved(const std::string& prefix, std::string_view lines);
  std::string metrics() const;
  http::Response readiness() const;
  http::Response dynamic(int status, std::string body, std::string_view type) const;

  const std::deque<MountedApp>& apps_;
  std::function<http::ServerStats()> server_stats_;
  std::function<OpenStats()> live_stats_;
  std::function<bool()> ready_;
  const cluster::Cluster& cluster_;
  const ContinuousBackup* const continuous_;  // nullptr: there is none
  const std::set<std::string, std::less<>> places_;
  std::map<std::string, Page, std::less<>> pages_;
  std::map<std::string, std::string, std::less<>> moved_;  // where links of others still lead to
};

}  // namespace stoa
