#include "kernel/auth/fetch.h"

#include <curl/curl.h>

#include <algorithm>
#include <stdexcept>

namespace stoa::auth {
namespace {

struct Received {
  std::string body = {};
  std::size_t longest = 0;
};

std::size_t take_answer(char* bytes, std::size_t size, std::size_t count, void* into) {
  auto& received = *static_cast<Received*>(into);
  if (received.body.size() + size * count > received.longest) return 0;  // libcurl gives up
  received.body.append(bytes, size * count);
  return size * count;
}

struct Easy {
  CURL* handle = curl_easy_init();
  curl_slist* fields = curl_slist_append(nullptr, "Accept: application/json");
  Easy() {
    if (!handle || !fields) throw std::runtime_error("libcurl does not start");
  }
  ~Easy() {
    curl_easy_cleanup(handle);
    curl_slist_free_all(fields);
  }
  Easy(const Easy&) = delete;
  template <class T>
  void set(CURLoption option, T value) {
    curl_easy_setopt(handle, option, value);
  }
};

void restrict_to_web(Easy& easy, const Question& question) {
  easy.set(CURLOPT_PROTOCOLS_STR, "http,https");
  easy.set(CURLOPT_FOLLOWLOCATION, 0L);
  easy.set(CURLOPT_PROXY, "");
  easy.set(CURLOPT_SSL_VERIFYPEER, 1L);
  easy.set(CURLOPT_SSL_VERIFYHOST, 2L);
  easy.set(CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
  if (!question.ca_file.empty()) easy.set(CURLOPT_CAINFO, question.ca_file.c_str());
}

}  // namespace

Reply fetch(const Question& question) {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (ready != CURLE_OK) throw std::runtime_error("libcurl does not start");
  Easy easy;
  Received received{.longest = question.longest};
  const long within = static_cast<long>(question.within.count());
  restrict_to_web(easy, question);
  easy.set(CURLOPT_URL, question.url.c_str());
  easy.set(CURLOPT_NOSIGNAL, 1L);
  easy.set(CURLOPT_TIMEOUT_MS, within);
  easy.set(CURLOPT_CONNECTTIMEOUT_MS, std::min(within, 2000L));
  easy.set(CURLOPT_WRITEFUNCTION, take_answer);
  easy.set(CURLOPT_WRITEDATA, &received);
  easy.set(CURLOPT_HTTPHEADER, easy.fields);
  if (!question.form.empty()) {
    easy.set(CURLOPT_POSTFIELDSIZE, static_cast<long>(question.form.size()));
    easy.set(CURLOPT_POSTFIELDS, question.form.data());
  }
  if (!question.user.empty()) {
    easy.set(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
    easy.set(CURLOPT_USERNAME, question.user.c_str());
    easy.set(CURLOPT_PASSWORD, question.secret.c_str());
  }
  const CURLcode result = curl_easy_perform(easy.handle);
  if (result != CURLE_OK) return {.fault = curl_easy_strerror(result)};
  long status = 0;
  curl_easy_getinfo(easy.handle, CURLINFO_RESPONSE_CODE, &status);
  return {.status = static_cast<int>(status), .body = std::move(received.body)};
}

std::string form_encoded(std::string_view text) {
  constexpr std::string_view plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (plain.find(c) != plain.npos) {
      encoded += c;
    } else {
      encoded += {'%', digits[byte >> 4], digits[byte & 15]};
    }
  }
  return encoded;
}

}  // namespace stoa::auth
