// The server's certificate and key, as new TLS connections are to use them.
//
// Owned by the Server; any thread. What connections already use stays alive until they have gone.
#pragma once

#include <sys/stat.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>

struct ssl_ctx_st;

namespace stoa::http {

class TlsKeys {
 public:
  using Context = std::shared_ptr<ssl_ctx_st>;

  // Two PEM files. Throws std::runtime_error that names the file when they cannot be used.
  TlsKeys(std::filesystem::path certificate, std::filesystem::path key);

  // What a connection that begins now is to use. Looks at most once a second whether the files
  // have changed; a pair that does not work is logged once and the old one stays.
  Context current();

  // Takes the pair from the files whether they have changed or not.
  void reload();

 private:
  // Whatever is done to a file changes one of these.
  struct Stamp {
    std::uint64_t device = 0, inode = 0;
    std::int64_t size = -1, modified_s = 0, modified_ns = 0, changed_s = 0, changed_ns = 0;
    bool operator==(const Stamp&) const = default;
  };
  using Stamps = std::array<Stamp, 2>;
  static Stamp stamp_of(const std::filesystem::path& file);
  Stamps stamps() const { return {stamp_of(certificate_), stamp_of(key_)}; }
  void load();

  const std::filesystem::path certificate_, key_;
  std::mutex mutex_;  // of all that follows
  Stamps seen_;       // before the files were last read
  std::chrono::steady_clock::time_point looked_;
  Context context_;
};

}  // namespace stoa::http
