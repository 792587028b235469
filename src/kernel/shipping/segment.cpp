#include "kernel/shipping/segment.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>
#include <zlib.h>

#include <array>
#include <memory>
#include <new>
#include <stdexcept>
#include <string_view>

#include "kernel/files/durable.h"
#include "kernel/files/system_call.h"

namespace stoa::shipping {
namespace {

constexpr std::string_view magic("stoa.segment\1\0\0\0", 16);
constexpr std::size_t number_bytes = 8, hash_bytes = 32;
constexpr std::size_t segment_head_bytes = 16 + 2 * number_bytes + 2 * hash_bytes;
constexpr std::size_t block_head_bytes = 3 * number_bytes + hash_bytes;

void put_number(std::string& bytes, std::uint64_t number) {
  for (std::size_t i = 0; i < number_bytes; ++i) bytes += static_cast<char>(number >> 8 * i);
}

std::uint64_t number_at(std::string_view bytes, std::size_t at) {
  std::uint64_t number = 0;
  for (std::size_t i = number_bytes; i-- > 0;)
    number = number << 8 | static_cast<unsigned char>(bytes.at(at + i));
  return number;
}

std::string hash_of(std::initializer_list<std::string_view> parts) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> run(EVP_MD_CTX_new(),
                                                                    &EVP_MD_CTX_free);
  if (!run || EVP_DigestInit_ex(run.get(), EVP_sha256(), nullptr) != 1) throw std::bad_alloc();
  for (const auto part : parts) EVP_DigestUpdate(run.get(), part.data(), part.size());
  std::array<unsigned char, hash_bytes> hash{};
  EVP_DigestFinal_ex(run.get(), hash.data(), nullptr);
  return {hash.begin(), hash.end()};
}

// The quickest level: pages hold so much air that the slower ones gain little.
std::string pack(std::string_view bytes) {
  uLongf size = compressBound(bytes.size());
  std::string packed(size, '\0');
  if (compress2(reinterpret_cast<Bytef*>(packed.data()), &size,
                reinterpret_cast<const Bytef*>(bytes.data()), bytes.size(), 1) != Z_OK)
    throw std::bad_alloc();
  packed.resize(size);
  return packed;
}

std::string unpack(std::string_view packed, std::uint64_t size) {
  if (size == 0) return {};
  std::string bytes(size, '\0');
  uLongf unpacked = size;
  if (uncompress(reinterpret_cast<Bytef*>(bytes.data()), &unpacked,
                 reinterpret_cast<const Bytef*>(packed.data()), packed.size()) != Z_OK ||
      unpacked != size)
    throw std::runtime_error("a block of a segment cannot be unpacked");
  return bytes;
}

std::string bytes_of(std::span<const PageCommit> commits) {
  std::string bytes;
  std::size_t all = 0;
  for (const auto& commit : commits) all += commit.frames.size() + 128;
  bytes.reserve(all);
  for (const auto& commit : commits) {
    put_number(bytes, commit.app.size());
    bytes += commit.app;
    put_number(bytes, static_cast<std::uint64_t>(commit.at.micros));
    put_number(bytes, commit.page_size);
    put_number(bytes, commit.pages);
    put_number(bytes, commit.frames.size());
    bytes += commit.frames;
  }
  return bytes;
}

// Takes from the front of bytes.
class Bites {
 public:
  explicit Bites(std::string_view bytes) : bytes_(bytes) {}
  bool empty() const { return bytes_.empty(); }
  std::uint64_t number() { return number_at(text(number_bytes), 0); }
  std::string_view text(std::uint64_t size) {
    if (size > bytes_.size()) throw std::runtime_error("a block of a segment ends too soon");
    const auto front = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return front;
  }

