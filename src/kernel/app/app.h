// An app: a folder, a database, a prefix. This is the one header that an app's files include.
//
// An App is a value that lists what there is (routes, migrations, demo data); the kernel takes the
// list from main and serves it. Put together on one thread, before anything runs.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "kernel/app/door.h"
#include "kernel/app/embedded.h"
#include "kernel/app/fold_handler.h"
#include "kernel/app/job_handler.h"
#include "kernel/app/route.h"
#include "kernel/app/service.h"
#include "kernel/app/socket_handler.h"
#include "kernel/jobs/schedule.h"

namespace stoa {

// How a handler of events is run.
struct ListenOptions {
  bool backfill = false;
  JobOptions tries = {};  // of an event that it threw at
};

class App {
 public:
  // `name` is the prefix of everything the app owns: /api/<name>, its database, its events.
  // `files` holds its migrations/*.sql, page/* and demo/*.
  App(std::string name, std::string title, embedded::Files files)
      : name_(std::move(name)), title_(std::move(title)), files_(&files) {}

  template <auto Handler>
  App& get(std::string path, std::string summary, std::vector<Problem> problems = {}) {
    return add<Handler>("GET", std::move(path), std::move(summary), std::move(problems));
  }
  // POST makes something: 201 with a Location when its result has an id.
  template <auto Handler>
  App& post(std::string path, std::string summary, std::vector<Problem> problems = {}) {
    return add<Handler>("POST", std::move(path), std::move(summary), std::move(problems));
  }
  template <auto Handler>
  App& put(std::string path, std::string summary, std::vector<Problem> problems = {}) {
    return add<Handler>("PUT", std::move(path), std::move(summary), std::move(problems));
  }
  template <auto Handler>
  App& patch(std::string path, std::string summary, std::vector<Problem> problems = {}) {
    return add<Handler>("PATCH", std::move(path), std::move(summary), std::move(problems));
  }
  template <auto Handler>
  App& del(std::string path, std::string summary, std::vector<Problem> problems = {}) {
    return add<Handler>("DELETE", std::move(path), std::move(summary), std::move(problems));
  }
  // A WebSocket: S says what one is opened as, what it hears, and what it does about that
  // (kernel/app/socket_handler.h). What it is told comes by Write::push.
  template <class S>
  App& socket(std::string path, std::string summary, std::vector<Problem> problems = {}) {
    add_route(detail::socket_route<S>(), detail::name_of_type<S>(), "GET", std::move(path),
              std::move(summary), std::move(problems));
    return *this;
  }
  // The route named last reads more than a short read may: it starts among the heavy ones, rather
  // than overrun its budget first.
  App& heavy() {
    routes_.back().heavy = true;
    return *this;
  }
  // The route named last is about one scarce thing, which a member of its input names: a seat, a
  // room, a stock. Where several writers run at once, those who want the same one queue for it
  // instead of losing to each other.
  template <auto Member>
  App& in_turn() {
    routes_.back().turn = &detail::turn_of<Member>;
    return *this;
  }
  // What the route named last takes, whose input has an Upload: so many bytes, and only files of
  // these types, as their content tells it.
  App& upload(std::int64_t max_bytes, std::vector<std::string> types = {}) {
    routes_.back().upload.value().max_bytes = max_bytes;
    routes_.back().upload->types = std::move(types);
    return *this;
  }
  // The route named last changes only what its client has read: without If-Match it answers 428.
  App& must_match() {
    routes_.back().must_match = true;
    return *this;
  }
  // Tables of what the route named last takes may be imported: a POST that makes one record, beside
  // the DELETE that removes it.
  App& imported() {
    routes_.back().imported = true;
    return *this;
  }
  // The app's service makes routes while it is served (ServiceContext): tables may be imported into
  // them, and their writes come in batches.
  App& makes_routes() {
    makes_routes_ = true;
    return *this;
  }
  // The app makes tables while it is served (Write::change_tables): how they come to be in another
  // database, where `stoa move` puts what is in this one.
  App& makes_tables(const MadeTables& how) {
    made_tables_ = how;
    return *this;
  }
  // What the write of the route named last looks at before its lane; for routes of the kernel.
  App& prepared(Prepare prepare) {
    routes_.back().prepare = prepare;
    return *this;
  }
  // The status of the route named last, where it is not 200, 201 for a POST, or 204.
  App& status(int status) {
    routes_.back().status = status;
    return *this;
  }
  // The route named last makes or checks a password: it runs on the pool for such work, whose queue
  // is short.
  App& hashes_passwords() {
    routes_.back().hashes_passwords = true;
    return *this;
  }
  // What an app that keeps things of a person does when the person asks for a copy, and when the
  // person leaves. Each may be called again for the same account.
  App& people(ExportPerson copy, ErasePerson erase) {
    export_person_ = copy;
    erase_person_ = erase;
    return *this;
  }
  // The app sends mails that this struct fills: mail/<its name>.en.txt is the template. See
  // kernel/mail/templates.h.
  template <class M>
  App& mail() {
    mails_.push_back({M::mail, &shape_of<M>()});
    return *this;
  }
  // What a role of this app is for, in a sentence; a role is known by being in a handler's
  // signature or here.
  template <class R>
  App& role(std::string purpose) {
    roles_.push_back({R::role.text, std::move(purpose)});
    return *this;
  }
  // Something of the app's own that its Tasks use (Task::service) and that lives as long as it is
  // served; started once its database is open.
  App& service(StartService start) {
    start_service_ = start;
    return *this;
  }
  // Does what a transaction put off (Write::enqueue): void | Again f(Write& | Task&, const Job&). A
  // Write and the end of its job are one transaction. A Task may run again after a crash: what it
  // does outside goes by Task::step and Task::once_key.
  template <auto Handler>
  App& job(JobOptions options = {}) {
    add_job(detail::JobSignature<decltype(Handler)>::template handler<Handler>(options));
    return *this;
  }
  // Runs when the app is served for the first time, and then a `period` after each run: void |
  // Again f(Write& | Task&). However many processes serve the app, one of them does it. What was
  // missed while none did, it makes up for once.
  template <auto Handler>
  App& every(std::chrono::seconds period, JobOptions options = {}) {
    add_recurring<Handler>(jobs::every(period), options);
    return *this;
  }
  // The same by a cron expression, "0 9 * * 1-5", and the clocks of a place, "Europe/Amsterdam"
  // (kernel/jobs/cron.h says what happens when they are changed).
  template <auto Handler>
  App& cron(const std::string& expression, const std::string& zone = "UTC",
            JobOptions options = {}) {
    add_recurring<Handler>(jobs::cron_schedule(expression, zone), options);
    return *this;
  }
  // Does something about each event of its kind, of another app or of this one: void f(Write& |
  // Task&, const Event&). Events of one key come in their order, each once in effect: a Write and
  // the passing of the event are one transaction, a Task is a job. A Write that throws is tried
  // again as one. `options.backfill`: also those from before the handler was there.
  template <auto Handler>
  App& on(ListenOptions options = {}) {
    using Signature = detail::JobSignature<decltype(Handler)>;
    static_assert(!Signature::recurs, "a handler of events has the event as its second parameter");
    using Event = typename Signature::Given;
    JobHandler handler = Signature::template handler<Handler>(options.tries);
    handler.name = name_ + "." + detail::name_of<Handler>();
    listeners_.push_back({.event = Write::name_of_event<Event>(),
                          .job = handler.name,
                          .backfill = options.backfill});
    add_job(std::move(handler));
    return *this;
  }
  // Keeps a state in memory that is made of events, of this app or of others, one after the other
  // as they were committed: void f(State&, const Event&, Timestamp at). The state has a stable
  // name, as in `static constexpr auto projection = "library.trends";`, and handlers read it by
  // Read::projection<State>(). It is made anew at each start.
  template <class State, auto... Folds>
  App& projection() {
    projections_.push_back(detail::projection_of<State, Folds...>());
    return *this;
  }
  // Administrators may have this event sent to other servers (docs/guide-webhooks.md). One that is
  // not named here stays among the apps.
  template <class E>
  App& publishes(std::string what) {
    published_.push_back({Write::name_of_event<E>(), std::move(what), &shape_of<E>()});
    return *this;
  }
  // Speaks another protocol than the API's below a prefix of its own ("/opds"), or on a port of its
  // own (doors.listen): kernel/app/door.h.
  template <class D>
  App& door(std::string prefix, std::string title) {
    doors_.push_back({std::move(prefix), std::move(title), &detail::make_door<D>});
    return *this;
  }
  // What a violated unique index, or a named check, means to a client.
  App& unique(std::string index, Problem problem) {
    uniques_.push_back({std::move(index), problem});
    return *this;
  }
  // How the search rows of records are made: `index` finds those of `table` by `id {in $1}`. For
  // when all are made anew; a write asks for its own (Write::index).
  App& search(std::string table, Sql index) {
    searches_.push_back({std::move(table), index});
    return *this;
  }
  // Fills an empty database once, when asked to: with an import of the app's own file into a
  // collection, with what is written by hand; one after the other as they are named here.
  App& demo(std::string collection, std::string file) {
    demos_.push_back({.collection = std::move(collection), .file = std::move(file)});
    return *this;
  }
  App& demo(void (*plant)(Task&)) {
    demos_.push_back({.plant = plant});
    return *this;
  }
  // What the demo's people have: the accounts are planted before all else. Whoever plants it looks
  // first whether it is there, for the process may have died behind the transaction.
  App& demo(void (*plant)(Task&, const DemoPeople&)) {
    demos_.push_back({.plant_for = plant});
    return *this;
  }

