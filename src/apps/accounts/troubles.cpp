#include "apps/accounts/troubles.h"

#include "kernel/observe/recent.h"

namespace stoa::accounts {
namespace {

std::optional<std::string> if_any(std::string text) {
  if (text.empty()) return std::nullopt;
  return text;
}

}  // namespace

TroubleList list_troubles(Read&, const Admin&) {
  TroubleList list;
  for (log::RecentLine& line : log::recent()) {
    list.items.push_back(
        {.number = static_cast<std::int64_t>(line.number),
         .at = line.at,
         .level = line.level == log::Level::error ? TroubleLevel::error : TroubleLevel::warning,
         .message = std::move(line.message),
         .app = if_any(std::move(line.app)),
         .route = if_any(std::move(line.route)),
         .job = if_any(std::move(line.job)),
         .event = if_any(std::move(line.event)),
         .request = if_any(std::move(line.request))});
  }
  return list;
}

}  // namespace stoa::accounts
