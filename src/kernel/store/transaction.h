// What a handler holds: Read, one consistent snapshot; Write, all or nothing.
//
// Made by a lane for one run of one handler and gone after it; never kept, never shared. Results
// are values. Every call may throw: a Refusal (404 for get), or a StoreError, after which the
// transaction is lost whatever the handler does. Only the lane's thread calls it.
#pragma once

#include <functional>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "kernel/model/problem.h"
#include "kernel/model/sealer.h"
#include "kernel/store/file.h"
#include "kernel/store/job_queue.h"
#include "kernel/store/mail_queue.h"
#include "kernel/store/page.h"
#include "kernel/store/projection.h"
#include "kernel/store/sql.h"
#include "kernel/store/topic.h"

namespace stoa {

struct Account;
struct ListProbe;

// 404 "author_not_found" for a missing Author.
const Problem& not_found_problem(const Shape& shape);

// What a list is made of: the app's own statement with its conditions, in its own order.
struct ListStatement {
  std::string sql;
  Parameters parameters;
  std::string_view order;
};

namespace store {
class MadeRecords;  // whose Shapes are made at run time
class MadeWrites;
}  // namespace store

// Why a transaction runs: when it was asked for, by whom, in which trace. The log says so too.
// Views into the memory of whoever asked.
struct Cause {
  Timestamp now;
  std::string_view actor = {};
  std::string_view trace = {};
  const Sealer* sealer = nullptr;  // of what its mails say
  const Projections* projections = nullptr;
};

class Read {
 public:
  Read(store::Connection& connection, Timestamp now, const Projections* projections = nullptr)
      : connection_(connection), now_(now), projections_(projections) {}
  Read(const Read&) = delete;

  // The time of the request: the same at every run of the handler.
  Timestamp now() const { return now_; }

  // The record, or a 404 problem.
  template <class T>
  T get(const Id<T>& id) {
    auto found = find(id);
    if (!found) throw Refusal{not_found_problem(shape_of<T>())};
    return std::move(*found);
  }
  template <class T>
  std::optional<T> find(const Id<T>& id) {
    std::optional<T> found;
    if (!find_record(shape_of<T>(), id.value, &found.emplace())) found.reset();
    return found;
  }
  // Records of T: `tail` is what follows "from table": "where author = $1 order by name limit 20".
  template <class T, class... A>
  std::vector<T> query(Sql tail, const A&... values) {
    std::vector<T> all;
    select(shape_of<T>(), tail.in(dialect()), Parameters(values...), type_of<std::vector<T>>(),
           &all);
    return all;
  }
  // Whether a record of T meets a condition: "copy = $1 and returned is null".
  template <class T, class... A>
  bool exists(Sql condition, const A&... values) {
    return exists_record(shape_of<T>(), condition.in(dialect()), Parameters(values...));
  }
  // How many records of T meet a condition: "account = $1".
  template <class T, class... A>
  std::int64_t count(Sql condition, const A&... values) {
    return count_records(shape_of<T>(), condition.in(dialect()), Parameters(values...));
  }
  // Rows of any described struct: the statement's columns go to the members of the same names.
  template <class R, class... A>
  std::vector<R> rows(Sql statement, const A&... values) {
    std::vector<R> all;
    run_rows(shape_of<R>(), statement.in(dialect()), Parameters(values...),
             type_of<std::vector<R>>(), &all);
    return all;
  }
  // The same with a where made of conditions: select, where, tail.
  template <class R>
  std::vector<R> rows_where(Sql select, const Where& where, Sql tail = "") {
    std::vector<R> all;
    run_rows(shape_of<R>(),
             std::string(select.in(dialect())) + where.clause(dialect()) + " " +
                 std::string(tail.in(dialect())),
             where.parameters(), type_of<std::vector<R>>(), &all);
    return all;
  }
  // One page of `select … where …`, sorted by members of its rows: "-popularity, id", the last of
  // them unique. The client may filter and sort by all columns of the row.
  template <class R>
  Page<R> page(Sql select, const Where& where, std::string_view order, const Paging& paging) {
    Page<R> page;
    auto ends = run_page(
        {std::string(select.in(dialect())) + where.clause(dialect()), where.parameters(), order},
        paging, shape_of<R>(), type_of<std::vector<R>>(), &page.items);
    page.next = std::move(ends.next);
    page.total = ends.total;
    return page;
  }
  // What App::projection keeps in memory, a little behind what is committed: 503 while it is still
  // made anew after a start.
  template <class State>
  Projected<State> projection() const {
    auto held = projections().hold(projection_kind<State>());
    return {std::move(held.lock), held.state};
  }
  // The next page is asked about rows by somebody who is not its client
  // (kernel/store/list_probe.h).
  void probe(ListProbe& probe) { probe_ = &probe; }

 protected:
  friend class store::MadeRecords;
  store::Dialect dialect() const { return connection_.dialect(); }
  const Projections& projections() const;
  bool find_record(const Shape& shape, const Uuid& id, void* into);
  void select(const Shape& shape, std::string_view tail, const Parameters&, const Type& list,
              void* into);
  bool exists_record(const Shape& shape, std::string_view condition, const Parameters&);
  std::int64_t count_records(const Shape& shape, std::string_view condition, const Parameters&);
  void run_rows(const Shape& shape, std::string_view sql, Parameters, const Type& list, void* into);
  // `shape` has what the client may name; the items of the list may hold more.
  PageEnds run_page(const ListStatement&, const Paging&, const Shape& shape, const Type& list,
                    void* items);

  store::Connection& connection_;
  Timestamp now_;
  const Projections* projections_;
  ListProbe* probe_ = nullptr;
};

class Write : public Read {
 public:
  Write(store::Connection& connection, Cause cause)
      : Read(connection, cause.now, cause.projections), cause_(cause) {}

