#include "kernel/app/chores.h"

#include <algorithm>

#include "kernel/app/idempotency.h"
#include "kernel/app/import_model.h"
#include "kernel/app/mails.h"
#include "kernel/app/webhooks.h"
#include "kernel/files/collect.h"
#include "kernel/observe/log.h"

namespace stoa {
namespace {

constexpr std::chrono::minutes services_tended_every{1};
constexpr std::chrono::minutes answers_purged_every{10};
constexpr std::chrono::hours imports_purged_every{6};
constexpr std::chrono::hours mails_purged_every{1};
constexpr std::chrono::hours webhooks_purged_every{1};
constexpr std::chrono::minutes tried_again_after{1};

std::function<bool()> tending(Service& service) {
  return [&service] {
    service.tend();
    return false;
  };
}

std::function<bool()> collecting(MountedApp& mounted) {
  return [&mounted, after = std::make_shared<files::BlobName>()] {
    return files::collect_blobs(*mounted.database, *mounted.blobs, *after, wall_clock());
  };
}

std::function<bool()> purging(store::Database& database, bool (*purge)(Write&)) {
  return [&database, purge] {
    bool more = false;
    database.write_now([&](store::Connection& connection) {
      Write tx(connection, {.now = wall_clock()});
      more = purge(tx);
    });
    return more;
  };
}

}  // namespace

Chores::Chores(std::deque<MountedApp>& apps) {
  const auto now = Clock::now();
  for (MountedApp& mounted : apps) {
    const std::string& app = mounted.app.name();
    if (mounted.service) {
      chores_.push_back({app, tending(*mounted.service), services_tended_every, now});
    }
    store::Database& database = *mounted.database;
    chores_.push_back({app, purging(database, &purge_idempotency), answers_purged_every, now});
    chores_.push_back({app, purging(database, &purge_imports), imports_purged_every, now});
    chores_.push_back({app, purging(database, &purge_mails), mails_purged_every, now});
    chores_.push_back({app, purging(database, &purge_webhooks), webhooks_purged_every, now});
    if (mounted.blobs) chores_.push_back({app, collecting(mounted), files::safe_age, now});
  }
  if (!chores_.empty()) thread_ = std::thread([this] { run(); });
}

Chores::~Chores() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

bool Chores::stopping() const {
  std::lock_guard lock(mutex_);
  return stopping_;
}

// Whether all was done. What fails is tried again later: the others must not suffer from it.
bool Chores::do_portions(const Chore& chore) {
  const auto failed = [&](bool passes, std::string_view error) {
    log::write(passes ? log::Level::warning : log::Level::error,
               passes ? "a chore waits" : "a chore failed",
               {{"app", std::string_view(chore.app)}, {"error", error}});
    return false;
  };
  try {
    while (!stopping() && chore.portion()) {
    }
    return true;
  } catch (const store::StoreError& error) {
    return failed(error.passes(), error.what());
  } catch (const std::exception& error) {
    return failed(false, error.what());
  } catch (const Refusal& refusal) {
    return failed(refusal.problem.status == 503, refusal.problem.code);
  }
}

void Chores::run() {
  const auto sooner = [](const Chore& a, const Chore& b) { return a.due < b.due; };
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    Chore& next = *std::min_element(chores_.begin(), chores_.end(), sooner);
    if (wake_.wait_until(lock, next.due, [this] { return stopping_; })) return;
    lock.unlock();
    const Clock::duration later =
        do_portions(next) ? next.period : std::min<Clock::duration>(next.period, tried_again_after);
    next.due = Clock::now() + later;
    lock.lock();
  }
}

}  // namespace stoa
