#include "kernel/files/durable.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <new>
#include <string_view>

#include "kernel/files/system_call.h"
#include "kernel/store/control_socket.h"

namespace stoa::files {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t bytes_at_once = 1 << 18;

store::Descriptor open_durable(const fs::path& path, int flags) {
  store::Descriptor file(::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file) fail_by_errno("opening " + path.string());
  return file;
}

store::Descriptor open_regular(const fs::path& path) {
  store::Descriptor file = open_durable(path, O_RDONLY | O_NONBLOCK);
  struct stat status {};
  if (::fstat(file.get(), &status) < 0) fail_by_errno("looking at " + path.string());
  if (!S_ISREG(status.st_mode))
    throw std::system_error(std::make_error_code(std::errc::invalid_argument),
                            path.string() + " is no file");
  return file;
}

class Sha256 {
 public:
  Sha256() : digest_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
    if (!digest_ || EVP_DigestInit_ex(digest_.get(), EVP_sha256(), nullptr) != 1)
      throw std::bad_alloc();
  }
  void add(std::string_view bytes) {
    EVP_DigestUpdate(digest_.get(), bytes.data(), bytes.size());
    bytes_ += bytes.size();
  }
  Digest end() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
    unsigned size = 0;
    EVP_DigestFinal_ex(digest_.get(), hash.data(), &size);
    Digest digest{.sha256 = {}, .bytes = bytes_};
    for (unsigned i = 0; i < size; ++i) {
      constexpr char digits[] = "0123456789abcdef";
      digest.sha256 += digits[hash[i] >> 4];
      digest.sha256 += digits[hash[i] & 15];
    }
    return digest;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> digest_;
  std::uint64_t bytes_ = 0;
};

void write_all(int descriptor, std::string_view bytes, const fs::path& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail_by_errno("writing " + path.string());
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

// Gives the bytes to `sink`, portion by portion, and hashes them.
template <class Sink>
Digest read_through(int descriptor, const fs::path& path, Sink sink) {
  const auto buffer = std::make_unique<char[]>(bytes_at_once);
  Sha256 hash;
  for (;;) {
    const ssize_t count = ::read(descriptor, buffer.get(), bytes_at_once);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail_by_errno("reading " + path.string());
    if (count == 0) return hash.end();
    const std::string_view bytes(buffer.get(), static_cast<std::size_t>(count));
    hash.add(bytes);
    sink(bytes);
  }
}

void sync(int descriptor, const fs::path& path) {
  if (::fsync(descriptor) < 0) fail_by_errno("syncing " + path.string());
}

}  // namespace

// A folder that was made is durable once its parent is synced.
void make_folder(const fs::path& folder) {
  if (fs::exists(folder)) return;
  make_folder(folder.parent_path());
  std::error_code ignored;  // somebody else may be making it
  fs::create_directory(folder, ignored);
  fs::permissions(folder, fs::perms::owner_all);
  sync_folder(folder.parent_path());
}

void sync_folder(const fs::path& folder) {
  const store::Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!descriptor) fail_by_errno("opening " + folder.string());
  sync(descriptor.get(), folder);
}

void sync_folders(const fs::path& root) {
  for (const auto& entry : fs::recursive_directory_iterator(root))
    if (entry.is_directory() && !entry.is_symlink()) sync_folder(entry.path());
  sync_folder(root);
}

Digest copy_file(const fs::path& from, const fs::path& to) {
  const store::Descriptor source = open_regular(from);
  const store::Descriptor target = open_durable(to, O_WRONLY | O_CREAT | O_EXCL);
  const Digest digest = read_through(
      source.get(), from, [&](std::string_view bytes) { write_all(target.get(), bytes, to); });
  sync(target.get(), to);
  return digest;
}

Digest settle_file(const fs::path& path) {
  const store::Descriptor file = open_regular(path);
  if (::fchmod(file.get(), 0600) < 0) fail_by_errno("closing " + path.string() + " to others");
  const Digest digest = read_through(file.get(), path, [](std::string_view) {});
  sync(file.get(), path);
  return digest;
}

Digest digest_of(const fs::path& path) {
  const store::Descriptor file = open_regular(path);
  return read_through(file.get(), path, [](std::string_view) {});
}

Digest write_file(const fs::path& to, std::string_view bytes) {
  const store::Descriptor target = open_durable(to, O_WRONLY | O_CREAT | O_EXCL);
  write_all(target.get(), bytes, to);
  sync(target.get(), to);
  Sha256 hash;
  hash.add(bytes);
  return hash.end();
}

}  // namespace stoa::files