  // Stores a new record; gives it its id, version 1 and times. This, update() and remove() tell the
  // log.
  template <class T>
  T insert(T record) {
    insert_record(shape_of<T>(), &record);
    return record;
  }
  // Stores a changed record: one version more, updated now.
  template <class T>
  T update(T record) {
    update_record(shape_of<T>(), &record);
    return record;
  }
  // Removes a record, or a 404 problem.
  template <class T>
  void remove(const Id<T>& id) {
    remove_record(shape_of<T>(), id.value);
  }
  // Makes a record's search rows anew when the commit ends, together with those of all other writes
  // of it: `statement` finds the records by `id {in $1}`. Within the transaction search still finds
  // what was there before.
  template <class T>
  void index(Sql statement, const Id<T>& id) {
    connection_.index_at_commit(statement.in(dialect()), id.value);
  }
  // Takes members out of all that the log ever said of a record, and `actor` from those of its rows
  // that they caused: what a table forgets, its history forgets too.
  template <class T>
  void forget(const Id<T>& id, std::initializer_list<std::string_view> members,
              std::string_view actor = {}) {
    forget_in_log(id.value, {members.begin(), members.end()}, actor);
  }
  // Runs a statement; the number of rows it changed.
  template <class... A>
  std::int64_t run(Sql statement, const A&... values) {
    return connection_.run(statement.in(dialect()), Parameters(values...).values(), {});
  }
  // The same for a statement that cannot miss: nobody waits for it to be done.
  template <class... A>
  void put(Sql statement, const A&... values) {
    connection_.enqueue(statement.in(dialect()), Parameters(values...).values());
  }
  // Makes an upload a file of this app: its row, whose id a record keeps.
  File attach(const Upload& upload);
  // Lets go of a file, or a 404 problem; its bytes go some time after the last row that names them.
  void detach(const Id<File>& file) { remove(file); }
  // Makes or changes tables of records whose Shape is made at run time, by what
  // kernel/store/made_table.h says for this database; all or nothing, like the rest.
  void change_tables(const std::function<std::vector<std::string>(store::Dialect)>& statements);
  // Waits for what put() and the records of this transaction left on its way; then an error of
  // theirs is known.
  void settle() { connection_.settle(); }
  // Puts an event into the log: a described struct with its own stable name, as in
  // `static constexpr auto event = "library.work_lent";`. Events of one key keep their order. Who
  // reads it may be older or newer: members are added, and what means something else is another
  // `static constexpr int version = 2;`.
  template <class E, class T>
  void emit(const E& event, const Id<T>& key) {
    log_event(name_of_event<E>(), shape_of<E>(), &event, key.value);
  }
  template <class E>
  static std::string name_of_event() {
    std::string name(E::event);
    if constexpr (requires { E::version; }) {
      if (E::version > 1) name += ".v" + std::to_string(E::version);
    }
    return name;
  }
  // Puts a job off until after this transaction: a described struct with its own stable name, as in
  // `static constexpr auto job = "library.remind_borrower";`. App::job says what it does. It is a
  // row of this transaction: there is no job without it.
  template <class J>
  void enqueue(const J& job, const JobKeys& keys = {}) {
    enqueue_at(now_, job, keys);
  }
  template <class J>
  void enqueue_at(Timestamp due, const J& job, const JobKeys& keys = {}) {
    put_off(J::job, due, shape_of<J>(), &job, keys);
  }

  // Has a mail sent to an account, at the address that is theirs when it goes: a described struct
  // that fills a template of the app, as in `static constexpr auto mail = "due_soon";`
  // (mail/due_soon.en.txt). It is a row of this transaction, and sealed: it may hold a link.
  template <class M>
  void mail(const Id<Account>& account, const M& content) {
    post_mail({.account = account.value, .name = M::mail}, shape_of<M>(), &content);
  }
  // The same to an address that is nobody's account (yet).
  template <class M>
  void mail(const Email& address, const M& content) {
    post_mail({.address = address, .name = M::mail}, shape_of<M>(), &content);
  }

  // Tells the sockets of this app that follow the topic, in whichever process they are: a described
  // struct with its own stable name, as in `static constexpr auto message = "said";`. They are told
  // once this is committed, and never of what was rolled back; who is not there is not told. What
  // must not be lost is a row.
  template <class M>
  void push(const Topic& topic, const M& message) {
    push_message(topic, M::message, shape_of<M>(), &message);
  }

  // Has the handlers run again, in whichever process, whose requests wait for this topic
  // (kernel/app/later.h), once this is committed.
  void wake(const Topic& topic) { connection_.push(topic_of_waiting(topic), "."); }

  // Has whoever runs jobs look at the queue after the commit: for what changed it otherwise.
  void tell_of_jobs() { connection_.tell_of_jobs(); }

 private:
  friend class store::MadeWrites;
  void insert_record(const Shape& shape, void* record);
  void update_record(const Shape& shape, void* record);
  void remove_record(const Shape& shape, const Uuid& id);
  void log_change(const Shape& shape, std::string_view operation, const Uuid& id,
                  const void* record);
  void log_event(std::string_view kind, const Shape& shape, const void* event, const Uuid& key);
  void post_mail(store::NewMail mail, const Shape& shape, const void* content);
  void push_message(const Topic& topic, std::string_view type, const Shape& shape,
                    const void* message);
  void put_off(std::string_view kind, Timestamp due, const Shape& shape, const void* job,
               const JobKeys& keys);
  void forget_in_log(const Uuid& id, std::span<const std::string_view> members,
                     std::string_view actor);

  Cause cause_;
};

}  // namespace stoa
