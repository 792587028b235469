#include "kernel/app/config.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <stdexcept>
#include <variant>

#define TOML_EXCEPTIONS 1
#include <toml++/toml.h>

#include "kernel/model/nearest.h"

extern char** environ;

namespace stoa {
namespace {

using Member =
    std::variant<std::string Config::*, std::filesystem::path Config::*,
                 std::vector<std::string> Config::*, std::int64_t Config::*, bool Config::*>;

struct Key {
  std::string_view name;
  Member member;
  std::string_view meaning;
  std::int64_t min = 0, max = INT64_MAX;
};

const std::vector<Key>& keys() {
  static const std::vector<Key> all = {
      {"listen", &Config::listen, "address and port to listen on"},
      {"data", &Config::data, "folder of the databases"},
      {"host_names", &Config::host_names,
       "names that requests may address this server by, with commas"},
      {"public_url", &Config::public_url,
       "https://name, as people reach this server: what links in mails begin with"},
      {"tls.certificate", &Config::tls_certificate, "PEM file of the certificate and its chain"},
      {"tls.key", &Config::tls_key, "PEM file of its private key"},
      {"tls.redirect_listen", &Config::tls_redirect_listen,
       "address and port that send plain HTTP to HTTPS"},
      {"trusted_proxies", &Config::trusted_proxies,
       "addresses or networks whose X-Forwarded-* are believed, with commas"},
      {"doors.listen", &Config::doors_listen,
       "ports of their own for doors, with commas: library.opds=127.0.0.1:8090"},
      {"master_key_file", &Config::master_key_file,
       "the key that secrets are sealed with; without it, <data>/keys/master"},
      {"admin_email", &Config::admin_email, "the first administrator, made at start"},
      {"admin_password_file", &Config::admin_password_file, "a file that holds their password"},
      {"admin_api_key_file", &Config::admin_api_key_file,
       "a file that holds an API key for all that they may do (stoa api-key makes one)"},
      {"accounts.password_memory_kib", &Config::accounts_password_memory_kib,
       "memory that hashing a password takes", 8192, 1 << 20},
      {"accounts.tries", &Config::accounts_tries,
       "wrong passwords for an account from one network before it must wait", 1, 1'000'000},
      {"accounts.remember_ms", &Config::accounts_remember_ms,
       "how long a session that ended in another process may still count here", 0, 300'000},
      {"accounts.url", &Config::accounts_url,
       "https://name of the process that serves accounts, where this one does not"},
      {"accounts.api_key_file", &Config::accounts_api_key_file,
       "a file that holds an API key for accounts:introspections:admin there"},
      {"accounts.ca_file", &Config::accounts_ca_file,
       "PEM file of the authorities whose certificates accounts.url may have; without it, the "
       "system's"},
      {"accounts.allow_plaintext", &Config::accounts_allow_plaintext,
       "reach an accounts.url on another machine without TLS"},
      {"collections.projects_each", &Config::collections_projects_each,
       "projects that an account may own", 0, 1'000'000},
      {"collections.definitions_each", &Config::collections_definitions_each,
       "collections that a project may have", 0, 1'000},
      {"collections.records_each", &Config::collections_records_each,
       "records that a collection may have, removed ones among them; 0 is any number", 0},
      {"smtp.url", &Config::smtp_url,
       "smtp://user@host:587 or smtps://user@host: the server that takes mails; without it they "
       "are "
       "kept, for administrators to read"},
      {"smtp.password_file", &Config::smtp_password_file, "a file that holds the user's password"},
      {"smtp.ca_file", &Config::smtp_ca_file,
       "PEM file of the authorities whose certificates it may have; without it, the system's"},
      {"smtp.allow_plaintext", &Config::smtp_allow_plaintext,
       "hand mails to an smtp:// on another machine although it offers no TLS"},
      {"mail.from", &Config::mail_from, "whom mails are from: Stoa <stoa@example.org>"},
      {"webhooks.allow_private", &Config::webhooks_allow_private,
       "addresses or networks of one's own that webhooks may be sent to, with commas; none without "
       "it"},
      {"webhooks.ca_file", &Config::webhooks_ca_file,
       "PEM file of the authorities whose certificates receivers may have; without it, the "
       "system's"},
      {"oidc.issuer", &Config::oidc_issuer,
       "https://name of an OpenID Connect provider where people may sign in"},
      {"oidc.client_id", &Config::oidc_client_id, "what the provider knows Stoa by"},
      {"oidc.client_secret_file", &Config::oidc_client_secret_file,
       "a file that holds the secret for it; without it, a public client"},
      {"oidc.name", &Config::oidc_name, "what stands on the button: Sign in with …"},
      {"oidc.scopes", &Config::oidc_scopes, "what the provider is asked for, with spaces"},
      {"oidc.ca_file", &Config::oidc_ca_file,
       "PEM file of the authorities whose certificates the provider may have; without it, the "
       "system's"},
      {"http.threads", &Config::http_threads, "I/O threads; 0 is one a core", 0, 256},
      {"http.max_connections", &Config::http_max_connections, "open connections", 1, 1'000'000},
      {"http.max_streams", &Config::http_max_streams, "of those, with an answer that stays open", 0,
       1'000'000},
      {"http.stream_room_bytes", &Config::http_stream_room_bytes,
       "that may wait for the client of such an answer before it is cut", 4096, 1 << 30},
      {"live.streams_each", &Config::live_streams_each,
       "streams and sockets that an account, or a network without one, may have open", 1,
       1'000'000},
      {"http.max_body_bytes", &Config::http_max_body_bytes, "largest request body", 0, 1 << 30},
      {"http.drain_ms", &Config::http_drain_ms, "time for running requests when stopping", 0,
       600'000},
      {"files.max_upload_bytes", &Config::files_max_upload_bytes,
       "largest file that any route takes; each has a limit of its own too", 0, 1LL << 40},
      {"files.folder", &Config::files_folder, "folder of the files; without it, <data>/files"},
      {"backup.folder", &Config::backup_folder,
       "where backups go that administrators ask for, and the continuous one"},
      {"backup.continuous", &Config::backup_continuous,
       "ship each commit to backup.folder within a second; SQLite only"},
      {"backup.keep_days", &Config::backup_keep_days,
       "days whose every moment the continuous backup can restore", 0, 3'650},
      {"backup.base_hours", &Config::backup_base_hours,
       "hours from one full copy of the databases to the next in it", 1, 8'760},
      {"store.max_batch", &Config::store_max_batch, "writes in one commit", 1, 10'000},
      {"store.read_threads", &Config::store_read_threads, "threads for reads", 1, 64},
      {"store.read_budget_ms", &Config::store_read_budget_ms,
       "time of a read before it counts as heavy", 1, 60'000},
      {"store.heavy_budget_ms", &Config::store_heavy_budget_ms,
       "time of a heavy read before it is refused", 1, 600'000},
      {"store.synchronous", &Config::store_synchronous,
       "sync each commit; false loses data in a power cut"},
      {"store.vfs", &Config::store_vfs, "SQLite VFS, for fault tests"},
      {"database.url", &Config::database_url,
       "postgres://user@host/database; without it, SQLite in the data folder"},
      {"database.url_file", &Config::database_url_file, "a file that holds database.url"},
      {"database.password_file", &Config::database_password_file,
       "a file that holds the password of database.url"},
      {"database.allow_plaintext", &Config::database_allow_plaintext,
       "reach a PostgreSQL on another machine without verified TLS"},
      {"database.connections", &Config::database_connections,
       "connections to PostgreSQL, of all apps together; two more than there are apps at the least",
       3, 1000},
      {"database.writers", &Config::database_writers, "threads an app that write to PostgreSQL", 1,
       16},
      {"database.readers", &Config::database_readers, "threads that read from PostgreSQL", 1, 64},
      {"redis.url", &Config::redis_url,
       "redis://user@host:6379/0 or rediss://…: what several processes share beside the database"},
      {"redis.url_file", &Config::redis_url_file, "a file that holds redis.url"},
      {"redis.password_file", &Config::redis_password_file,
       "a file that holds the password of redis.url"},
      {"redis.ca_file", &Config::redis_ca_file,
       "PEM file of the authorities whose certificates it may have; without it, the system's"},
      {"redis.allow_plaintext", &Config::redis_allow_plaintext,
       "reach a redis:// on another machine without TLS"},
      {"redis.answer_ms", &Config::redis_answer_ms,
       "how long Redis may take to answer before it counts as away", 50, 60'000},
      {"log.level", &Config::log_level, "debug, info, warning or error"},
  };
  return all;
}

std::string variable_of(std::string_view name) {
  std::string variable = "STOA_";
  for (char c : name)
    variable += c == '.' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return variable;
}

[[noreturn]] void reject(std::string_view where, const std::string& why) {
  throw std::runtime_error(std::string(where) + ": " + why);
}

std::int64_t parse_number(const Key& key, std::string_view where, std::string_view text) {
  std::int64_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  bool whole = error == std::errc{} && end == text.data() + text.size();
  if (!whole || number < key.min || number > key.max) {
    reject(where, std::string(key.name) + " is a whole number from " + std::to_string(key.min) +
                      (key.max == INT64_MAX ? "" : " to " + std::to_string(key.max)) + ", not \"" +
                      std::string(text) + "\"");
  }
  return number;
}

bool parse_bool(const Key& key, std::string_view where, std::string_view text) {
  if (text == "true" || text == "1") return true;
  if (text == "false" || text == "0") return false;
  reject(where, std::string(key.name) + " is true or false, not \"" + std::string(text) + "\"");
}

std::vector<std::string> parse_list(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    std::size_t comma = text.find(',');
    std::string_view part = text.substr(0, comma);
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    if (!part.empty()) parts.emplace_back(part);
    text = comma == text.npos ? std::string_view{} : text.substr(comma + 1);
  }
  return parts;
}

void set(Config& config, const Key& key, std::string_view where, std::string_view text) {
  std::visit(
      [&](auto member) {
        using Value = std::remove_reference_t<decltype(config.*member)>;
        if constexpr (std::is_same_v<Value, bool>) {
          config.*member = parse_bool(key, where, text);
        } else if constexpr (std::is_same_v<Value, std::int64_t>) {
          config.*member = parse_number(key, where, text);
        } else if constexpr (std::is_same_v<Value, std::vector<std::string>>) {
          config.*member = parse_list(text);
        } else {
          config.*member = std::string(text);
        }
      },
      key.member);
}

const Key& find_key(std::string_view name, std::string_view where) {
  std::vector<std::string_view> names;
  for (const Key& key : keys()) {
    if (key.name == name) return key;
    names.push_back(key.name);
  }
  std::string_view near = nearest_name(names, name);
  reject(where, "there is no setting \"" + std::string(name) + "\"" +
                    (near.empty() ? "" : "; did you mean \"" + std::string(near) + "\"?"));
}

std::string text_of(const toml::node& node, std::string_view where) {
  if (auto text = node.value<std::string>(); text && node.is_string()) return *text;
  if (node.is_integer()) return std::to_string(*node.value<std::int64_t>());
  if (node.is_boolean()) return *node.value<bool>() ? "true" : "false";
  if (auto* list = node.as_array()) {
    std::string joined;
    for (auto& item : *list) joined += (joined.empty() ? "" : ",") + item.value_or<std::string>("");
    return joined;
  }
  reject(where, "a setting is a text, a whole number, true, false or a list of texts");
}

void read_table(Config& config, const toml::table& table, const std::string& prefix,
                const std::string& where) {
  for (auto&& [name, node] : table) {
    std::string full = prefix + std::string(name.str());
    std::string place = where + " line " + std::to_string(node.source().begin.line);
    if (auto* inner = node.as_table()) {
      read_table(config, *inner, full + ".", where);
    } else {
      set(config, find_key(full, place), place, text_of(node, place));
    }
  }
}

// The setting of a STOA_ variable; nullptr for one that is not near to any, which is somebody
// else's (a script's, a container's).
const Key* key_of_variable(std::string_view variable) {
  std::vector<std::string> names;
  for (const Key& key : keys()) {
    names.push_back(variable_of(key.name));
    if (names.back() == variable) return &key;
  }
  std::vector<std::string_view> views(names.begin(), names.end());
  std::string_view near = nearest_name(views, variable);
  if (near.empty()) return nullptr;
  reject(variable, "there is no such setting; did you mean " + std::string(near) + "?");
}

void read_environment(Config& config) {
  for (char** entry = environ; *entry; ++entry) {
    std::string_view pair = *entry;
    if (!pair.starts_with("STOA_")) continue;
    std::string_view variable = pair.substr(0, pair.find('='));
    const Key* key = key_of_variable(variable);
    if (key) set(config, *key, variable, pair.substr(variable.size() + 1));
  }
}

bool lies_in(const std::filesystem::path& inner, const std::filesystem::path& outer) {
  const auto path = std::filesystem::weakly_canonical(std::filesystem::absolute(inner)) / "";
  const auto folder = std::filesystem::weakly_canonical(std::filesystem::absolute(outer)) / "";
  return path.string().starts_with(folder.string());
}

// A backup that goes with what it is of is none.
void check_backup(const Config& config) {
  if (config.backup_folder.empty()) {
    if (config.backup_continuous) reject("backup.continuous", "backup.folder says where to");
    return;
  }
  if (lies_in(config.backup_folder, config.data))
    reject("backup.folder", "it lies in the data folder and would be lost with it");
  const bool on_server = !config.database_url.empty() || !config.database_url_file.empty();
  if (config.backup_continuous && on_server)
    reject("backup.continuous",
           "it is for SQLite. PostgreSQL archives its own write-ahead log: see archive_command and "
           "pg_basebackup, and docs/operations.md");
}

// What can be told from the settings alone is said at once.
void check(const Config& config) {
  parse_address(config.listen);
  if (!config.tls_redirect_listen.empty()) {
    parse_address(config.tls_redirect_listen, "tls.redirect_listen");
  }
  const std::string& url = config.public_url;
  if (!url.empty() && !url.starts_with("https://") && !url.starts_with("http://")) {
    reject("public_url", "\"" + url + "\" begins with neither https:// nor http://");
  }
  const bool has_file = !config.admin_password_file.empty() || !config.admin_api_key_file.empty();
  if (has_file && config.admin_email.empty()) {
    reject("admin_email", "it says whose admin_password_file or admin_api_key_file this is");
  }
  check_backup(config);
}

}  // namespace

std::vector<ConfigKey> config_keys() {
  std::vector<ConfigKey> all;
  const Config defaults;
  for (const Key& key : keys()) {
    std::string fallback = std::visit(
        [&](auto member) -> std::string {
          auto& value = defaults.*member;
          using Value = std::remove_cvref_t<decltype(value)>;
          if constexpr (std::is_same_v<Value, bool>)
            return value ? "true" : "false";
          else if constexpr (std::is_same_v<Value, std::int64_t>)
            return std::to_string(value);
          else if constexpr (std::is_same_v<Value, std::vector<std::string>>)
            return "";
          else
            return value;
        },
        key.member);
    all.push_back({std::string(key.name), fallback, std::string(key.meaning)});
  }
  return all;
}

Config read_config(const std::filesystem::path& file, bool required) {
  Config config;
  if (std::filesystem::exists(file)) {
    try {
      read_table(config, toml::parse_file(file.string()), "", file.string());
    } catch (const toml::parse_error& error) {
      reject(file.string() + " line " + std::to_string(error.source().begin.line),
             std::string(error.description()));
    }
  } else if (required) {
    reject(file.string(), "there is no such file");
  }
  read_environment(config);
  check(config);
  return config;
}

Address parse_address(std::string_view listen, std::string_view key) {
  std::size_t colon = listen.rfind(':');
  auto wrong = [&] { reject(key, "\"" + std::string(listen) + "\" is not host:port"); };
  if (colon == listen.npos) wrong();
  std::string_view host = listen.substr(0, colon), port = listen.substr(colon + 1);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  Address address{host.empty() ? "127.0.0.1" : std::string(host), 0};
  auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), address.port);
  if (error != std::errc{} || end != port.data() + port.size() || port.empty()) wrong();
  return address;
}

bool is_loopback(std::string_view host) {
  // A name may begin like the address: 127.example.org is anywhere.
  const bool address = host.find_first_not_of("0123456789.") == host.npos;
  return host == "localhost" || host == "::1" || host == "[::1]" ||
         (address && host.starts_with("127."));
}

std::string host_of_url(std::string_view url) {
  if (const std::size_t at = url.find("://"); at != url.npos) url.remove_prefix(at + 3);
  url = url.substr(0, url.find('/'));
  if (const std::size_t user = url.rfind('@'); user != url.npos) url.remove_prefix(user + 1);
  if (url.starts_with('[')) return std::string(url.substr(0, url.find(']') + 1));
  return std::string(url.substr(0, url.find(':')));
}

}  // namespace stoa
