// A toy app that keeps files, through the whole kernel: what comes in, what goes out, what is left.

#include <boost/json.hpp>
#include <fstream>
#include <thread>

#include "kernel/files/collect.h"
#include "kernel/testing/stoa.h"

namespace stoa::filing {

using testing::Answer;
using testing::Client;
using testing::Stoa;
namespace fs = std::filesystem;

struct Paper {
  static constexpr auto table = "papers";
  Id<Paper> id = {};
  Text<1, 20> title = {};
  Id<File> file = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Paper, (), (id, title, file, version, created, updated))
struct NewPaper {
  Text<1, 20> title = {};
  Upload file = {};
};
BOOST_DESCRIBE_STRUCT(NewPaper, (), (title, file))
struct Picture {
  Upload file = {};
};
BOOST_DESCRIBE_STRUCT(Picture, (), (file))
struct View {
  Id<Paper> id = {};
  std::optional<bool> save = {};
};
BOOST_DESCRIBE_STRUCT(View, (), (id, save))
struct Count {
  std::int64_t n = 0;
};
BOOST_DESCRIBE_STRUCT(Count, (), (n))

struct Clerk : Role<"filing.clerk"> {};
constexpr Problem forbidden_title{409, "forbidden_title", "Not this title."};

Paper add_paper(Write& tx, const Clerk&, const NewPaper& in) {
  const File file = tx.attach(in.file);
  if (in.title == "forbidden") throw forbidden_title;
  if (in.title == "bug") throw std::runtime_error("a bug");
  return tx.insert(Paper{.title = in.title, .file = file.id});
}
Count look_at(Write&, const Anyone&, const Picture& in) { return {in.file.size}; }
FileRef get_file(Read& tx, const Anyone&, const View& in) {
  return {.file = tx.get(tx.get(in.id).file), .attachment = in.save.value_or(false)};
}
void remove_paper(Write& tx, const Clerk&, const Id<Paper>& id) {
  const Paper paper = tx.get(id);
  tx.remove(id);
  tx.detach(paper.file);
}

constexpr std::string_view migration = R"(
create table papers (id {id} primary key not null, title {text} not null,
  file {id} not null references _files (id),
  version {int} not null, created {instant} not null, updated {instant} not null) strict;
)";

App filing() {
  static const std::vector<embedded::File> files = {
      {"migrations/0001_papers.sql", {migration.data(), migration.data() + migration.size()}}};
  App app("filing", "Papers", files);
  app.post<&add_paper>("/papers", "File a paper", {forbidden_title})
      .upload(1000)
      .post<&look_at>("/pictures", "Look at a picture")
      .upload(1000, {"image/png"})
      .get<&get_file>("/papers/{id}/file", "The file of a paper")
      .del<&remove_paper>("/papers/{id}/file", "Remove a paper");
  return app;
}

constexpr std::string_view papers = "/api/filing/papers";

struct Office {
  Stoa stoa{filing()};
  Client clerk = stoa.user({"filing.clerk"});

