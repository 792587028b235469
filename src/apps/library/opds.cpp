#include "apps/library/opds.h"

#include "apps/library/loans.h"
#include "apps/library/queries.h"
#include "apps/library/trends.h"
#include "apps/library/works.h"
#include "formats/atom.h"
#include "kernel/app/path.h"
#include "kernel/model/percent.h"

namespace stoa::library {
namespace {

using formats::AtomEntry;
using formats::AtomFeed;
using formats::AtomLink;

constexpr const char* navigation = "application/atom+xml;profile=opds-catalog;kind=navigation";
constexpr const char* acquisition = "application/atom+xml;profile=opds-catalog;kind=acquisition";
constexpr const char* description = "application/opensearchdescription+xml";
constexpr std::string_view cursor_purpose = "library.opds";

struct CoverRow {
  Id<Work> work = {};
  Id<Edition> edition = {};
};
BOOST_DESCRIBE_STRUCT(CoverRow, (), (work, edition))

http::Response answer_with(const char* type, std::string body) {
  http::Response response;
  response.headers.set("Content-Type", type);
  response.body = std::move(body);
  return response;
}

// A parameter of the query, "" for none.
std::string parameter(const DoorRequest& request, std::string_view name) {
  const auto pairs = parse_query(request.http.query);
  if (!pairs) throw problems::bad_request;
  for (const auto& [key, value] : *pairs) {
    if (key == name) return value;
  }
  return "";
}

AtomFeed new_feed(const DoorRequest& request, std::string title, Timestamp now, const char* kind) {
  const std::string base(request.base);
  return {.id = request.site + "/opds" + std::string(request.path),
          .title = std::move(title),
          .updated = to_string(now),
          .author = "Stoa",
          .links = {{"self", base + std::string(request.path), kind},
                    {"start", base + "/", navigation},
                    {"search", base + "/search.xml", description}}};
}

http::Response show_root(Task& task, const DoorRequest& request) {
  AtomFeed feed = new_feed(request, "Library", task.now(), navigation);
  const auto add = [&](const std::string& path, const std::string& title,
                       const std::string& summary, const std::string& rel) {
    feed.entries.push_back({.id = request.site + "/opds" + path,
                            .title = title,
                            .updated = to_string(task.now()),
                            .summary = summary,
                            .links = {{rel, std::string(request.base) + path, acquisition}}});
  };
  add("/popular", "Popular", "All works, those that most have read first",
      "http://opds-spec.org/sort/popular");
  add("/trends", "Lent most these days", "Of the last 30 days", "subsection");
  add("/loans", "My loans", "What you have, with an API key as your password",
      "http://opds-spec.org/shelf");
  return answer_with(navigation, to_xml(feed));
}

AtomEntry entry_of(const WorkHit& work, const std::string& site) {
  const std::string page = site + "/library/?work=" + to_string(work.id);
  AtomEntry entry{.id = "urn:uuid:" + to_string(work.id),
                  .title = work.title,
                  .updated = to_string(work.updated),
                  .links = {{"http://opds-spec.org/acquisition/borrow", page, "text/html"},
                            {"alternate", page, "text/html"}}};
  if (work.first_published) entry.issued = std::to_string(work.first_published->value);
  for (const AuthorRef& author : work.authors) entry.authors.push_back(author.name);
  for (const GenreRef& genre : work.genres) entry.categories.push_back({genre.slug, genre.name});
  return entry;
}

// Entries of works, with the pictures of those that have one.
template <class W>
std::vector<AtomEntry> entries_of(Read& tx, const std::vector<W>& works, const std::string& site) {
  std::vector<Id<Work>> ids;
  for (const W& work : works) ids.push_back(work.id);
  std::map<Id<Work>, Id<Edition>> covers;
  for (const CoverRow& row : tx.rows<CoverRow>(sql::covers_of, any_of(ids)))
    covers[row.work] = row.edition;  // the oldest edition comes last
  std::vector<AtomEntry> entries;
  for (const W& work : works) {
    AtomEntry& entry = entries.emplace_back(entry_of(work, site));
    const auto cover = covers.find(work.id);
    if (cover == covers.end()) continue;
    const std::string picture =
        site + "/api/library/editions/" + to_string(cover->second) + "/cover";
    entry.links.push_back({"http://opds-spec.org/image", picture + "?size=medium"});
    entry.links.push_back({"http://opds-spec.org/image/thumbnail", picture + "?size=small"});
  }
  return entries;
}

http::Response show_works(Task& task, const DoorRequest& request, const std::string& title,
                          const std::string& words) {
  WorkSearch search;
  search.limit.value = 50;
  if (!words.empty()) search.search = words.substr(0, 200);
  if (const std::string after = parameter(request, "after"); !after.empty()) {
    const auto key = task.sealer().open(after, cursor_purpose);
    if (!key) throw problems::bad_request;
    search.after = Cursor{*key};
  }
  AtomFeed feed = new_feed(request, title, task.now(), acquisition);
  task.read([&](Read& tx) {
    const auto page = search_works(tx, {}, search);
    feed.entries = entries_of(tx, page.items, request.site);
    if (!page.next) return;
    std::string next = std::string(request.base) + std::string(request.path) +
                       "?after=" + task.sealer().seal(*page.next, cursor_purpose);
    if (!words.empty()) next += "&q=" + percent_encode(words);
    feed.links.push_back({"next", next, acquisition});
  });
  return answer_with(acquisition, to_xml(feed));
}

http::Response show_trends(Task& task, const DoorRequest& request) {
  AtomFeed feed = new_feed(request, "Lent most these days", task.now(), acquisition);
  task.read(
      [&](Read& tx) { feed.entries = entries_of(tx, list_trends(tx, {}).items, request.site); });
  return answer_with(acquisition, to_xml(feed));
}

http::Response show_loans(Task& task, const DoorRequest& request) {
  const User who = request.as<User>({"library", "me", "read"});
  AtomFeed feed = new_feed(request, "My loans", task.now(), acquisition);
  task.read([&](Read& tx) {
    MyLoanSearch search;
    search.limit.value = 100;
    search.open = true;
    for (const LoanView& loan : list_my_loans(tx, who, search).items) {
      const std::string page = request.site + "/library/loans";
      feed.entries.push_back({.id = "urn:uuid:" + to_string(loan.id),
                              .title = loan.title,
                              .updated = to_string(loan.lent),
                              .summary = "Due " + to_string(loan.due),
                              .links = {{"alternate", page, "text/html"}}});
    }
  });
  http::Response response = answer_with(acquisition, to_xml(feed));
  response.headers.set("Cache-Control", "no-store");
  return response;
}

// OpenSearch 1.1: where programs send what people type.
http::Response show_description(const DoorRequest& request) {
  return answer_with(description,
                     R"(<?xml version="1.0" encoding="UTF-8"?>)"
                     R"(<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">)"
                     R"(<ShortName>Library</ShortName><Description>Works by title, author or genre)"
                     R"(</Description><Url type="application/atom+xml" template=")" +
                         std::string(request.base) +
                         R"(/search?q={searchTerms}"/></OpenSearchDescription>)");
}

}  // namespace

http::Response Opds::answer(Task& task, const DoorRequest& request) {
  if (request.http.method != "GET" && request.http.method != "HEAD")
    throw problems::method_not_allowed;
  if (request.path.empty() || request.path == "/") return show_root(task, request);
  if (request.path == "/popular") return show_works(task, request, "Popular", "");
  if (request.path == "/search") return show_works(task, request, "Found", parameter(request, "q"));
  if (request.path == "/trends") return show_trends(task, request);
  if (request.path == "/loans") return show_loans(task, request);
  if (request.path == "/search.xml") return show_description(request);
  throw problems::not_found;
}

http::Response Opds::refusal(const http::Request&, const Refusal& refusal) const {
  http::Response response =
      answer_with("text/plain; charset=utf-8", std::string(refusal.problem.title) + "\n");
  response.status = refusal.problem.status;
  if (response.status == 401)
    response.headers.set("WWW-Authenticate", "Basic realm=\"Library\", charset=\"UTF-8\"");
  if (response.status == 405) response.headers.set("Allow", "GET, HEAD");
  if (refusal.retry_after_s > 0)
    response.headers.set("Retry-After", std::to_string(refusal.retry_after_s));
  return response;
}

}  // namespace stoa::library
