#include "kernel/outward/client.h"

#include <curl/curl.h>
#include <sys/socket.h>

#include <algorithm>
#include <stdexcept>

namespace stoa::outward {
namespace {

struct FreeFields {
  void operator()(curl_slist* fields) const { curl_slist_free_all(fields); }
};
using Fields = std::unique_ptr<curl_slist, FreeFields>;

Fields list_of(const std::vector<std::string>& lines) {
  Fields list;
  for (const std::string& line : lines) {
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    if (!longer) throw std::bad_alloc();
    if (!list) list.reset(longer);
  }
  return list;
}

}  // namespace

struct Client::Impl {
  struct FreeEasy {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
  };

  Impl(const Addresses& allowed, ClientOptions given)
      : addresses(allowed), options(std::move(given)) {
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    easy.reset(curl_easy_init());
    if (ready != CURLE_OK || !easy) throw std::runtime_error("libcurl does not start");
    restrict_to_web();
    curl_easy_setopt(easy.get(), CURLOPT_OPENSOCKETFUNCTION, &open_socket);
    curl_easy_setopt(easy.get(), CURLOPT_OPENSOCKETDATA, this);
    curl_easy_setopt(easy.get(), CURLOPT_WRITEFUNCTION, &take_answer);
    curl_easy_setopt(easy.get(), CURLOPT_WRITEDATA, this);
    curl_easy_setopt(easy.get(), CURLOPT_XFERINFOFUNCTION, &go_on);
    curl_easy_setopt(easy.get(), CURLOPT_XFERINFODATA, this);
    curl_easy_setopt(easy.get(), CURLOPT_NOPROGRESS, 0L);
  }

  void restrict_to_web() {
    CURL* const curl = easy.get();
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    // A look-up that takes too long is left to its thread, which ends by itself: nobody waits for
    // it.
    curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(options.patience.count()));
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
                     static_cast<long>(options.patience_to_connect.count()));
    if (!options.ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, options.ca_file.c_str());
  }

  // The address is the one that will be connected to, whatever was asked of whom to find it.
  static curl_socket_t open_socket(void* of, curlsocktype, curl_sockaddr* address) {
    Impl& impl = *static_cast<Impl*>(of);
    if (!impl.addresses.may_call(address->addr)) {
      impl.refused = true;
      return CURL_SOCKET_BAD;
    }
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  }

  static std::size_t take_answer(char* bytes, std::size_t size, std::size_t count, void* of) {
    Impl& impl = *static_cast<Impl*>(of);
    const std::size_t length = size * count;
    impl.body.append(bytes, std::min(length, impl.options.kept - impl.body.size()));
    impl.read += length;
    impl.cut = impl.read > impl.options.longest;
    return impl.cut ? 0 : length;  // libcurl gives up then
  }

  static int go_on(void* of, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    Impl& impl = *static_cast<Impl*>(of);
    impl.stopped = impl.options.stopping && impl.options.stopping();
    return impl.stopped ? 1 : 0;
  }

  Reply reply(CURLcode outcome) {
    if (outcome != CURLE_OK && !cut) {
      const char* const fault =
          refused ? "Its address is none that may be called (webhooks.allow_private)."
                  : curl_easy_strerror(outcome);
      return {.fault = fault, .stopped = stopped};
    }
    long status = 0;
    curl_off_t wait = 0;
    curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(easy.get(), CURLINFO_RETRY_AFTER, &wait);
    Reply made{.status = static_cast<int>(status), .body = std::move(body)};
    if (wait > 0) made.retry_after = std::chrono::seconds(wait);
    return made;
  }

  const Addresses& addresses;
  const ClientOptions options;
  std::unique_ptr<CURL, FreeEasy> easy;
  // Of the post under way.
  std::string body;
  std::size_t read = 0;
  bool refused = false, cut = false, stopped = false;
};

Client::Client(const Addresses& addresses, ClientOptions options)
    : impl_(std::make_unique<Impl>(addresses, std::move(options))) {}
Client::~Client() = default;

Reply Client::post(const Message& message) {
  Impl& impl = *impl_;
  impl.body.clear();
  impl.read = 0;
  impl.refused = impl.cut = impl.stopped = false;
  std::vector<std::string> lines = message.fields;
  lines.emplace_back("Expect:");  // no round trip to ask whether a body is welcome
  const Fields fields = list_of(lines);
  CURL* const curl = impl.easy.get();
  curl_easy_setopt(curl, CURLOPT_URL, message.url.c_str());
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, fields.get());
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(message.body.size()));
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, message.body.data());
  return impl.reply(curl_easy_perform(curl));
}

}  // namespace stoa::outward
