#include "kernel/http/backlog.h"

#include "kernel/http/writer.h"

namespace stoa::http {
namespace {

// Places for so many buffers are kept for the next time; more was an exception.
constexpr std::size_t spare_buffers = 32;

}  // namespace

std::size_t Backlog::next(std::span<std::string_view> out) {
  if (!writing_ && !begin()) return 0;
  std::size_t count = 0, offset = offset_;
  for (std::size_t i = at_; i < pieces() && count < out.size(); ++i) {
    auto rest = piece(i).substr(std::exchange(offset, 0));
    if (!rest.empty()) out[count++] = rest;
  }
  return count;
}

std::size_t Backlog::written(std::size_t bytes) {
  std::size_t freed = 0;
  offset_ += bytes;
  while (at_ < pieces() && offset_ >= piece(at_).size()) {
    offset_ -= piece(at_).size();
    if (at_ > 0 && at_ <= batch_.size()) {
      freed += Outlet::cost(batch_[at_ - 1]);
      batch_[at_ - 1].reset();
    }
    ++at_;
  }
  if (at_ < pieces()) return freed;
  finished_ = batch_.empty();
  writing_ = false;
  batch_.clear();
  if (batch_.capacity() > spare_buffers) batch_.shrink_to_fit();
  return freed;
}

// The end is a batch of its own, without a buffer.
bool Backlog::begin() {
  if (waiting_.empty()) {
    if (!ended_ || finished_) return false;
    finished_ = !chunked_;
    if (finished_) return false;
  }
  batch_.swap(waiting_);
  std::size_t size = 0;
  for (const SharedBytes& bytes : batch_) size += bytes->size();
  head_.clear();
  if (chunked_) begin_chunk(head_, size);
  tail_ = chunked_ ? "\r\n" : "";
  at_ = offset_ = 0;
  return writing_ = true;
}

std::string_view Backlog::piece(std::size_t at) const {
  if (at == 0) return head_;
  return at <= batch_.size() ? std::string_view(*batch_[at - 1]) : tail_;
}

}  // namespace stoa::http
