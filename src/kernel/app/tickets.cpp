#include "kernel/app/tickets.h"

#include <algorithm>

#include "kernel/app/answer.h"
#include "kernel/app/path.h"
#include "kernel/auth/secrets.h"

namespace stoa {
namespace {

constexpr std::string_view ticket_purpose = "ticket", ticket_parameter = "ticket";
constexpr std::chrono::seconds ticket_life{30};
// Clocks of two processes are not the same.
constexpr std::chrono::seconds kept_beyond_life{120};

// What is sealed. `number` is the ticket's own; `keeper` the app whose database has it once it is
// used.
struct TicketContent {
  std::int64_t kind = 0;
  std::string secret = {}, number = {}, keeper = {};
  Timestamp expires = {};
};
BOOST_DESCRIBE_STRUCT(TicketContent, (), (kind, secret, number, keeper, expires))

Refusal no_ticket() {
  return {problems::not_signed_in, "This ticket is none, or it was used, or it is too old."};
}

std::optional<TicketContent> ticket_content(const std::string& ticket, const auth::Seal& seal) {
  const auto text = seal.open(ticket, ticket_purpose);
  if (!text) return std::nullopt;
  try {
    auto content = from_json<TicketContent>(*text, {.strictness = Strictness::peer});
    const auto last = static_cast<std::int64_t>(Credential::api_key);
    if (content.kind <= 0 || content.kind > last || content.expires <= wall_clock())
      return std::nullopt;
    return content;
  } catch (const Refusal&) {
    return std::nullopt;
  }
}

// Whoever comes second finds the row.
void use_up(Write& tx, const TicketContent& content) {
  const std::int64_t rows = tx.run(
      "insert into _idempotency (scope, content, reply, expires) values ($1, 'ticket', null, $2) "
      "on conflict (scope) do nothing",
      "ticket " + auth::hash_secret(content.number), content.expires + kept_beyond_life);
  if (rows != 1) throw no_ticket();
}

}  // namespace

std::optional<std::string> take_ticket(std::string& query) {
  std::optional<std::string> ticket;
  std::string left;
  for (std::string_view rest = query; !rest.empty();) {
    const std::size_t end = std::min(rest.find('&'), rest.size());
    const std::string_view pair = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (!ticket && pair.starts_with(ticket_parameter) &&
        pair.substr(ticket_parameter.size()).starts_with('=')) {
      ticket = percent_decode(pair.substr(ticket_parameter.size() + 1), true).value_or("");
    } else {
      left.append(left.empty() ? "" : "&").append(pair);
    }
  }
  if (ticket) query = std::move(left);
  return ticket;
}

LiveTicket Tickets::issue(const Credentials& shown, Timestamp now) const {
  const TicketContent content{.kind = static_cast<std::int64_t>(shown.kind),
                              .secret = shown.secret,
                              .number = auth::make_secret(),
                              .keeper = apps_.front().app.name(),
                              .expires = now + ticket_life};
  return {seal_.seal(to_json(content), ticket_purpose), content.expires};
}

void Tickets::redeem(const std::string& ticket, Found found) const {
  const auto content = ticket_content(ticket, seal_);
  const auto keeper = std::find_if(apps_.begin(), apps_.end(), [&](const MountedApp& app) {
    return content && app.app.name() == content->keeper;
  });
  if (keeper == apps_.end()) return found({}, no_ticket());
  auto work = [content](store::Connection& connection) {
    Write tx(connection, {.now = wall_clock()});
    use_up(tx, *content);
  };
  auto done = [content, found](std::exception_ptr error) {
    if (!error) return found({static_cast<Credential>(content->kind), content->secret}, {});
    try {
      std::rethrow_exception(error);
    } catch (const Refusal& refusal) {
      found({}, refusal);
    } catch (...) {
      found({}, Refusal{.problem = problems::unavailable, .retry_after_s = 1});
    }
  };
  keeper->database->write({.work = work, .done = done});
}

}  // namespace stoa
