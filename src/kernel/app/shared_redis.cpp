#include "kernel/app/shared_redis.h"

#include <stdexcept>

#include "kernel/app/named_file.h"
#include "kernel/cluster/redis_cluster.h"

namespace stoa {
namespace {

redis::Address address_in(const std::string& url) {
  try {
    return redis::parse_address(url);
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(std::string("redis.url cannot be read: ") + error.what());
  }
}

}  // namespace

std::unique_ptr<cluster::Cluster> join_cluster(const Config& config, const auth::Seal& seal) {
  const auto& file = config.redis_url_file;
  const std::string url = file.empty() ? config.redis_url : first_line_of("redis.url_file", file);
  if (url.empty()) return std::make_unique<cluster::LocalCluster>();
  redis::Options options{.address = address_in(url),
                         .ca_file = config.redis_ca_file,
                         .answer = std::chrono::milliseconds(config.redis_answer_ms)};
  const redis::Address& at = options.address;
  if (!at.tls && !is_loopback(at.host) && !config.redis_allow_plaintext)
    throw std::runtime_error("redis.url leads to " + at.host +
                             ", off this machine: say rediss://, or redis.allow_plaintext = true "
                             "if the network between is yours alone");
  if (!config.redis_password_file.empty())
    options.address.password = first_line_of("redis.password_file", config.redis_password_file);
  return std::make_unique<cluster::RedisCluster>(std::move(options), seal);
}

}  // namespace stoa
