#include "kernel/files/spool.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "kernel/files/system_call.h"
#include "kernel/model/problem.h"

namespace stoa::files {
namespace {

namespace fs = std::filesystem;

// What sniff() looks at.
constexpr std::size_t head_bytes = 4096;
constexpr std::chrono::hours left_over_after{1};

std::string hex(const unsigned char* bytes, std::size_t count) {
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    text += digits[bytes[i] >> 4];
    text += digits[bytes[i] & 15];
  }
  return text;
}

}  // namespace

void Spooled::FreeDigest::operator()(evp_md_ctx_st* digest) const { EVP_MD_CTX_free(digest); }

Spooled::Spooled(const fs::path& folder) : digest_(EVP_MD_CTX_new()) {
  if (!digest_ || EVP_DigestInit_ex(digest_.get(), EVP_sha256(), nullptr) != 1) {
    throw std::bad_alloc();
  }
  std::string name = (folder / "XXXXXX").string();
  descriptor_ = mkostemp(name.data(), O_CLOEXEC);
  if (descriptor_ < 0) fail_by_errno("making a file in " + folder.string());
  path_ = name;
}

Spooled::~Spooled() {
  ::close(descriptor_);
  ::unlink(path_.c_str());
}

void Spooled::write(std::string_view bytes) {
  EVP_DigestUpdate(digest_.get(), bytes.data(), bytes.size());
  if (head_.size() < head_bytes) head_ += bytes.substr(0, head_bytes - head_.size());
  size_ += static_cast<std::int64_t>(bytes.size());
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      if (errno == ENOSPC || errno == EDQUOT) {
        throw Refusal{.problem = problems::overloaded, .retry_after_s = 60};
      }
      fail_by_errno("writing " + path_.string());
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void Spooled::finish() {
  unsigned char hash[EVP_MAX_MD_SIZE];
  unsigned count = 0;
  EVP_DigestFinal_ex(digest_.get(), hash, &count);
  sha256_ = hex(hash, count);
  digest_.reset();
}

SpoolFolder::SpoolFolder(fs::path folder) : folder_(std::move(folder)) {
  fs::create_directories(folder_);
  fs::permissions(folder_, fs::perms::owner_all);
  const auto old = fs::file_time_type::clock::now() - left_over_after;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_)) {
    std::error_code gone;
    const auto written = entry.last_write_time(gone);
    if (!gone && written < old) fs::remove(entry.path(), gone);
  }
}

}  // namespace stoa::files
