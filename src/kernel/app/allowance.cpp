#include "kernel/app/allowance.h"

namespace stoa {
namespace {

constexpr std::int64_t micros_of_day = 86'400'000'000;

}  // namespace

// In one statement: who finds the row as it may not be any more changes nothing.
void spend_allowance(Write& tx, const AccountId& account, std::string_view what, std::int64_t most,
                     const Problem& exhausted) {
  const std::int64_t day = tx.now().micros / micros_of_day;
  const auto spent = tx.run(
      "insert into _allowances (account, what, day, used) values ($1, $2, $3, 1) "
      "on conflict (account, what) do update set day = excluded.day, "
      "used = case when _allowances.day = excluded.day then _allowances.used + 1 else 1 end "
      "where _allowances.day <> excluded.day or _allowances.used < $4",
      account, what, day, most);
  if (spent == 0) throw exhausted;
}

void forget_allowances(Write& tx, const AccountId& account) {
  tx.run("delete from _allowances where account = $1", account);
}

}  // namespace stoa
