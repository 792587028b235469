// An app: a folder, a database, a prefix. This is the one header that an app's files include.
//
// An App is a value that lists what there is (routes, migrations, demo data); the kernel takes the
// list from main and serves it. Put together on one thread, before anything runs.
#pragma once

#include <string>
#include <vector>

#include "kernel/app/embedded.h"
#include "kernel/app/route.h"

namespace stoa {

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
  // What a violated unique index means to a client.
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
  // Fills an empty database once, when asked to.
  App& demo(void (*plant)(Task&)) {
    demo_ = plant;
    return *this;
  }

  struct Unique {
    std::string index;
    Problem problem;
  };
  struct Search {
    std::string table;
    Sql index;
  };
  const std::string& name() const { return name_; }
  const std::string& title() const { return title_; }
  embedded::Files files() const { return *files_; }
  const std::vector<Route>& routes() const { return routes_; }
  const std::vector<Unique>& uniques() const { return uniques_; }
  const std::vector<Search>& searches() const { return searches_; }
  void (*demo() const)(Task&) { return demo_; }

 private:
  template <auto Handler>
  App& add(std::string method, std::string path, std::string summary,
           std::vector<Problem> problems) {
    add_route(detail::Signature<decltype(Handler)>::template route<Handler>(),
              detail::name_of<Handler>(), std::move(method), std::move(path), std::move(summary),
              std::move(problems));
    return *this;
  }
  // Checks what a signature cannot: that the path's parameters are members of the input, that a
  // POST or PATCH does not hang in the read lane. Throws std::logic_error naming the route.
  void add_route(Route route, std::string name, std::string method, std::string path,
                 std::string summary, std::vector<Problem> problems);

  std::string name_, title_;
  const std::vector<embedded::File>* files_;
  std::vector<Route> routes_;
  std::vector<Unique> uniques_;
  std::vector<Search> searches_;
  void (*demo_)(Task&) = nullptr;
};

}  // namespace stoa
