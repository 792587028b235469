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
#include "kernel/app/made_tables.h"
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
  // Those of a table that was made: "collections.shelf.books.inserted", of the name "shelf.books".
  std::vector<Event> of_made(const std::string& name) const;

  // Whether a pattern ("*", "library.works.*", a name) means a name.
  static bool means(std::string_view pattern, std::string_view name);
  // The tables that were made of which these rows tell.
  MadeTableNames made_in(Read& tx, const std::vector<store::LogRow>& rows,
                         const MadeTableSource& source) const;
  // The event that a row of the log is, among those that these patterns mean; "" for none.
  template <class Patterns>
  std::string find(const store::LogRow& row, const MadeTableNames& made,
                   const Patterns& patterns) const {
    std::string event = name_of(row, made);
    for (const std::string& pattern : patterns)
      if (!event.empty() && means(pattern, event)) return event;
    return {};
  }

  // The body of a message. `site` is the server's address.
  std::string body(const store::LogRow& row, const MadeTableNames& made, std::string_view event,
                   std::string_view message, const std::string& site) const;
  // A message of no event, by which an endpoint is tried.
  std::string ping_body(const std::string& webhook, std::string_view message, Timestamp at,
                        const std::string& site) const;
  std::string ping_name() const { return app_ + ".webhook_ping"; }

  // The id of the message about a row: the same whenever it is made of it.
  std::string message_of(const store::LogRow& row) const;

 private:
  std::string name_of(const store::LogRow& row, const MadeTableNames& made) const;

  std::string app_;
  std::vector<Event> events_;                                // by name
  std::map<std::string, std::string, std::less<>> records_;  // table: "/api/library/works/"
};

}  // namespace stoa
