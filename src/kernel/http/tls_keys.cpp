#include "kernel/http/tls_keys.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

#include "kernel/observe/log.h"

namespace stoa::http {
namespace {

using namespace std::chrono_literals;
constexpr auto look_again_after = 1s;

// Mozilla's "intermediate" list (version 5.7) without DHE, which costs most and protects least.
// OpenSSL's own list for TLS 1.3 is the same as Mozilla's.
constexpr auto tls_1_2_ciphers =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
constexpr auto groups = "X25519:P-256:P-384";
constexpr std::string_view protocol = "http/1.1";

std::string reason() {
  auto code = ERR_get_error();
  ERR_clear_error();
  if (ERR_SYSTEM_ERROR(code)) return std::generic_category().message(ERR_GET_REASON(code));
  auto text = ERR_reason_error_string(code);
  return text ? text : "it is not PEM, or of a kind that is not known here";
}

std::runtime_error unusable(std::string_view what, const std::filesystem::path& file,
                            const std::string& why) {
  return std::runtime_error(std::string(what) + " " + file.string() + " cannot be used: " + why);
}

// A key with a pass phrase must not make the server ask for it on a terminal.
int note_pass_phrase(char*, int, int, void* wanted) {
  *static_cast<bool*>(wanted) = true;
  return -1;
}

void load_key(SSL_CTX* context, const std::filesystem::path& file) {
  bool wants_pass_phrase = false;
  SSL_CTX_set_default_passwd_cb(context, note_pass_phrase);
  SSL_CTX_set_default_passwd_cb_userdata(context, &wants_pass_phrase);
  bool loaded = SSL_CTX_use_PrivateKey_file(context, file.c_str(), SSL_FILETYPE_PEM) == 1;
  SSL_CTX_set_default_passwd_cb_userdata(context, nullptr);
  if (wants_pass_phrase) throw unusable("TLS key", file, "it has a pass phrase");
  if (!loaded) throw unusable("TLS key", file, reason());
  if (SSL_CTX_check_private_key(context) != 1) {
    throw unusable("TLS key", file, "it does not belong to the certificate");
  }
}

// A client that offers protocols but not ours is told so: it would not understand a word
// (RFC 7301 §3.2).
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size,
                    const unsigned char* offered, unsigned offered_size, void*) {
  std::string_view rest(reinterpret_cast<const char*>(offered), offered_size);
  while (!rest.empty()) {
    auto name = rest.substr(1, static_cast<unsigned char>(rest[0]));
    if (name == protocol) {
      *chosen = reinterpret_cast<const unsigned char*>(name.data());
      *size = static_cast<unsigned char>(name.size());
      return SSL_TLSEXT_ERR_OK;
    }
    rest.remove_prefix(1 + name.size());
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

TlsKeys::Context new_context() {
  TlsKeys::Context context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  SSL_CTX* c = context.get();
  if (!c || SSL_CTX_set_min_proto_version(c, TLS1_2_VERSION) != 1 ||
      SSL_CTX_set_max_proto_version(c, 0) != 1 ||
      SSL_CTX_set_cipher_list(c, tls_1_2_ciphers) != 1 ||
      SSL_CTX_set1_groups_list(c, groups) != 1) {
    throw std::runtime_error("TLS cannot be set up: " + reason());
  }
  // An end without close_notify cuts nothing short: every request says how long it is.
  SSL_CTX_set_options(
      c, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_mode(c, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                          SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_read_ahead(c, 1);
  // Clients resume by tickets; a cache of sessions would be shared, locked and in memory.
  SSL_CTX_set_session_cache_mode(c, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_alpn_select_cb(c, choose_protocol, nullptr);
  return context;
}

TlsKeys::Context load_pair(const std::filesystem::path& certificate,
                           const std::filesystem::path& key) {
  ERR_clear_error();
  auto context = new_context();
  if (SSL_CTX_use_certificate_chain_file(context.get(), certificate.c_str()) != 1) {
    throw unusable("TLS certificate", certificate, reason());
  }
  load_key(context.get(), key);
  return context;
}

}  // namespace

TlsKeys::TlsKeys(std::filesystem::path certificate, std::filesystem::path key)
    : certificate_(std::move(certificate)),
      key_(std::move(key)),
      seen_(stamps()),
      looked_(std::chrono::steady_clock::now()),
      context_(load_pair(certificate_, key_)) {}

TlsKeys::Stamp TlsKeys::stamp_of(const std::filesystem::path& file) {
  struct stat s;
  if (::stat(file.c_str(), &s) != 0) return {};
  return {s.st_dev,          s.st_ino,         s.st_size,        s.st_mtim.tv_sec,
          s.st_mtim.tv_nsec, s.st_ctim.tv_sec, s.st_ctim.tv_nsec};
}

TlsKeys::Context TlsKeys::current() {
  std::lock_guard lock(mutex_);
  auto now = std::chrono::steady_clock::now();
  if (now - looked_ >= look_again_after) {
    looked_ = now;
    if (stamps() != seen_) load();
  }
  return context_;
}

void TlsKeys::reload() {
  std::lock_guard lock(mutex_);
  load();
}

// The stamps are taken first: files that change while they are read are read again.
void TlsKeys::load() {
  seen_ = stamps();
  try {
    context_ = load_pair(certificate_, key_);
    log::info("TLS certificate reloaded", {{"certificate", certificate_.native()}});
  } catch (const std::exception& e) {
    log::error("the new TLS certificate does not work, the old one stays", {{"reason", e.what()}});
  }
}

}  // namespace stoa::http
