// Webhooks of a project: who keeps them, what they are told of, and when they end.
#include <boost/json.hpp>
#include <chrono>
#include <mutex>

#include "apps/collections/shelf_testing.h"
#include "kernel/http/server.h"

namespace stoa::collections {
namespace {

using boost::json::value;

// Whoever is told, as "collections.shelf.books.inserted".
class Listener {
 public:
  Listener() : server_({.port = 0, .threads = 1}, handler()) { server_.start(); }
  ~Listener() { server_.stop(std::chrono::milliseconds(0)); }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(server_.port()) + "/"; }
  std::vector<value> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(got_, {});
  }
  std::vector<std::string> types() {
    std::vector<std::string> types;
    for (const value& event : take()) types.emplace_back(event.at("type").as_string().c_str());
    return types;
  }

 private:
  http::Handler handler() {
    return [this](std::shared_ptr<const http::Request> request, http::Respond respond) {
      const std::lock_guard lock(mutex_);
      got_.push_back(boost::json::parse(request->body));
      respond({.status = 200, .body = "thank you"});
    };
  }

  std::mutex mutex_;
  std::vector<value> got_;
  http::Server server_;
};

constexpr auto hooks_url = "/api/collections/project-webhooks";
constexpr auto admin_hooks = "/api/collections/webhooks";

struct Hooked {
  Listener listener;
  Stoa stoa{app(),
            {.configure = [](Config& config) { config.webhooks_allow_private = {"127.0.0.1"}; }}};
  Client ann = stoa.user(), bob = stoa.user();
  std::string shelf = project(ann, "shelf"), definition = define(ann, shelf, "books");

  static std::string project(const Client& who, std::string_view name) {
    return who.post("/api/collections/projects", object{{"name", name}, {"title", name}})
        .expect(201)
        .text("/id");
  }
  static std::string define(const Client& who, std::string_view project, std::string_view name) {
    const object title{{"type", "string"}};
    const object schema{{"type", "object"}, {"properties", object{{"title", title}}}};
    return who
        .post("/api/collections/definitions",
              object{{"project", project}, {"name", name}, {"title", name}, {"schema", schema}})
        .expect(201)
        .text("/id");
  }
  object hook(std::string_view event, std::string_view project) const {
    return {{"project", project}, {"url", listener.url()}, {"events", array{event}}};
  }
  // Where it is.
  std::string made(std::string_view event) const {
    const std::string url = ann.post(hooks_url, hook(event, shelf)).expect(201).url();
    return url;
  }
  std::string join(const Client& who, std::string_view role) const {
    return ann
        .post("/api/collections/members",
              object{{"project", shelf}, {"account", to_string(who.account())}, {"role", role}})
        .expect(201)
        .url();
  }
  std::string book() const {
    return ann.post("/api/collections/shelf/books", object{{"title", "A"}}).expect(201).url();
  }
};

using Types = std::vector<std::string>;

TEST("collections: a webhook of a project is told of its records, and of no values") {
  Hooked all;
  all.made("collections.shelf.books.*");
  all.stoa.run_jobs();
  const std::string book = all.book();
  all.ann.patch(book, object{{"title", "secret"}}).expect(200);
  all.ann.del(book).expect(204);
  all.ann.post(book + "/restore").expect(200);
  all.stoa.run_jobs();
  const std::vector<value> got = all.listener.take();
  REQUIRE(got.size() == 4);
  const std::string_view types[] = {"inserted", "updated", "removed", "updated"};
  for (std::size_t i = 0; i < got.size(); ++i) {
    CHECK(got[i].at("type").as_string() == "collections.shelf.books." + std::string(types[i]));
    CHECK(serialize(got[i]).find("secret") == std::string::npos);
    const std::string url = got[i].at("data").at("url").as_string().c_str();
    CHECK(url.ends_with(book));
    CHECK(got[i].at("subject") == got[i].at("data").at("id"));
  }
}

TEST("collections: a webhook of a project is of no other") {
  Hooked all;
  all.made("collections.shelf.*");
  const std::string other = Hooked::project(all.bob, "other");
  Hooked::define(all.bob, other, "books");
  all.bob.post(hooks_url, all.hook("collections.other.books.*", other)).expect(201);
  all.stoa.run_jobs();
  all.bob.post("/api/collections/other/books", object{{"title", "B"}}).expect(201);
  all.stoa.run_jobs();
  CHECK(all.listener.types() == Types{"collections.other.books.inserted"});
  for (const char* not_hers : {"*", "collections.*", "collections.other.books.*",
                               "collections.definitions.updated", "collections.shelf"}) {
    all.ann.post(hooks_url, all.hook(not_hers, all.shelf)).expect_field("/events/0", "not_in_set");
  }
  const Answer typo =
      all.ann.post(hooks_url, all.hook("collections.shelf.boks.inserted", all.shelf));
  CHECK(typo.body().find("did you mean collections.shelf.books.inserted?") != std::string::npos);
  const Answer near = all.ann.post(hooks_url, all.hook("collections.other.boks.*", all.shelf));
  CHECK(near.body().find("collections.other.books") == std::string::npos);
}

