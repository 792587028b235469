// Covers of editions: who gives them, who sees them, what becomes of them.

#include <boost/json.hpp>

#include "apps/library/app.h"
#include "kernel/files/pixels.h"
#include "kernel/testing/stoa.h"

namespace stoa::library {

using testing::Stoa;
namespace json = boost::json;

namespace {

std::string picture(int width, int height) {
  const auto count = static_cast<std::size_t>(3 * width * height);
  return files::write_jpeg({{width, height}, std::vector<std::uint8_t>(count, 128)});
}

struct CoverDesk {
  Stoa stoa{app()};
  testing::Client librarian = stoa.user({"library.librarian"});
  std::string work, edition;

  CoverDesk() {
    const auto author = librarian.post("/api/library/authors", {{"name", "Ann"}}).text("/id");
    const json::value title{{"title", "One"}, {"authors", json::array{json::value(author)}}};
    work = librarian.post("/api/library/works", title).expect(201).url();
    const std::string id = work.substr(work.rfind('/') + 1);
    edition =
        librarian.post("/api/library/editions", {{"work", id}, {"title", "One"}}).expect(201).url();
  }
  testing::Answer upload(std::string bytes) const {
    return librarian.send("POST", edition + "/cover", std::move(bytes),
                          {{"Content-Type", "image/jpeg"}});
  }
};

}  // namespace

TEST("files: library: an edition gets a cover, which anyone sees in three sizes") {
  CoverDesk shelf;
  auto anyone = shelf.stoa.nobody();
  anyone.get(shelf.edition + "/cover").expect(404, "cover_not_found");
  CHECK(shelf.stoa.get(shelf.edition).at("/cover").is_null());
  shelf.upload(picture(800, 1200)).expect(200);
  CHECK(shelf.stoa.get(shelf.work).expect(200).at("/editions/0/cover").is_string());
  struct Case {
    std::string size;
    int width, height;
  };
  for (const Case& c :
       {Case{"", 800, 1200}, {"?size=small", 120, 180}, {"?size=medium", 400, 600}}) {
    for (int times = 0; times < 2; ++times) {
      auto answer = anyone.get(shelf.edition + "/cover" + c.size);
      const auto size = files::read_jpeg(answer.expect(200).body(), {2000, 2000}).size;
      CHECK(size.width == c.width);
      CHECK(size.height == c.height);
      CHECK(answer.header("Content-Type") == "image/jpeg");
      anyone
          .get(shelf.edition + "/cover" + c.size,
               {{"If-None-Match", std::string(answer.header("ETag"))}})
          .expect(304);
    }
  }
  anyone.get(shelf.edition + "/cover?size=huge").expect(422, "validation_failed");
}

TEST("files: library: a cover is replaced and removed, and goes with its edition") {
  CoverDesk shelf;
  shelf.upload(picture(20, 30)).expect(200);
  const auto first = shelf.stoa.get(shelf.edition).text("/cover");
  shelf.upload(picture(40, 60)).expect(200);
  CHECK(shelf.stoa.get(shelf.edition).text("/cover") != first);
  shelf.librarian.del(shelf.edition + "/cover").expect(204);
  shelf.librarian.del(shelf.edition + "/cover").expect(404, "cover_not_found");
  shelf.upload(picture(20, 30)).expect(200);
  shelf.librarian.del(shelf.edition).expect(204);
  std::int64_t files = -1;
  shelf.stoa.database().read_now([&](store::Connection& connection) {
    files = static_cast<std::int64_t>(Read(connection, wall_clock()).query<File>("").size());
  });
  CHECK(files == 0);
}

TEST(
    "files: library: what is no picture of a cover's kind is refused, and a broken one cannot be "
    "made smaller") {
  CoverDesk shelf;
  shelf.upload("<svg onload='alert(1)'/>").expect(415, "wrong_file_type");
  shelf.upload("GIF89a....").expect(415, "wrong_file_type");
  shelf.upload(std::string((8 << 20) + 1, 'x')).expect(413, "body_too_large");
  shelf.stoa.user().send("POST", shelf.edition + "/cover", picture(8, 8)).expect(403, "forbidden");
  shelf.upload(picture(800, 1200).substr(0, 2000)).expect(200);
  shelf.stoa.get(shelf.edition + "/cover?size=small").expect(422, "picture_unreadable");
  shelf.stoa.get(shelf.edition + "/cover").expect(200);
}

}  // namespace stoa::library
