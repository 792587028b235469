#include "kernel/live/events.h"

#include "kernel/model/codec.h"

namespace stoa::live {
namespace {

void begin_event(std::string_view event, std::string_view list, std::string& out) {
  out.append("event: ").append(event).append("\ndata: {\"list\":");
  encode_string(list, out);
}

}  // namespace

http::SharedBytes encode_outcome(std::string_view list, const Outcome& outcome) {
  std::string out;
  for (const Row& row : outcome.changed) {
    begin_event("change", list, out);
    out.append(",\"item\":").append(row.json).append("}\n\n");
  }
  for (const Uuid& id : outcome.gone) {
    begin_event("gone", list, out);
    out.append(",\"id\":\"").append(to_string(id)).append("\"}\n\n");
  }
  if (outcome.resync) {
    begin_event("resync", list, out);
    out += "}\n\n";
  }
  return std::make_shared<const std::string>(std::move(out));
}

// A client that loses the stream comes back after this long, as many as there are not at once.
std::string encode_ready(const std::vector<Subscription>& subscriptions, std::string_view id) {
  std::string out = "retry: 2000\nid: ";
  out.append(id).append("\nevent: ready\ndata: {\"lists\":[");
  for (const Subscription& one : subscriptions) {
    if (&one != &subscriptions.front()) out += ',';
    encode_string(one.name, out);
  }
  return out + "]}\n\n";
}

http::SharedBytes encode_id(std::string_view id) {
  return std::make_shared<const std::string>("id: " + std::string(id) + "\n\n");
}

http::SharedBytes encode_heartbeat() {
  static const auto bytes = std::make_shared<const std::string>(": still here\n\n");
  return bytes;
}

}  // namespace stoa::live