TEST("collections: a webhook of a project is kept by its owners alone") {
  Hooked all;
  const std::string hook = all.made("collections.shelf.books.inserted");
  auto refused = [&](const Client& who, int status) {
    who.get(hook).expect(status);
    who.patch(hook, object{{"enabled", false}}).expect(status);
    who.post(hook + "/ping").expect(status);
    who.post(hook + "/rotate").expect(status);
    who.get(hook + "/deliveries").expect(status);
    who.del(hook).expect(status);
    CHECK(who.get(hooks_url).expect(200).at("/items").as_array().empty());
  };
  refused(all.bob, 404);
  all.bob.post(hooks_url, all.hook("collections.shelf.books.*", all.shelf))
      .expect(404, "project_not_found");
  const std::string member = all.join(all.bob, "editor");
  refused(all.bob, 403);
  all.bob.post(hooks_url, all.hook("collections.shelf.books.*", all.shelf)).expect(403);
  all.stoa.nobody().get(hooks_url).expect(401);

  CHECK(all.ann.get(hook).expect(200).text("/account") == to_string(all.ann.account()));
  CHECK(!all.ann.get(hook).json().as_object().contains("secret"));
  CHECK(all.ann.post(hook + "/rotate").expect(200).text("/secret").starts_with("whsec_"));
  all.ann.post(hook + "/ping").expect(202);
  all.stoa.run_jobs();
  CHECK(all.listener.types() == Types{"collections.webhook_ping"});
  CHECK(all.ann.get(hook + "/deliveries").at("/items").as_array().size() == 1);
  all.ann.patch(hook, object{{"enabled", false}}).expect(200);
  CHECK(all.stoa.get(admin_hooks).at("/items").as_array().size() == 1);  // administrators see all
  all.ann.del(hook).expect(204);
  all.ann.get(hook).expect(404, "project_webhook_not_found");
}

TEST("collections: a webhook ends with the project, and when who made it does not own it") {
  Hooked all;
  const std::string member = all.join(all.bob, "owner");
  const std::string bobs =
      all.bob.post(hooks_url, all.hook("collections.shelf.books.*", all.shelf)).expect(201).url();
  const std::string anns = all.made("collections.shelf.books.*");
  all.ann.del(member).expect(204);
  all.ann.get(bobs).expect(404);
  all.stoa.run_jobs();
  all.book();
  all.stoa.run_jobs();
  CHECK(all.listener.take().size() == 1);

  // The collection goes: what is said of it stays as it was, and means nothing.
  all.ann.del("/api/collections/definitions/" + all.definition + "?records=true").expect(204);
  all.ann.patch(anns, object{{"enabled", false}}).expect(200);
  all.ann.patch(anns, object{{"enabled", true}}).expect(200);
  all.ann.del("/api/collections/projects/" + all.shelf).expect(204);
  CHECK(all.stoa.get(admin_hooks).at("/items").as_array().empty());
  const std::string anew = Hooked::project(all.bob, "shelf");
  Hooked::define(all.bob, anew, "books");
  all.bob.post("/api/collections/shelf/books", object{{"title", "B"}}).expect(201);
  all.stoa.run_jobs();
  CHECK(all.listener.take().empty());
}

TEST("collections: a project has twenty webhooks, and they are none of the administrators'") {
  Hooked all;
  for (int i = 0; i < 20; ++i) all.made("collections.shelf.books.removed");
  all.ann.post(hooks_url, all.hook("collections.shelf.*", all.shelf)).expect(409, "limit_reached");
  const std::string mine = all.stoa
                               .post(admin_hooks, object{{"url", all.listener.url()},
                                                         {"events", array{"collections.*"}}})
                               .expect(201)
                               .text("/id");
  all.stoa.get(std::string(hooks_url) + "/" + mine).expect(404);
  all.stoa.run_jobs();
  all.book();
  all.stoa.run_jobs();
  CHECK(all.listener.types() == Types{"collections.shelf.books.inserted"});
}

TEST("collections: the document of a project has its events") {
  Hooked all;
  const object document =
      all.ann.get("/api/collections/shelf/openapi.json").expect(200).json().as_object();
  const object& events = document.at("webhooks").as_object();
  CHECK(events.size() == 3);
  CHECK(events.contains("collections.shelf.books.removed"));
  CHECK(document.at("components").at("schemas").as_object().contains("CloudEvent"));
}

}  // namespace
}  // namespace stoa::collections
