#include "kernel/app/sockets.h"

namespace stoa {

Sockets::Sockets(UnderWay& under_way, std::shared_ptr<live::Watch> watch, live::Topics& topics,
                 std::shared_ptr<live::Shares> shares, const Tickets& tickets)
    : place_{&under_way, std::move(watch), &topics, &counts_},
      shares_(std::move(shares)),
      tickets_(tickets) {}

std::optional<http::Response> Sockets::fault(const http::Request& request) {
  auto [answer, terms] = http::ws_agree(request, {}, true);
  if (terms) return std::nullopt;
  return std::move(answer);
}

http::Response Sockets::open(const MountedRoute& mounted, const http::Request& request,
                             const Credentials& credentials, Caller caller, std::any state) {
  auto [answer, terms] = http::ws_agree(request, {}, true);
  const AccountId& account = caller.principal.account;
  live::Who who{.holder = account.is_nil() ? caller.origin.network : to_string(account),
                .credentials = credentials,
                .principal = caller.principal};
  auto share = shares_->take(who.holder);
  const auto session = std::make_shared<SocketSession>(
      place_, mounted, std::move(who), std::move(caller), request.id, std::move(state));
  session->keep(std::move(share));
  const SocketHandler& handler = *mounted.route.socket;
  const http::WsOptions options{.max_message_bytes = handler.max_message_bytes,
                                .messages_per_second = handler.messages_per_second};
  const auto socket = std::make_shared<http::WebSocket>(options, *terms);
  socket->use_by(session);
  answer.pushed = socket;
  return std::move(answer);
}

void Sockets::stats(OpenStats& into) const {
  into.pushes = place_.topics->stats();
  into.revoked = place_.watch->cut();
  into.sockets = counts_.open;
  into.sockets_opened = counts_.opened;
  into.messages = counts_.messages;
  into.messages_refused = counts_.refused;
  into.held = counts_.held;
}

}  // namespace stoa
