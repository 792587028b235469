#include "apps/collections/room.h"

#include <algorithm>
#include <chrono>

namespace stoa::collections {
namespace {

constexpr std::int64_t least_granted = 100, part_granted = 10;
constexpr std::chrono::microseconds between_counts = std::chrono::seconds(10);

}  // namespace

void Room::take(Write& tx, const store::MadeRecord& records, const Principal& who) {
  if (limit_.most == 0 || who.has(roles::admin)) return;
  if (granted_.fetch_sub(1) > 0) return;
  if (tx.now().micros < full_until_) refuse_more(limit_);
  const std::int64_t left = limit_.most - store::MadeRecords(tx, records).count();
  if (left <= 0) {
    full_until_ = (tx.now() + between_counts).micros;
    refuse_more(limit_);
  }
  granted_ = std::min(left, std::max(least_granted, left / part_granted)) - 1;
}

}  // namespace stoa::collections
