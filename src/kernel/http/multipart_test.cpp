#include "kernel/http/multipart.h"

#include <vector>

#include "kernel/testing/test.h"

namespace stoa::http {
namespace {

struct Seen : Multipart::Receiver {
  struct One {
    Multipart::Part part;
    std::string data;
  };
  std::vector<One> all;
  void on_part(Multipart::Part part) override { all.push_back({std::move(part), ""}); }
  void on_data(std::string_view bytes) override { all.back().data += bytes; }
};

// Fed in pieces of every size: where a form is cut means nothing.
Seen parsed(std::string_view form, std::size_t piece, std::string_view boundary = "b") {
  Seen seen;
  Multipart multipart(boundary, seen);
  for (std::size_t at = 0; at < form.size(); at += piece) multipart.feed(form.substr(at, piece));
  multipart.finish();
  return seen;
}

bool refused(std::string_view form) {
  try {
    parsed(form, 7);
    return false;
  } catch (const Refusal& refusal) {
    return refusal.problem == problems::malformed_form;
  }
}

const std::string head = "Content-Disposition: form-data; name=";

}  // namespace

TEST("files: a form is taken apart wherever it is cut") {
  const std::string form = "a preamble\r\n--b\r\n" + head +
                           "title\r\n\r\nA \r\n--a\r\n-\r\n--b  \r\nContent-Type: image/png\r\n" +
                           head + "\"cover\"; filename=\"a;b \\\"x\\\" %22.png\"\r\n\r\n\r\n--" +
                           "\r\n--b\r\n" + head + "empty\r\n\r\n\r\n--b--\r\nan epilogue";
  for (std::size_t piece = 1; piece <= form.size(); ++piece) {
    const Seen seen = parsed(form, piece);
    REQUIRE(seen.all.size() == 3);
    CHECK(seen.all[0].part.name == "title");
    CHECK_FALSE(seen.all[0].part.file_name);
    CHECK(seen.all[0].data == "A \r\n--a\r\n-");
    CHECK(seen.all[1].part.file_name == "a;b \"x\" \".png");
    CHECK(seen.all[1].data == "\r\n--");
    CHECK(seen.all[2].data == "");
  }
}

TEST("files: a Windows path and line ends in a file's name come through as they are") {
  const Seen seen =
      parsed("--b\r\n" + head + "f; filename=\"C:\\dir\\a.png\"\r\n\r\nx\r\n--b--", 3);
  CHECK(seen.all.at(0).part.file_name == "C:\\dir\\a.png");
  const Seen coded = parsed("--b\r\n" + head + "f; filename=\"a%0D%0AX: y\"\r\n\r\nx\r\n--b--", 3);
  CHECK(coded.all.at(0).part.file_name == "a\r\nX: y");
}

TEST("files: a form that is none is refused") {
  CHECK(refused(""));
  CHECK(refused("--b"));
  CHECK(refused("--b\r\n"));
  CHECK(refused("--b\r\n\r\nno header\r\n--b--"));
  CHECK(refused("--b\r\n" + head + "a\r\n\r\nno end"));
  CHECK(refused("--bX\r\n" + head + "a\r\n\r\n\r\n--b--"));
  CHECK(refused("--b\r\nContent-Type: text/plain\r\n\r\nno name\r\n--b--"));
  CHECK(refused("--b\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--b--"));
  CHECK(refused("--b\r\n" + head + "\"a\r\n\r\nx\r\n--b--"));
  CHECK(refused("--b\r\nX: " + std::string(10'000, 'x')));
  std::string many;
  for (int i = 0; i < 200; ++i) many += "--b\r\n" + head + "a\r\n\r\nx\r\n";
  CHECK(refused(many + "--b--"));
}

TEST("files: a boundary is read from Content-Type") {
  auto boundary = [](std::string_view type) {
    return Multipart::boundary_of(type).value_or("none");
  };
  CHECK(boundary("multipart/form-data; boundary=abc") == "abc");
  CHECK(boundary("Multipart/Form-Data; charset=utf-8; Boundary=\"a b\"") == "a b");
  CHECK(boundary("multipart/form-data") == "none");
  CHECK(boundary("multipart/form-data; boundary=") == "none");
  CHECK(boundary("multipart/form-data; boundary=\"\"") == "none");
  CHECK(boundary("multipart/form-data; boundary=" + std::string(71, 'x')) == "none");
  CHECK(boundary("multipart/mixed; boundary=abc") == "none");
  CHECK(boundary("text/plain; boundary=abc") == "none");
}

}  // namespace stoa::http
