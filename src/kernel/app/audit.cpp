#include "kernel/app/audit.h"

#include "kernel/app/app.h"

namespace stoa {
namespace {

enum class AuditedOperation { insert, update, remove };
BOOST_DESCRIBE_ENUM(AuditedOperation, insert, update, remove)

// A row of the log without what it holds: whoever runs a server is not therefore one of those who
// share a list, and need not read it to know who changed it.
struct AuditEntry {
  std::int64_t number = 0;
  Timestamp at = {};
  std::optional<std::string> actor = {};  // the account, none for the server itself
  std::string kind = {};                  // "change", or an event's name
  std::optional<std::string> entity = {};
  std::string key = {};
  std::optional<AuditedOperation> operation = {};
  std::optional<std::string> trace = {};  // the request that it began with
};
BOOST_DESCRIBE_STRUCT(AuditEntry, (), (number, at, actor, kind, entity, key, operation, trace))

struct AuditSearch : Paging {
  std::optional<Text<1, 200>> actor = {};
  std::optional<Text<1, 200>> key = {};
  std::optional<Text<1, 200>> entity = {};
};
BOOST_DESCRIBE_STRUCT(AuditSearch, (Paging), (actor, key, entity))

Page<AuditEntry> list_log(Read& tx, const Admin&, const AuditSearch& in) {
  Where where;
  if (in.actor) where.add("actor = $1", *in.actor);
  if (in.key) where.add("key = $1", *in.key);
  if (in.entity) where.add("entity = $1", *in.entity);
  return tx.page<AuditEntry>(
      "select seq as number, at, actor, kind, entity, key, operation, trace from _log", where,
      "-number", in);
}

}  // namespace

// Who acted is found by looking through the log: an index would cost every write.
void add_audit(App& app) {
  app.get<&list_log>("/log", "List who changed what, the newest first").heavy();
}

}  // namespace stoa