  // Checks what a signature cannot: that the path's parameters are members of the input, that a
  // POST or PATCH does not hang in the read lane. Throws std::logic_error naming the route.
  void add_route(Route route, std::string name, std::string method, std::string path,
                 std::string summary, std::vector<Problem> problems);

  // Throws std::logic_error for a name that is not the app's own, or is there already.
  void add_job(JobHandler handler);

  struct RoleText {
    std::string name, purpose;
  };
  struct Listening {
    std::string event, job;  // "library.loan_started", "notices.tell_of_loan"
    bool backfill;
  };
  struct Published {
    std::string event, what;  // "library.loan_started", a sentence
    const Shape* shape;
  };
  struct MailKind {
    std::string name;
    const Shape* shape;
  };
  struct Unique {
    std::string index;
    Problem problem;
  };
  struct Search {
    std::string table;
    Sql index;
  };
  struct Demo {
    std::string collection = {}, file = {};  // "books", "demo/books.csv"
    void (*plant)(Task&) = nullptr;          // instead
    void (*plant_for)(Task&, const DemoPeople&) = nullptr;
  };
  const std::string& name() const { return name_; }
  const std::string& title() const { return title_; }
  embedded::Files files() const { return *files_; }
  const std::vector<Route>& routes() const { return routes_; }
  const std::vector<Unique>& uniques() const { return uniques_; }
  const std::vector<Search>& searches() const { return searches_; }
  const std::vector<JobHandler>& jobs() const { return jobs_; }
  const std::vector<Listening>& listeners() const { return listeners_; }
  const std::vector<DoorKind>& doors() const { return doors_; }
  const std::vector<ProjectionKind>& projections() const { return projections_; }
  const std::vector<Published>& published() const { return published_; }
  const std::vector<RoleText>& roles() const { return roles_; }
  const std::vector<MailKind>& mails() const { return mails_; }
  const std::vector<Demo>& demos() const { return demos_; }
  ExportPerson export_person() const { return export_person_; }
  ErasePerson erase_person() const { return erase_person_; }
  StartService start_service() const { return start_service_; }
  bool has_made_routes() const { return makes_routes_; }
  const std::optional<MadeTables>& made_tables() const { return made_tables_; }

