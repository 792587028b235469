#include "kernel/app/webhook_events.h"

#include <openssl/sha.h>

#include <algorithm>
#include <set>

#include "kernel/model/codec.h"

namespace stoa {
namespace {

// What the log calls an operation, and what it is called here.
struct Verb {
  std::string_view operation, name, what;
};
constexpr Verb verbs[] = {{"insert", "inserted", "was stored"},
                          {"update", "updated", "was changed"},
                          {"remove", "removed", "was removed"}};

struct CloudEvent {
  std::string specversion = "1.0";
  std::string id = {};
  std::string source = {};
  std::string type = {};
  std::string subject = {};
  Timestamp time = {};
  std::string datacontenttype = "application/json";
  Json data = {};
};
BOOST_DESCRIBE_STRUCT(CloudEvent, (),
                      (specversion, id, source, type, subject, time, datacontenttype, data))

struct PingData {
  std::string webhook = {};
};
BOOST_DESCRIBE_STRUCT(PingData, (), (webhook))

std::string in_hex(const unsigned char* bytes, std::size_t count) {
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    text += digits[bytes[i] >> 4];
    text += digits[bytes[i] & 15];
  }
  return text;
}

}  // namespace

WebhookEvents::WebhookEvents(const App& app) : app_(app.name()) {
  for (const App::Published& one : app.published())
    events_.push_back({one.event, one.what, one.shape});
  for (const Route& route : app.routes()) {
    if (!route.reads_record()) continue;
    const Shape& record = route.input.type->object();
    // The kernel's own records are no business of others.
    if (record.table.empty() || record.table.starts_with('_')) continue;
    const std::string path = route.full_path();
    if (!records_.try_emplace(record.table, path.substr(0, path.rfind('{'))).second) continue;
    for (const Verb& verb : verbs)
      events_.push_back({app_ + "." + record.table + "." + std::string(verb.name),
                         "One of " + record.table + " " + std::string(verb.what),
                         &shape_of<RecordChange>()});
  }
  std::sort(events_.begin(), events_.end(),
            [](const Event& a, const Event& b) { return a.name < b.name; });
}

std::vector<WebhookEvents::Event> WebhookEvents::of_made(const std::string& name) const {
  std::vector<Event> events;
  for (const Verb& verb : verbs)
    events.push_back({app_ + "." + name + "." + std::string(verb.name),
                      "One of " + name + " " + std::string(verb.what), &shape_of<RecordChange>()});
  return events;
}

bool WebhookEvents::means(std::string_view pattern, std::string_view name) {
  if (pattern == "*" || pattern == name) return true;
  if (!pattern.ends_with(".*")) return false;
  return name.starts_with(pattern.substr(0, pattern.size() - 1));
}

MadeTableNames WebhookEvents::made_in(Read& tx, const std::vector<store::LogRow>& rows,
                                      const MadeTableSource& source) const {
  MadeTableNames made;
  if (!source.find) return made;
  std::set<std::string_view> asked;
  for (const store::LogRow& row : rows) {
    const bool own = row.kind != store::change_kind || records_.contains(row.entity);
    if (own || !asked.insert(row.entity).second) continue;
    if (auto table = source.find(tx, row.entity)) made.emplace(row.entity, std::move(*table));
  }
  return made;
}

std::string WebhookEvents::name_of(const store::LogRow& row, const MadeTableNames& made) const {
  std::string name = row.kind;
  if (row.kind == store::change_kind) {
    const auto at = made.find(row.entity);
    if (at == made.end() && !records_.contains(row.entity)) return "";
    for (const Verb& verb : verbs)
      if (verb.operation == row.operation)
        name = app_ + "." + (at == made.end() ? row.entity : at->second.name) + "." +
               std::string(verb.name);
    if (at != made.end()) return name;
  }
  const auto at = std::lower_bound(events_.begin(), events_.end(), name,
                                   [](const Event& a, const std::string& b) { return a.name < b; });
  return at == events_.end() || at->name != name ? "" : name;
}

std::string WebhookEvents::body(const store::LogRow& row, const MadeTableNames& made,
                                std::string_view event, std::string_view message,
                                const std::string& site) const {
  CloudEvent envelope{.id = std::string(message),
                      .source = site + "/api/" + app_,
                      .type = std::string(event),
                      .subject = row.key,
                      .time = row.at};
  if (row.kind == store::change_kind) {
    const auto at = made.find(row.entity);
    const std::string url = site +
                            (at == made.end() ? records_.find(row.entity)->second
                                              : "/api/" + app_ + at->second.path + "/") +
                            row.key;
    envelope.data.text = to_json(RecordChange{row.key, url});
  } else {
    envelope.data.text = row.payload;
  }
  return to_json(envelope);
}

std::string WebhookEvents::ping_body(const std::string& webhook, std::string_view message,
                                     Timestamp at, const std::string& site) const {
  CloudEvent envelope{.id = std::string(message),
                      .source = site + "/api/" + app_,
                      .type = ping_name(),
                      .subject = webhook,
                      .time = at};
  envelope.data.text = to_json(PingData{webhook});
  return to_json(envelope);
}

// Of what makes the row this one and no other. Its place alone is not enough: a database that is
// moved numbers its log anew.
std::string WebhookEvents::message_of(const store::LogRow& row) const {
  std::string all = app_;
  for (const std::string& part : {row.cursor, to_string(row.at), row.kind, row.key, row.operation})
    all.append("\n").append(part);
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(all.data()), all.size(), digest);
  return "evt_" + in_hex(digest, 16);
}

}  // namespace stoa
