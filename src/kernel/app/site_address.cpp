#include "kernel/app/site_address.h"

#include "kernel/observe/log.h"

namespace stoa {

SiteAddress::SiteAddress(const Config& config) : address_(config.public_url) {
  while (address_.ends_with('/')) address_.pop_back();
  if (!address_.empty()) return;
  const Address address = parse_address(config.listen);
  const bool anywhere = address.host == "0.0.0.0" || address.host == "::";
  if (anywhere) log::warning("public_url is not set: links and tokens will name 127.0.0.1");
  std::string host = anywhere ? "127.0.0.1" : address.host;
  if (host.find(':') != host.npos) host = "[" + host + "]";
  address_ = (config.tls_certificate.empty() ? "http://" : "https://") + host + ":" +
             std::to_string(address.port);
}

void SiteAddress::listening(std::uint16_t port) {
  if (!address_.ends_with(":0")) return;
  address_ = address_.substr(0, address_.rfind(':') + 1) + std::to_string(port);
}

}  // namespace stoa
