// Files of records: who puts them, who has them, what becomes of them.

#include "apps/collections/shelf_testing.h"
#include "kernel/files/pixels.h"

namespace stoa::collections {
namespace {

// Books with a cover and a text, and somebody who may change them.
struct FileShelf : Shelf {
  std::string definition = define(with_files({})).expect(201).text("/id");
  std::string book = ann.post(books_url, object{{"title", "The Hobbit"}}).expect(201).url();
  std::string cover = book + "/files/cover", text = book + "/files/text";

  object with_files(object fields, object more = {}) const {
    object made = books({{"read", "@signed_in = true"}, {"update", "@signed_in = true"}});
    made["rules"].as_object()["fields"] = std::move(fields);
    auto& all = made["schema"].as_object()["properties"].as_object();
    all["cover"] = object{{"x-stoa-type", "file"},
                          {"x-stoa-media-types", array{"image/jpeg", "image/png"}},
                          {"x-stoa-max-bytes", 100'000}};
    all["text"] = object{{"x-stoa-type", "file"}, {"x-stoa-media-types", array{"text/plain"}}};
    for (auto& [name, schema] : more) all[name] = schema;
    return made;
  }
  Answer change(object definition_now, bool accept_loss = false) const {
    definition_now.erase("project");
    definition_now.erase("name");
    definition_now["accept_loss"] = accept_loss;
    return ann.put("/api/collections/definitions/" + definition, definition_now);
  }
  static std::string picture(int width = 400, int height = 800) {
    const auto count = static_cast<std::size_t>(3 * width * height);
    return files::write_jpeg({{width, height}, std::vector<std::uint8_t>(count, 128)});
  }
  static Answer put(const Client& who, const std::string& url, std::string bytes,
                    std::vector<http::Header> headers = {}) {
    return who.send("PUT", url, std::move(bytes), std::move(headers));
  }
  std::size_t files_kept() {
    std::size_t count = 0;
    stoa.database().read_now([&](store::Connection& connection) {
      count = Read(connection, wall_clock()).query<File>("").size();
    });
    return count;
  }
};

}  // namespace

TEST("collections files: what a record tells of its file, and the file") {
  FileShelf shelf;
  CHECK(shelf.ann.get(shelf.book).at("/cover").is_null());
  shelf.ann.get(shelf.cover).expect(404, "no_such_file");
  const std::string picture = FileShelf::picture();
  const Answer put = FileShelf::put(shelf.bob, shelf.cover, picture).expect(200);
  CHECK(put.header("ETag") == "\"2\"");
  CHECK(put.text("/cover/url") == shelf.cover);
  CHECK(put.text("/cover/content_type") == "image/jpeg");
  CHECK(put.at("/cover/size").as_int64() == static_cast<std::int64_t>(picture.size()));
  const Answer got = shelf.bob.get(shelf.cover).expect(200);
  CHECK(got.body() == picture);
  CHECK(got.header("ETag") == "\"" + put.text("/cover/sha256") + "\"");
  const auto small =
      files::read_jpeg(shelf.bob.get(shelf.cover + "?size=small").expect(200).body(), {2000, 2000});
  CHECK(small.size.height == 160);
  shelf.bob.get(shelf.text + "?size=small").expect_field("/size", "unknown_field");
  shelf.stoa.nobody().get(shelf.cover).expect(404);
}

TEST("collections files: no body says of a file what it is, and no other file is taken") {
  FileShelf shelf;
  const object made{{"title", "A"}, {"cover", object{{"url", "x"}}}};
  shelf.ann.post(books_url, made).expect_field("/cover", "read_only");
  shelf.ann.patch(shelf.book, object{{"cover", nullptr}}).expect_field("/cover", "read_only");
  FileShelf::put(shelf.ann, shelf.cover, "GIF89a....").expect(415, "wrong_file_type");
  FileShelf::put(shelf.ann, shelf.cover, std::string(100'001, 'x')).expect(413, "body_too_large");
  FileShelf::put(shelf.ann, shelf.text, "It was a dark and stormy night.").expect(200);
  FileShelf::put(shelf.ann, books_url + std::string("/no/files/cover"), "x").expect(404);
  CHECK(shelf.files_kept() == 1);
  object wrong = shelf.with_files(
      {}, {{"more", object{{"x-stoa-type", "file"}, {"x-stoa-media-types", array{"a/b"}}}}});
  shelf.change(wrong).expect_field("/schema/properties/more/x-stoa-media-types/0", "not_in_set");
}

TEST("collections files: a file is replaced and removed, by whoever knows what is there") {
  FileShelf shelf;
  auto if_match = [](const std::string& hash) {
    return std::vector<http::Header>{{"If-Match", "\"" + hash + "\""}};
  };
  FileShelf::put(shelf.ann, shelf.cover, FileShelf::picture(), {{"If-None-Match", "*"}})
      .expect(200);
  FileShelf::put(shelf.ann, shelf.cover, FileShelf::picture(8, 8), {{"If-None-Match", "*"}})
      .expect(412);
  const auto first = shelf.ann.get(shelf.book).text("/cover/sha256");
  FileShelf::put(shelf.ann, shelf.cover, FileShelf::picture(8, 8), if_match(first)).expect(200);
  FileShelf::put(shelf.ann, shelf.cover, FileShelf::picture(9, 9), if_match(first)).expect(412);
  CHECK(shelf.files_kept() == 1);
  shelf.ann.del(shelf.cover).expect(204);
  shelf.ann.del(shelf.cover).expect(404, "no_such_file");
  CHECK(shelf.ann.get(shelf.book).at("/cover").is_null());
  CHECK(shelf.ann.get(shelf.book).at("/version").as_int64() == 4);
  CHECK(shelf.files_kept() == 0);
}

TEST("collections files: the rules of the record and of the field are those of its file") {
  FileShelf shelf;
  FileShelf::put(shelf.ann, shelf.cover, FileShelf::picture()).expect(200);
  FileShelf::put(shelf.ann, shelf.text, "Some words").expect(200);
  shelf
      .change(shelf.with_files({{"cover", object{{"write", "@role = \"painter\""}}},
                                {"text", object{{"read", "@role = \"reader\""}}}}))
      .expect(200);
  FileShelf::put(shelf.bob, shelf.cover, FileShelf::picture(8, 8)).expect(403, "forbidden");
  shelf.bob.del(shelf.cover).expect(403, "forbidden");
  shelf.bob.get(shelf.cover).expect(200);
  shelf.bob.get(shelf.text).expect(404, "no_such_file");
  CHECK_FALSE(shelf.bob.get(shelf.book).json().as_object().contains("text"));
  const Client painter = shelf.stoa.user(), reader = shelf.stoa.user();
  shelf.join(painter, "painter");
  shelf.join(reader, "reader");
  FileShelf::put(painter, shelf.cover, FileShelf::picture(8, 8)).expect(200);
  CHECK(reader.get(shelf.text).expect(200).body() == "Some words");

  object closed = shelf.with_files({});
  closed["rules"].as_object().erase("read");
  shelf.change(closed).expect(200);
  shelf.bob.get(shelf.cover).expect(404);
  FileShelf::put(shelf.bob, shelf.cover, FileShelf::picture(8, 8)).expect(404);
}

TEST("collections files: a view gives the files that it shows, at addresses of its own") {
  FileShelf shelf;
  object closed = shelf.with_files({});
  closed["rules"] = object{};
  shelf.change(closed).expect(200);
  FileShelf::put(shelf.ann, shelf.cover, FileShelf::picture()).expect(200);
  FileShelf::put(shelf.ann, shelf.text, "Some words").expect(200);
  shelf.ann
      .post("/api/collections/views", object{{"project", shelf.project},
                                             {"name", "shown"},
                                             {"title", "Shown"},
                                             {"collection", shelf.definition},
                                             {"read", "true"},
                                             {"fields", array{"title", "cover"}}})
      .expect(201);
  const auto nobody = shelf.stoa.nobody();
  const std::string listed =
      nobody.get("/api/collections/shelf/shown").expect(200).text("/items/0/cover/url");
  CHECK(listed.starts_with("/api/collections/shelf/shown/"));
  CHECK(nobody.get(listed).expect(200).body() == FileShelf::picture());
  const auto one = listed.substr(0, listed.find("/files"));
  CHECK(nobody.get(one).expect(200).text("/cover/url") == listed);
  nobody.get(one + "/files/text").expect(404);
  nobody.send("PUT", listed, FileShelf::picture()).expect(405);
  nobody.get(shelf.cover).expect(404);
}

TEST("collections files: what is removed takes its files along, and brings them back") {
  FileShelf shelf;
  FileShelf::put(shelf.ann, shelf.cover, FileShelf::picture()).expect(200);
  shelf.ann.del(shelf.book).expect(204);
  shelf.ann.get(shelf.cover).expect(404);
  FileShelf::put(shelf.ann, shelf.cover, FileShelf::picture(8, 8)).expect(404);
  CHECK(shelf.files_kept() == 1);
  shelf.ann.post(shelf.book + "/restore").expect(200);
  shelf.ann.get(shelf.cover).expect(200);
  FileShelf::put(shelf.ann, shelf.text, "Some words").expect(200);
  CHECK(shelf.files_kept() == 2);

  object without = shelf.with_files({});
  without["schema"].as_object()["properties"].as_object().erase("cover");
  shelf.change(without).expect(409, "would_lose");
  shelf.change(without, true).expect(200);
  shelf.ann.get(shelf.cover).expect(404);
  CHECK(shelf.files_kept() == 1);
  shelf.change(shelf.with_files({})).expect(200);
  shelf.ann.get(shelf.cover).expect(404, "no_such_file");

  shelf.ann.del(shelf.book).expect(204);
  shelf.ann.del("/api/collections/definitions/" + shelf.definition).expect(204);
  CHECK(shelf.files_kept() == 0);
}

TEST("collections files: a file is no other value, nor the other way round") {
  FileShelf shelf;
  FileShelf::put(shelf.ann, shelf.cover, FileShelf::picture()).expect(200);
  const object texts{{"type", "string"}, {"x-stoa-type", "text"}};
  auto told = [&](object schema) {
    return object{{"type", "object"}, {"properties", object{{"name", std::move(schema)}}}};
  };
  shelf.change(shelf.with_files({}, {{"cover", object{}}})).expect(409, "values_misfit");
  shelf.change(shelf.with_files({}, {{"more", told(texts)}})).expect(200);
  shelf.ann.patch(shelf.book, object{{"more", object{{"name", "forged"}}}}).expect(200);
  shelf.change(shelf.with_files({}, {{"more", object{{"x-stoa-type", "file"}}}}))
      .expect(409, "values_misfit");
  shelf.ann.patch(shelf.book, object{{"more", nullptr}}).expect(200);
  shelf.change(shelf.with_files({}, {{"more", object{{"x-stoa-type", "file"}}}})).expect(200);
  shelf.ann.get(shelf.book + "/files/more").expect(404, "no_such_file");
}

}  // namespace stoa::collections
