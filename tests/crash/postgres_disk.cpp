#include <libpq-fe.h>

#include <chrono>
#include <thread>

#include "disk.h"

namespace stoa::crash {
namespace {

// The records, the words they are found by and what the log says of them belong together one to
// one.
const Queries postgres_queries = {
    .checks =
        {"select 'not in the search index: ' || a.name from authors a left join authors_search s "
         "using (id) where s.words is distinct from search_document(a.name)",
         "select 'only in the search index: ' || id from authors_search "
         "where id not in (select id from authors)",
         "select 'not what the log says last: ' || coalesce(a.name, l.key) from authors a "
         "full join (select distinct on (key) key, payload from _log where entity = 'authors' "
         "order by key, xid desc, seq desc) l on l.key = cast(a.id as text) "
         "where (l.payload ->> 'name', l.payload ->> 'about', l.payload ->> 'version') "
         "is distinct from (a.name, a.about, cast(a.version as text))",
         "select 'the log goes wrong: ' || key || ' at row ' || place from (select *, "
         "row_number() over (partition by key order by xid, seq) as place, "
         "lead(seq) over (partition by key order by xid, seq) as next "
         "from _log where entity = 'authors') rows where operation <> case when place = 1 then "
         "'insert' when payload is null and next is null then 'remove' else 'update' end "
         "or cast(payload ->> 'version' as bigint) <> place"},
    .authors = "select name, id, about, version from authors",
    .log =
        "select xid || '-' || seq, key, operation, payload ->> 'name', payload ->> 'about', "
        "payload ->> 'version' from _log order by xid, seq"};

class Session {
 public:
  Session(const std::string& url, Complaints& complaints)
      : complaints_(complaints), connection_(PQconnectdb(url.c_str()), PQfinish) {
    each("set search_path = library; set client_min_messages = warning", [](const Columns&) {});
  }

  void each(const char* sql, const OnRow& on_row) {
    const std::unique_ptr<PGresult, void (*)(PGresult*)> result(PQexec(connection_.get(), sql),
                                                                PQclear);
    const auto status = PQresultStatus(result.get());
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
      complaints_.push_back(std::string(sql) + ": " + PQerrorMessage(connection_.get()));
    for (int row = 0; row < PQntuples(result.get()); ++row) {
      Columns all;
      for (int column = 0; column < PQnfields(result.get()); ++column)
        all.emplace_back(PQgetvalue(result.get(), row, column));
      on_row(all);
    }
  }

 private:
  Complaints& complaints_;
  std::unique_ptr<PGconn, void (*)(PGconn*)> connection_;
};

class PostgresStorage final : public Storage {
 public:
  explicit PostgresStorage(Cluster& cluster) : url_(cluster.create_database()) {}

  std::vector<std::string> settings(const std::string& who) const override {
    return {"STOA_DATABASE_URL=" + url_ + "?application_name=" + who};
  }
  const Queries& queries() const override { return postgres_queries; }
  void each(const char* sql, const OnRow& on_row, Complaints& complaints) override {
    Session(url_, complaints).each(sql, on_row);
  }
  Complaints change(const char* sql) override {
    Complaints complaints;
    Session(url_, complaints).each(sql, [](const Columns&) {});
    return complaints;
  }

  // PostgreSQL still does what a killed client had sent: a commit may be among it.
  void outlast(const std::string& who, Complaints& complaints) override {
    using namespace std::chrono_literals;
    const std::string count = "select count(*) from pg_stat_activity where application_name = '" +
                              who + "' and datname = current_database()";
    Session session(url_, complaints);
    for (int i = 0; i < 2000; ++i) {
      bool alone = false;
      session.each(count.c_str(), [&](const Columns& row) { alone = row[0] == "0"; });
      if (alone) return;
      std::this_thread::sleep_for(5ms);
    }
    complaints.push_back("PostgreSQL does not get rid of the connections of " + who);
  }

 private:
  const std::string url_;
};

}  // namespace

std::unique_ptr<Storage> on_postgres(Cluster& cluster) {
  return std::make_unique<PostgresStorage>(cluster);
}

}  // namespace stoa::crash