  // What lies in the folders of files: blobs, and what is on its way in.
  std::size_t lying() const {
    std::size_t count = 0;
    for (const auto& entry : fs::recursive_directory_iterator(stoa.folder() / "files")) {
      count += entry.is_regular_file();
    }
    return count;
  }
  // Taking back what was refused is nobody's to wait for.
  bool comes_to_lie(std::size_t count) const {
    for (int i = 0; i < 500 && lying() != count; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return lying() == count;
  }
  std::int64_t rows() {
    std::int64_t n = 0;
    stoa.database().read_now([&](store::Connection& connection) {
      n = Read(connection, wall_clock()).rows<Count>("select count(*) as n from _files").front().n;
    });
    return n;
  }
  Answer file(std::string body, std::string title = "a",
              std::vector<http::Header> headers = {}) const {
    return clerk.send("POST", std::string(papers) + "?title=" + title, std::move(body),
                      std::move(headers));
  }
  std::string filed(std::string body) const {
    return std::string(papers) + "/" + file(std::move(body)).expect(201).text("/id") + "/file";
  }
  void collect(std::chrono::hours later) {
    const auto& mounted = stoa.kernel().apps().front();
    std::string after;
    while (files::collect_blobs(*mounted.database, *mounted.blobs, after, wall_clock() + later)) {
    }
  }
};

std::string form(std::string_view title, std::string_view file_name, std::string_view bytes) {
  std::string form;
  if (!title.empty()) {
    form +=
        "--xx\r\nContent-Disposition: form-data; name=title\r\n\r\n" + std::string(title) + "\r\n";
  }
  form += "--xx\r\nContent-Disposition: form-data; name=file; filename=\"" +
          std::string(file_name) + "\"\r\nContent-Type: text/html\r\n\r\n" + std::string(bytes) +
          "\r\n--xx--\r\n";
  return form;
}
const http::Header as_form{"Content-Type", "multipart/form-data; boundary=xx"};

TEST("files: a file is uploaded as the body itself, and comes back as it was") {
  Office office;
  const std::string url = office.filed("hello, world");
  auto answer = office.stoa.nobody().get(url);
  answer.expect(200);
  CHECK(answer.body() == "hello, world");
  CHECK(answer.header("Content-Type") == "text/plain; charset=utf-8");
  CHECK(answer.header("Content-Disposition") == "inline; filename=\"file.txt\"");
  CHECK(answer.header("ETag") ==
        "\"09ca7e4eaa6e8ae9c7d261167129184883644d07dfba7cbfbc4c8a2e08360d5b\"");
  CHECK(answer.header("Content-Security-Policy") ==
        "sandbox; default-src 'none'; frame-ancestors 'none'");
  CHECK(answer.header("X-Content-Type-Options") == "nosniff");
  CHECK(answer.header("Cache-Control") == "no-cache");
  CHECK(office.comes_to_lie(1));
}

TEST("files: a file is uploaded in a form, with its name and the fields beside it") {
  Office office;
  const std::string body = form("A title", "..\\..\\Gr\u00f6\u00dfe\r\n\".txt", "text");
  auto made = office.clerk.send("POST", std::string(papers), body, {as_form});
  CHECK(made.expect(400, "malformed_form").status() == 400);  // a quote ends the name
  const std::string good = form("A title", "..\\..\\Gr\u00f6\u00dfe%0D%0A%22.txt", "text");
  made = office.clerk.send("POST", std::string(papers), good, {as_form});
  CHECK(made.expect(201).text("/title") == "A title");
  auto answer = office.stoa.get(std::string(papers) + "/" + made.text("/id") + "/file?save=true");
  CHECK(answer.expect(200).body() == "text");
  CHECK(answer.header("Content-Disposition") ==
        "attachment; filename=\"Gr____e_.txt\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%22.txt");
}

TEST("files: the fields of a form are checked like any others, and the file must be there") {
  Office office;
  auto post = [&](const std::string& body) {
    return office.clerk.send("POST", std::string(papers), body, {as_form});
  };
  post(form("", "a.txt", "x")).expect_field("/title", "required");
  post(form(std::string(21, 'x'), "a.txt", "x")).expect(422, "validation_failed");
  post("--xx\r\nContent-Disposition: form-data; name=title\r\n\r\na\r\n--xx--")
      .expect_field("/file", "required");
  post("--xx\r\nContent-Disposition: form-data; name=nonsense\r\n\r\na\r\n" + form("a", "a", "x"))
      .expect_field("/nonsense", "unknown_field");
  office.file("").expect_field("/file", "required");
  office.clerk.send("POST", std::string(papers), "x", {}).expect_field("/title", "required");
  office.clerk.send("POST", std::string(papers), "x", {{"Content-Type", "multipart/form-data"}})
      .expect(400, "malformed_form");
  office.file("x", "a", {{"Content-Encoding", "gzip"}}).expect(415, "unsupported_media_type");
  CHECK(office.comes_to_lie(0));
  CHECK(office.rows() == 0);
}

TEST("files: who may not upload is told so, and nothing is kept") {
  Office office;
  auto to = std::string(papers) + "?title=a";
  office.stoa.nobody().send("POST", to, "x").expect(401, "not_signed_in");
  office.stoa.user().send("POST", to, "x").expect(403, "forbidden");
  office.clerk.send("POST", to, "x", {{"Sec-Fetch-Site", "cross-site"}}).expect(201);
  office.stoa.nobody()
      .send("POST", "/api/filing/pictures", "x", {{"Sec-Fetch-Site", "cross-site"}})
      .expect(403, "cross_site");
  CHECK(office.comes_to_lie(1));
}

TEST("files: a type that a route does not take is refused, whatever it says it is") {
  Office office;
  auto nobody = office.stoa.nobody();
  nobody.send("POST", "/api/filing/pictures", "<svg/>", {{"Content-Type", "image/png"}})
      .expect(415, "wrong_file_type");
  nobody.send("POST", "/api/filing/pictures", "\x89PNG\r\n\x1a\nabc", {{"Content-Type", "a/b"}})
      .expect(201);
}

TEST("files: what may run in a browser is for saving") {
  Office office;
  for (auto text : {"<html><script>alert(1)</script>", "<svg onload='alert(1)'/>", "<?xml?><a/>"}) {
    auto answer = office.stoa.get(office.filed(text));
    CHECK(answer.expect(200).header("Content-Disposition").starts_with("attachment; "));
  }
}

TEST("files: the same bytes lie there once, and until the last row that names them is gone") {
  Office office;
  const std::string one = office.filed("same"), two = office.filed("same");
  CHECK(office.rows() == 2);
  CHECK(office.comes_to_lie(1));
  office.clerk.del(one).expect(204);
  office.collect(std::chrono::hours(2));
  CHECK(office.stoa.get(two).expect(200).body() == "same");
  office.clerk.del(two).expect(204);
  CHECK(office.rows() == 0);
  office.collect(std::chrono::hours(0));
  CHECK(office.comes_to_lie(1));  // it may yet be wanted by a request that has just kept it
  office.collect(std::chrono::hours(2));
  CHECK(office.comes_to_lie(0));
}

TEST("files: what a handler refuses leaves neither a row nor its bytes") {
  Office office;
  office.file("doomed", "forbidden").expect(409, "forbidden_title");
  CHECK(office.rows() == 0);
  CHECK(office.comes_to_lie(0));
  // A refusal does not take what a paper has.
  office.filed("doomed");
  office.file("doomed", "forbidden").expect(409, "forbidden_title");
  office.file("doomed", "forbidden").expect(409, "forbidden_title");
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  CHECK(office.comes_to_lie(1));
}

TEST("files: bytes whose row was never committed are collected, those of a row never are") {
  Office office;
  // A bug answers 500: whether there is a row is not for certain then, so the collector decides.
  office.file("nobody's", "bug").expect(500);
  const std::string url = office.filed("somebody's");
  CHECK(office.rows() == 1);
  CHECK(office.comes_to_lie(2));
  office.collect(std::chrono::hours(2));
  CHECK(office.comes_to_lie(1));
  CHECK(office.stoa.get(url).expect(200).body() == "somebody's");
}

TEST("files: a part of a file is sent, and what HTTP says of parts holds") {
  Office office;
  const std::string url = office.filed("0123456789");
  const auto etag = std::string(office.stoa.get(url).header("ETag"));
  struct Case {
    std::string range;
    int status;
    std::string body, content_range;
  };
  for (const Case& c :
       std::initializer_list<Case>{{"bytes=0-0", 206, "0", "bytes 0-0/10"},
                                   {"bytes=2-4", 206, "234", "bytes 2-4/10"},
                                   {"bytes=7-", 206, "789", "bytes 7-9/10"},
                                   {"bytes=7-100", 206, "789", "bytes 7-9/10"},
                                   {"bytes=-3", 206, "789", "bytes 7-9/10"},
                                   {"bytes=-100", 206, "0123456789", "bytes 0-9/10"},
                                   {"BYTES= 1-1 ", 206, "1", "bytes 1-1/10"},
                                   {"bytes=9-9", 206, "9", "bytes 9-9/10"},
                                   {"bytes=10-", 416, "", "bytes */10"},
                                   {"bytes=10-20", 416, "", "bytes */10"},
                                   {"bytes=-0", 416, "", "bytes */10"},
                                   {"bytes=4-2", 200, "0123456789", ""},
                                   {"bytes=a-b", 200, "0123456789", ""},
                                   {"bytes=", 200, "0123456789", ""},
                                   {"bytes=-", 200, "0123456789", ""},
                                   {"bytes=99999999999999999999-", 200, "0123456789", ""},
                                   {"lines=0-1", 200, "0123456789", ""},
                                   {"bytes=0-1,3-4", 200, "0123456789", ""},
                                   {"bytes=0-4,2-6", 200, "0123456789", ""}}) {
    INFO(c.range);
    auto answer = office.stoa.get(url, {{"Range", c.range}});
    answer.expect(c.status);
    CHECK(answer.header("Content-Range") == c.content_range);
    if (c.status != 416) CHECK(answer.body() == c.body);
  }
  auto part = [&](std::string if_range) {
    return office.stoa.get(url, {{"Range", "bytes=0-0"}, {"If-Range", if_range}}).status();
  };
  CHECK(part(etag) == 206);
  CHECK(part("\"another\"") == 200);
  CHECK(part("W/" + etag) == 200);
  CHECK(part("Sun, 06 Nov 1994 08:49:37 GMT") == 200);
  office.stoa.get(url, {{"If-None-Match", etag}}).expect(304);
  office.stoa.get(url, {{"If-None-Match", "W/" + etag}, {"Range", "bytes=0-0"}}).expect(304);
  office.stoa.get(url, {{"If-Match", "\"another\""}}).expect(412, "precondition_failed");
  CHECK(office.stoa.send("HEAD", url).expect(200).header("Accept-Ranges") == "bytes");
}

TEST("files: an empty file is a file") {
  Office office;
  auto made = office.clerk.send("POST", std::string(papers), form("a", "", ""), {as_form});
  const auto url = std::string(papers) + "/" + made.expect(201).text("/id") + "/file";
  CHECK(office.stoa.get(url).expect(200).body().empty());
  office.stoa.get(url, {{"Range", "bytes=0-"}}).expect(416, "range_not_satisfiable");
}

TEST("files: a change asks for the file that its If-Match names") {
  Office office;
  const std::string url = office.filed("one");
  const std::string etag(office.stoa.get(url).header("ETag"));
  office.clerk.send("DELETE", url, {}, {{"If-Match", "\"another\""}}).expect(412);
  office.clerk.send("DELETE", url, {}, {{"If-Match", etag}}).expect(204);
}

TEST("files: bytes that are gone are a fault of ours, and said to be") {
  Office office;
  const std::string url = office.filed("one");
  fs::remove_all(office.stoa.folder() / "files" / "blobs");
  office.stoa.get(url).expect(500, "internal_error");
}

}  // namespace stoa::filing
