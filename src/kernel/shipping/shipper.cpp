#include "kernel/shipping/shipper.h"

#include <chrono>
#include <exception>
#include <span>
#include <stdexcept>
#include <utility>

#include "kernel/shipping/segment_row.h"

namespace stoa::shipping {
namespace {

using namespace std::chrono_literals;

// With the time of a sync, the most that can be lost with the machine.
constexpr auto gather_time = 200ms;
// Where nothing is written, it is said this often that all is there.
constexpr auto heartbeat = 10s;
constexpr std::uint64_t segment_bytes = 64u << 20;
constexpr std::size_t bytes_in_block = 8u << 20;

}  // namespace

Shipper::Shipper(store::CommitStream& stream, std::function<void()> ended)
    : stream_(stream), ended_(std::move(ended)) {
  thread_ = std::thread([this] { run(); });
}

Shipper::~Shipper() {
  ending_ = true;
  stream_.hurry();
  thread_.join();
}

void Shipper::run() {
  for (bool last = false; !last;) {
    last = ending_;
    try {
      ship(stream_.take(gather_time, heartbeat));
    } catch (const std::exception& error) {
      give_up(error.what());
    }
  }
}

void Shipper::ship(store::CommitStream::Portion portion) {
  if (!portion.commits.empty()) shipping_ = portion.commits.front().at.micros;
  {
    const std::lock_guard lock(writing_);
    if (writer_) append(portion.commits, portion.complete_until);
  }
  shipping_ = 0;
}

// Only the last block of a portion says that all is there: those before it lack what comes in it.
void Shipper::append(const std::vector<PageCommit>& commits, Timestamp complete_until) {
  // Who takes the folder away leaves a file that can be written, and that nobody will ever find.
  if (!std::filesystem::exists(segment_path(folder_, number_)))
    throw std::runtime_error("the segment is gone");
  const auto before = writer_->bytes();
  std::size_t begin = 0, bytes = 0;
  for (std::size_t i = 0; i < commits.size(); ++i) {
    bytes += commits[i].frames.size();
    if (bytes < bytes_in_block) continue;
    writer_->add(std::span(commits).subspan(begin, i + 1 - begin), complete_);
    begin = i + 1, bytes = 0;
  }
  writer_->add(std::span(commits).subspan(begin), complete_until);
  writer_->sync();
  complete_ = complete_until;
  note([&](State& state) {
    state.shipped_until = complete_until;
    state.bytes += writer_->bytes() - before;
  });
  if (writer_->bytes() > segment_bytes) open_segment(writer_->chain());
}

void Shipper::open_segment(const std::string& chain) {
  const SegmentHead head{.generation = generation_, .number = number_ + 1, .chain = chain};
  writer_ = std::make_unique<SegmentWriter>(segment_path(folder_, head.number), head);
  ++number_;
}

void Shipper::begin(const std::filesystem::path& folder, Timestamp generation) {
  const std::lock_guard lock(writing_);
  writer_.reset();
  folder_ = folder;
  generation_ = generation;
  number_ = 0;
  complete_ = {};
  open_segment({});
  note([](State& state) { state.running = true, state.shipped_until = {}; });
  stream_.open();
}

std::uint64_t Shipper::new_segment() {
  const std::lock_guard lock(writing_);
  if (!writer_) throw std::runtime_error("the generation has ended");
  open_segment(writer_->chain());
  return number_;
}

void Shipper::end() {
  stream_.close();
  note([](State& state) { state.running = false; });
  const std::lock_guard lock(writing_);
  writer_.reset();
}

void Shipper::give_up(const std::string& why) {
  end();
  shipping_ = 0;
  note([&](State& state) {
    ++state.failures;
    state.failure = why;
  });
  ended_();
}

Shipper::State Shipper::state() const {
  State state;
  {
    const std::lock_guard lock(mutex_);
    state = state_;
  }
  state.oldest = {shipping_};
  if (state.oldest == Timestamp{}) state.oldest = stream_.oldest().value_or(Timestamp{});
  return state;
}

}  // namespace stoa::shipping
