#include "kernel/auth/seal.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>

#include "kernel/auth/access_token.h"
#include "kernel/auth/crypto.h"

namespace stoa::auth {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t key_bytes = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
static_assert(key_bytes == 32);

[[noreturn]] void fail(std::string_view what, const fs::path& file) {
  throw std::runtime_error(
      fmt::format("{} {}: {}.", what, file.string(), std::generic_category().message(errno)));
}

class File {
 public:
  File(const fs::path& path, int flags, mode_t mode = 0)
      : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  int get() const { return descriptor_; }
  explicit operator bool() const { return descriptor_ >= 0; }

 private:
  int descriptor_;
};

void sync_folder(const fs::path& folder) {
  const File open_folder(folder, O_RDONLY | O_DIRECTORY);
  if (!open_folder || ::fsync(open_folder.get()) != 0) fail("Cannot sync", folder);
}

// Modes are set after creating, so that the umask of whoever starts the process does not matter.
void create_private(const fs::path& folder) {
  std::error_code ignored;  // mkdir says it better
  if (fs::is_directory(folder, ignored)) return;
  fs::create_directories(folder.parent_path(), ignored);
  const int failed = ::mkdir(folder.c_str(), 0700);
  if (failed != 0 && errno == EEXIST) return;
  if (failed != 0 || ::chmod(folder.c_str(), 0700) != 0) fail("Cannot make", folder);
  sync_folder(folder.parent_path());
}

void write_key(const fs::path& file) {
  const std::string key = random_bytes(key_bytes);
  const File out(file, O_WRONLY | O_CREAT | O_EXCL, 0600);
  if (!out || ::fchmod(out.get(), 0600) != 0) fail("Cannot make", file);
  const ssize_t written = ::write(out.get(), key.data(), key.size());
  if (written >= 0 && written != static_cast<ssize_t>(key.size())) errno = ENOSPC;
  if (written != static_cast<ssize_t>(key.size()) || ::fsync(out.get()) != 0) {
    fail("Cannot write", file);
  }
}

struct Draft {
  fs::path path;
  ~Draft() { ::unlink(path.c_str()); }
};

// The key is written beside its place and linked there: whoever else starts at this moment sees no
// key or a whole one, and of two only the first gets the name.
void create_key(const fs::path& file) {
  create_private(file.parent_path());
  const Draft draft{file.string() + "." + to_base64url(random_bytes(9))};
  write_key(draft.path);
  if (::link(draft.path.c_str(), file.c_str()) != 0 && errno != EEXIST) fail("Cannot make", file);
  sync_folder(file.parent_path());
}

void check_private(const File& in, const fs::path& file) {
  struct stat found {};
  if (::fstat(in.get(), &found) != 0) fail("Cannot read", file);
  if (!S_ISREG(found.st_mode)) {
    throw std::runtime_error(fmt::format("The master key {} is not a file.", file.string()));
  }
  if ((found.st_mode & 077) != 0) {
    throw std::runtime_error(
        fmt::format("Others than its owner may read the master key {}: run "
                    "chmod 600 on it, and think of who may have read it.",
                    file.string()));
  }
}

// One byte more than a key has shows that a file is longer.
std::string read_at_most(const File& in, std::size_t size, const fs::path& file) {
  std::string bytes(size, '\0');
  std::size_t count = 0;
  while (count < size) {
    const ssize_t more = ::read(in.get(), bytes.data() + count, size - count);
    if (more < 0 && errno == EINTR) continue;
    if (more < 0) fail("Cannot read", file);
    if (more == 0) break;
    count += static_cast<std::size_t>(more);
  }
  bytes.resize(count);
  return bytes;
}

}  // namespace

Seal Seal::load(const fs::path& path, bool create) {
  need_sodium();
  const fs::path file = fs::absolute(path);
  if (create && ::access(file.c_str(), F_OK) != 0 && errno == ENOENT) create_key(file);
  const File in(file, O_RDONLY | O_NONBLOCK);  // not to wait where it is a pipe
  if (!in) fail("Cannot read the master key", file);
  check_private(in, file);
  const std::string key = read_at_most(in, key_bytes + 1, file);
  // Zeros are what a file system may leave of a file when the power fails.
  if (key.size() != key_bytes || sodium_is_zero(bytes_of(key), key.size()) == 1) {
    throw std::runtime_error(
        fmt::format("{} is no master key: that is 32 random bytes.", file.string()));
  }
  Seal made;
  key.copy(reinterpret_cast<char*>(made.key_.data()), key_bytes);
  return made;
}

// BLAKE2b with a key is a pseudorandom function of what it hashes (RFC 7693 §2.9).
Seal Seal::under(std::string_view secret) const {
  Seal made;
  crypto_generichash(made.key_.data(), made.key_.size(), bytes_of(secret), secret.size(),
                     key_.data(), key_.size());
  return made;
}

std::string Seal::fingerprint(std::string_view text) const {
  std::string hash(32, '\0');
  crypto_generichash(bytes_of(hash), hash.size(), bytes_of(text), text.size(), key_.data(),
                     key_.size());
  return to_base64url(hash);
}

std::string Seal::seal(std::string_view plain, std::string_view purpose) const {
  return seal_with(random_bytes(nonce_bytes), plain, purpose);
}

std::string Seal::seal_alike(std::string_view plain, std::string_view purpose) const {
  std::string nonce(nonce_bytes, '\0');
  crypto_generichash_state state;
  crypto_generichash_init(&state, key_.data(), key_.size(), nonce.size());
  const std::string length = std::to_string(purpose.size()) + ":";
  for (const auto part : {std::string_view(length), purpose, plain}) {
    crypto_generichash_update(&state, bytes_of(part), part.size());
  }
  crypto_generichash_final(&state, bytes_of(nonce), nonce.size());
  return seal_with(std::move(nonce), plain, purpose);
}

// The nonce stands before what it was used for.
std::string Seal::seal_with(std::string sealed, std::string_view plain,
                            std::string_view purpose) const {
  sealed.resize(nonce_bytes + plain.size() + tag_bytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(
      bytes_of(sealed) + nonce_bytes, nullptr, bytes_of(plain), plain.size(), bytes_of(purpose),
      purpose.size(), nullptr, bytes_of(sealed), key_.data());
  return to_base64url(sealed);
}

std::optional<std::string> Seal::open(std::string_view sealed, std::string_view purpose) const {
  const auto bytes = from_base64url(sealed);
  if (!bytes || bytes->size() < nonce_bytes + tag_bytes) return std::nullopt;
  const std::string_view box = std::string_view(*bytes).substr(nonce_bytes);
  std::string plain(box.size() - tag_bytes, '\0');
  const int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(
      bytes_of(plain), nullptr, nullptr, bytes_of(box), box.size(), bytes_of(purpose),
      purpose.size(), bytes_of(*bytes), key_.data());
  if (failed != 0) return std::nullopt;
  return plain;
}

}  // namespace stoa::auth
