// The configuration: stoa.toml, then STOA_* in the environment, then the command line.
//
// One table says every key, its default and its meaning; a key that is not in it, or a value that
// is not one, stops the start with a sentence. Read once at start.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace stoa {

struct Config {
  std::string listen = "127.0.0.1:8080";
  std::filesystem::path data = "./data";
  std::vector<std::string> host_names;
  std::string public_url;
  std::filesystem::path tls_certificate, tls_key;
  std::string tls_redirect_listen;
  std::vector<std::string> trusted_proxies;
  std::vector<std::string> doors_listen;
  std::int64_t http_threads = 0;
  std::int64_t http_max_connections = 10'000;
  std::int64_t http_max_streams = 5'000;
  std::int64_t http_stream_room_bytes = 256 << 10;
  std::int64_t live_streams_each = 50;
  std::int64_t http_max_body_bytes = 1 << 20;
  std::int64_t http_drain_ms = 10'000;
  std::int64_t files_max_upload_bytes = 256 << 20;
  std::filesystem::path files_folder;
  std::int64_t store_max_batch = 256;
  std::int64_t store_read_threads = 2;
  std::int64_t store_read_budget_ms = 20;
  std::int64_t store_heavy_budget_ms = 2'000;
  bool store_synchronous = true;
  std::filesystem::path backup_folder;
  bool backup_continuous = false;
  std::int64_t backup_keep_days = 7;
  std::int64_t backup_base_hours = 24;
  std::string store_vfs;
  std::string database_url;
  std::filesystem::path database_url_file, database_password_file;
  bool database_allow_plaintext = false;
  std::int64_t database_connections = 20;
  std::int64_t database_writers = 1;
  std::int64_t database_readers = 6;
  std::string redis_url;
  std::filesystem::path redis_url_file, redis_password_file, redis_ca_file;
  bool redis_allow_plaintext = false;
  std::int64_t redis_answer_ms = 500;
  std::filesystem::path master_key_file;
  std::string admin_email;
  std::filesystem::path admin_password_file, admin_api_key_file;
  std::int64_t collections_projects_each = 20;
  std::int64_t collections_definitions_each = 50;
  std::int64_t collections_records_each = 0;
  std::int64_t accounts_password_memory_kib = 19 * 1024;
  std::int64_t accounts_tries = 5;
  std::int64_t accounts_remember_ms = 1'000;
  std::string accounts_url;
  std::filesystem::path accounts_api_key_file, accounts_ca_file;
  bool accounts_allow_plaintext = false;
  std::string smtp_url;
  std::filesystem::path smtp_password_file, smtp_ca_file;
  bool smtp_allow_plaintext = false;
  std::string mail_from;
  std::vector<std::string> webhooks_allow_private;
  std::filesystem::path webhooks_ca_file;
  std::string oidc_issuer, oidc_client_id, oidc_name = "single sign-on";
  std::string oidc_scopes = "openid email profile";
  std::filesystem::path oidc_client_secret_file, oidc_ca_file;
  std::string log_level = "info";
};

struct ConfigKey {
  std::string name;  // in the file: "store.max_batch"; in the environment: STOA_STORE_MAX_BATCH
  std::string fallback;
  std::string meaning;
};

// All keys, for `stoa serve --help`.
std::vector<ConfigKey> config_keys();

// Reads `file` (skipped when it does not exist and `required` is false) and the environment.
// Throws std::runtime_error naming the key, where it stands, and the nearest right one.
Config read_config(const std::filesystem::path& file, bool required);

struct Address {
  std::string host;
  std::uint16_t port = 0;
};
// "127.0.0.1:8080", "[::1]:8080", ":8080" (loopback). Throws std::runtime_error that names `key`.
Address parse_address(std::string_view listen, std::string_view key = "listen");
bool is_loopback(std::string_view host);
// "https://stoa.example:8443/x" -> "stoa.example"
std::string host_of_url(std::string_view url);

}  // namespace stoa
