#include "kernel/app/cursors.h"

#include <algorithm>

#include "kernel/app/path.h"
#include "kernel/auth/seal.h"
#include "kernel/store/list_columns.h"

namespace stoa {
namespace {

bool changes_no_order(std::string_view parameter) {
  constexpr std::string_view names[] = {"after", "limit", "count", "fields", "expand"};
  return std::find(std::begin(names), std::end(names), parameter) != std::end(names);
}

// What a cursor is good for, as text: no part of it can be taken for another.
std::string purpose_of(const MountedRoute& mounted, const http::Request& request,
                       const Caller& caller) {
  // Where all are let in, it may be known who asks or not: `expand` looks.
  const AccountId whose = mounted.route.access.open() ? AccountId{} : caller.principal.account;
  std::vector<std::string> parts{"cursor", request.path, to_string(whose)};
  auto pairs =
      parse_query(request.query).value_or(std::vector<std::pair<std::string, std::string>>{});
  std::sort(pairs.begin(), pairs.end());
  for (auto& [name, value] : pairs) {
    if (changes_no_order(name)) continue;
    parts.push_back(std::move(name));
    parts.push_back(std::move(value));
  }
  for (const ListColumn& column : list_columns(*mounted.route.listing.row)) {
    parts.push_back(column.member + " " + std::to_string(static_cast<int>(column.type->kind)));
  }
  std::string purpose;
  for (const std::string& part : parts) purpose += std::to_string(part.size()) + ":" + part;
  return purpose;
}

}  // namespace

void Cursors::open(const MountedRoute& mounted, const http::Request& request, const Caller& caller,
                   Paging& paging) {
  if (!paging.after) return;
  purpose_ = purpose_of(mounted, request, caller);
  auto key = mounted.app->seal->open(*paging.after, purpose_);
  if (!key) {
    throw Refusal{problems::validation_failed,
                  "",
                  {{"/after", "bad_cursor",
                    "This is not where a page of this list ends; take it from a page's next."}}};
  }
  paging.after = Cursor(std::move(*key));
}

void Cursors::seal(const MountedRoute& mounted, const http::Request& request, const Caller& caller,
                   std::optional<Cursor>& next) {
  if (!next) return;
  if (purpose_.empty()) purpose_ = purpose_of(mounted, request, caller);
  next = Cursor(mounted.app->seal->seal_alike(*next, purpose_));
}

}  // namespace stoa