 private:
  template <auto Handler>
  App& add(std::string method, std::string path, std::string summary,
           std::vector<Problem> problems) {
    add_route(detail::Signature<decltype(Handler)>::template route<Handler>(),
              detail::name_of<Handler>(), std::move(method), std::move(path), std::move(summary),
              std::move(problems));
    return *this;
  }
  template <auto Handler>
  void add_recurring(std::string schedule, JobOptions options) {
    using Signature = detail::JobSignature<decltype(Handler)>;
    static_assert(Signature::recurs, "what recurs has no parameter beside its transaction");
    JobHandler handler = Signature::template handler<Handler>(options);
    handler.name = name_ + "." + detail::name_of<Handler>();
    handler.schedule = std::move(schedule);
    add_job(std::move(handler));
  }
  std::string name_, title_;
  const std::vector<embedded::File>* files_;
  std::vector<Route> routes_;
  std::vector<Unique> uniques_;
  std::vector<Search> searches_;
  std::vector<RoleText> roles_;
  std::vector<MailKind> mails_;
  std::vector<JobHandler> jobs_;
  std::vector<Listening> listeners_;
  std::vector<DoorKind> doors_;
  std::vector<ProjectionKind> projections_;
  std::vector<Published> published_;
  std::vector<Demo> demos_;
  ExportPerson export_person_ = nullptr;
  ErasePerson erase_person_ = nullptr;
  StartService start_service_ = nullptr;
  bool makes_routes_ = false;
  std::optional<MadeTables> made_tables_;
};

}  // namespace stoa
