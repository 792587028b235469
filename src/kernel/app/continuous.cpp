#include "kernel/app/continuous.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "kernel/app/backup.h"
#include "kernel/app/continuous_folder.h"
#include "kernel/app/files_folder.h"
#include "kernel/files/collect.h"
#include "kernel/files/durable.h"
#include "kernel/observe/log.h"

namespace stoa {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds first_retry = 1s, longest_retry = 5min;
constexpr auto calm_after = 10min;  // without a failure, the next one is tried again soon
constexpr auto tended_every = 1h;   // when there is nothing else to do

double seconds_since(Timestamp at) {
  return std::max(0.0, static_cast<double>(wall_clock().micros - at.micros) / 1e6);
}

}  // namespace

ContinuousBackup::ContinuousBackup(Config config, std::vector<App> apps)
    : config_(std::move(config)),
      apps_(std::move(apps)),
      folder_(std::filesystem::absolute(config_.backup_folder).lexically_normal() / "continuous"),
      shelf_(shelf_of(folder_)),
      copies_(shelf_, files_folder(config_) / "blobs"),
      retry_(first_retry) {}

ContinuousBackup::~ContinuousBackup() { stop(); }

void ContinuousBackup::start(std::vector<store::Database*> databases) {
  databases_ = std::move(databases);
  unsafe_since_ = wall_clock();
  shipper_.emplace(stream_, [this] { ended(); });
  copies_.start();
  thread_ = std::thread([this] { run(); });
}

void ContinuousBackup::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
  copies_.stop();
}

bool ContinuousBackup::stopping() const {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

// Of the Shipper's thread.
void ContinuousBackup::ended() {
  const std::lock_guard lock(mutex_);
  lost_ = true;
  if (has_base_) unsafe_since_ = wall_clock();
  has_base_ = false;
  wake_.notify_one();
}

void ContinuousBackup::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    const bool well = tend();
    lock.lock();
    const auto due =
        well ? std::min(next_base_, Clock::now() + tended_every) : Clock::now() + retry_;
    wake_.wait_until(lock, due, [&] { return stopping_ || (well && lost_); });
    if (!lost_ || stopping_) continue;
    lost_ = false;
    lock.unlock();
    give_up(shipper_->state().failure);
    lock.lock();
    wake_.wait_for(lock, retry_, [&] { return stopping_; });
  }
}

// Whether all is as it should be.
bool ContinuousBackup::tend() {
  std::string why;
  try {
    if (!shipper_->state().running) begin_generation();
    if (Clock::now() >= next_base_) make_base();
    const Timestamp since = wall_clock() - std::chrono::hours(24 * config_.backup_keep_days);
    const auto oldest = keep_since(folder_, since, generation_);
    if (oldest) shelf_.forget_before(*oldest - files::safe_age);
    const std::lock_guard lock(mutex_);
    since_ = oldest;
    if (has_base_) failure_.clear();
    return true;
  } catch (const std::exception& error) {
    why = error.what();
  } catch (const Refusal& refusal) {  // a lane has no room at the moment
    why = refusal.problem.title;
  }
  if (!stopping()) give_up(why);
  return false;
}

// A generation without a base is worth nothing, and might be what the disk is full of.
void ContinuousBackup::give_up(const std::string& why) {
  {
    const std::lock_guard lock(mutex_);
    ++failures_;
    failure_ = why;
  }
  log::error("the continuous backup has a gap or is not complete",
             {{"why", std::string_view(why)}, {"folder", std::string_view(folder_.native())}});
  const bool calm = Clock::now() - last_failure_ > calm_after;
  retry_ = calm ? first_retry : std::min<std::chrono::seconds>(retry_ * 2, longest_retry);
  last_failure_ = Clock::now();
  if (!based_) {
    shipper_->end();
    std::error_code ignored;
    if (!generation_.empty()) std::filesystem::remove_all(generation_, ignored);
    generation_.clear();
  }
  // Who takes the folder away takes the lock's file along.
  if (!shipper_->state().running) lock_.reset();
}

// Every commit that is not in the stream was over before this returns: its lane has done something
// since.
void ContinuousBackup::begin_generation() {
  files::make_folder(folder_);
  if (!lock_) lock_ = store::DataFolder::own(folder_);
  if (!lock_)
    throw std::runtime_error(fmt::format("another process backs up into {}", folder_.string()));
  const Timestamp begun = stream_.now();
  based_ = false;
  generation_ = generation_path(folder_, begun);
  files::make_folder(generation_);
  shipper_->begin(generation_, begun);
  next_base_ = Clock::now();
  for (store::Database* database : databases_) database->write_now([](store::Connection&) {});
}

void ContinuousBackup::make_base() {
  const std::filesystem::path folder = base_path(generation_, shipper_->new_segment());
  const Tell go_on = [this](const std::string&) {
    if (stopping()) throw std::runtime_error("the server stops");
  };
  try {
    backup(apps_, config_,
           {.folder = folder,
            .without_missing = true,
            .shelf = &shelf_,
            .moment = [this] { return stream_.now(); }},
           go_on);
  } catch (...) {
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
    throw;
  }
  files::sync_folder(generation_);
  based_ = true;
  next_base_ = Clock::now() + std::chrono::hours(config_.backup_base_hours);
  log::info("the continuous backup has a base", {{"folder", std::string_view(folder.native())}});
  const std::lock_guard lock(mutex_);
  if (!shipper_->state().running) return;
  has_base_ = true;
}

ContinuousBackup::State ContinuousBackup::state() const {
  const auto shipped = shipper_ ? shipper_->state() : shipping::Shipper::State{};
  const auto files = copies_.state();
  const std::lock_guard lock(mutex_);
  State state{.complete = has_base_ && shipped.running,
              .since = since_,
              .shipped_bytes = shipped.bytes,
              .failures = failures_ + files.failures,
              .files_waiting = files.waiting,
              .failure = failure_};
  if (!state.complete)
    state.lag_seconds = seconds_since(unsafe_since_);
  else if (shipped.oldest != Timestamp{})
    state.lag_seconds = seconds_since(shipped.oldest);
  if (state.complete && shipped.shipped_until != Timestamp{}) state.until = shipped.shipped_until;
  return state;
}

}  // namespace stoa
