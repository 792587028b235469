// What an app has to tell to other servers: the events that it publishes, and that a record which a
// GET shows was stored, changed or removed. As CloudEvents 1.0.
//
// Made once when the app is opened; immutable, any thread.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/app/app.h"
#include "kernel/store/log.h"

namespace stoa {

// What is told of a record: no more than where it is. Who may read what of it is asked there.
struct RecordChange {
  std::string id = {};
  std::string url = {};
};
BOOST_DESCRIBE_STRUCT(RecordChange, (), (id, url))

class WebhookEvents {
 public:
  explicit WebhookEvents(const App& app);

  // "library.loan_started", "library.works.updated": all that there are, in their order.
  struct Event {
    std::string name, what;  // a sentence
    const Shape* data;
  };
  const std::vector<Event>& all() const { return events_; }
  bool empty() const { return events_.empty(); }

  // Whether a pattern ("*", "library.works.*", a name) means any of them.
  bool knows(std::string_view pattern) const;
  // The event that a row of the log is, among those that these patterns mean; "" for none.
  template <class Patterns>
  std::string_view find(const store::LogRow& row, const Patterns& patterns) const {
    const Event* event = event_of(row);
    if (!event) return {};
    for (const std::string& pattern : patterns)
      if (means(pattern, event->name)) return event->name;
    return {};
  }

  // The body of a message. `site` is the server's address.
  std::string body(const store::LogRow& row, std::string_view event, std::string_view message,
                   const std::string& site) const;
  // A message of no event, by which an endpoint is tried.
  std::string ping_body(const std::string& webhook, std::string_view message, Timestamp at,
                        const std::string& site) const;
  std::string ping_name() const { return app_ + ".webhook_ping"; }

  // The id of the message about a row: the same whenever it is made of it.
  std::string message_of(const store::LogRow& row) const;

 private:
  static bool means(std::string_view pattern, std::string_view name);
  const Event* event_of(const store::LogRow& row) const;

  std::string app_;
  std::vector<Event> events_;                                // by name
  std::map<std::string, std::string, std::less<>> records_;  // table: "/api/library/works/"
};

}  // namespace stoa