 private:
  std::string_view bytes_;
};

std::string encode(const SegmentHead& head) {
  std::string bytes(magic);
  put_number(bytes, static_cast<std::uint64_t>(head.generation.micros));
  put_number(bytes, head.number);
  bytes += head.chain.empty() ? std::string(hash_bytes, '\0') : head.chain;
  return bytes + hash_of({bytes});
}

std::optional<SegmentHead> decode(std::string_view bytes) {
  if (bytes.size() < segment_head_bytes || !bytes.starts_with(magic)) return {};
  const auto text = bytes.substr(0, segment_head_bytes - hash_bytes);
  if (hash_of({text}) != bytes.substr(text.size(), hash_bytes)) return {};
  SegmentHead head{.generation = {static_cast<std::int64_t>(number_at(text, 16))},
                   .number = number_at(text, 24),
                   .chain = std::string(text.substr(32, hash_bytes))};
  if (head.chain == std::string(hash_bytes, '\0')) head.chain.clear();
  return head;
}

}  // namespace

SegmentWriter::SegmentWriter(const std::filesystem::path& file, const SegmentHead& head)
    : path_(file),
      file_(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600)) {
  if (file_ < 0) files::fail_by_errno("making " + file.string());
  try {
    const std::string bytes = encode(head);
    chain_ = bytes.substr(bytes.size() - hash_bytes);
    write(bytes);
    sync();
    files::sync_folder(file.parent_path());
  } catch (...) {
    ::close(file_);
    throw;
  }
}

SegmentWriter::~SegmentWriter() { ::close(file_); }

void SegmentWriter::write(std::string_view bytes) {
  bytes_ += bytes.size();
  while (!bytes.empty()) {
    const ssize_t written = ::write(file_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) files::fail_by_errno("writing " + path_.string());
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void SegmentWriter::add(std::span<const PageCommit> commits, Timestamp complete_until) {
  const std::string unpacked = bytes_of(commits), packed = pack(unpacked);
  std::string head;
  put_number(head, packed.size());
  put_number(head, unpacked.size());
  put_number(head, static_cast<std::uint64_t>(complete_until.micros));
  chain_ = hash_of({chain_, head, packed});
  write(head + chain_);
  write(packed);
}

void SegmentWriter::sync() {
  if (::fdatasync(file_) < 0) files::fail_by_errno("syncing " + path_.string());
}

SegmentReader::SegmentReader(const std::filesystem::path& file) : file_(file, std::ios::binary) {
  std::error_code none;
  left_ = std::filesystem::file_size(file, none);
  std::string bytes(segment_head_bytes, '\0');
  if (none || left_ < bytes.size() || !file_.read(bytes.data(), segment_head_bytes)) return;
  left_ -= bytes.size();
  head_ = decode(bytes);
  chain_ = bytes.substr(bytes.size() - hash_bytes);
}

// A size is believed only as far as there are bytes for it.
bool SegmentReader::next() {
  std::string head(block_head_bytes, '\0');
  if (!head_ || left_ < head.size() || !file_.read(head.data(), block_head_bytes)) return false;
  left_ -= head.size();
  const std::uint64_t size = number_at(head, 0);
  if (size > left_) return false;
  packed_.resize(size);
  if (!file_.read(packed_.data(), static_cast<std::streamsize>(size))) return false;
  left_ -= size;
  const auto text = std::string_view(head).substr(0, block_head_bytes - hash_bytes);
  const std::string chain = hash_of({chain_, text, packed_});
  if (chain != head.substr(text.size())) {
    left_ = 0;
    return false;
  }
  chain_ = chain;
  unpacked_ = number_at(head, number_bytes);
  complete_until_ = {static_cast<std::int64_t>(number_at(head, 2 * number_bytes))};
  return true;
}

std::vector<PageCommit> SegmentReader::commits() const {
  std::vector<PageCommit> all;
  const std::string bytes = unpack(packed_, unpacked_);
  for (Bites bites(bytes); !bites.empty();) {
    PageCommit commit{.app = std::string(bites.text(bites.number()))};
    commit.at = {static_cast<std::int64_t>(bites.number())};
    commit.page_size = static_cast<std::uint32_t>(bites.number());
    commit.pages = static_cast<std::uint32_t>(bites.number());
    commit.frames = std::string(bites.text(bites.number()));
    all.push_back(std::move(commit));
  }
  return all;
}

}  // namespace stoa::shipping
