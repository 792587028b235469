// What files are called and of what kind they are.

#include "kernel/files/content_type.h"
#include "kernel/files/file_name.h"
#include "kernel/testing/test.h"

namespace stoa::files {

using namespace std::string_literals;

TEST("files: a name is fit to be shown and saved, whatever was sent") {
  CHECK(safe_name("cover.jpg") == "cover.jpg");
  CHECK(safe_name("../../etc/passwd") == "passwd");
  CHECK(safe_name("C:\\Users\\ann\\cover.jpg") == "cover.jpg");
  CHECK(safe_name("..") == "");
  CHECK(safe_name(".htaccess") == "htaccess");
  CHECK(safe_name("a/") == "");
  CHECK(safe_name("a\r\nX-Evil: 1.jpg") == "aX-Evil: 1.jpg");
  CHECK(safe_name("a\0b.png"s) == "ab.png");
  CHECK(safe_name("cod\u202egpj.exe") == "codgpj.exe");
  CHECK(safe_name("\u0085next") == "next");
  CHECK(safe_name("\xff\xfe") == "");
  CHECK(safe_name("Größe \"x\".png ") == "Größe \"x\".png");
  const std::string longest = safe_name(std::string(300, 'x') + "ß.jpeg");
  CHECK(longest.size() <= 200);
  CHECK(longest.ends_with(".jpeg"));
  const std::string umlauts = safe_name([] {
    std::string text;
    for (int i = 0; i < 150; ++i) text += "ü";
    return text;
  }());
  CHECK(umlauts.size() == 200);
}

TEST("files: Content-Disposition carries any name and no second header") {
  CHECK(content_disposition(false, "") == "inline");
  CHECK(content_disposition(true, "a b.txt") == "attachment; filename=\"a b.txt\"");
  CHECK(content_disposition(true, "Größe.png") ==
        "attachment; filename=\"Gr____e.png\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe.png");
  const std::string evil = content_disposition(false, "a\"; filename=\"b\\%41\r\nX: y");
  CHECK(evil.find('\r') == evil.npos);
  CHECK(evil.find('\n') == evil.npos);
  CHECK(evil ==
        "inline; filename=\"a_; filename=_b__41__X: y\"; "
        "filename*=UTF-8''a%22%3B%20filename%3D%22b%5C%2541%0D%0AX%3A%20y");
}

TEST("files: a type is told by content") {
  auto type = [](std::string_view head) { return std::string(type_of_content(head)); };
  CHECK(type("\xff\xd8\xff\xe0") == "image/jpeg");
  CHECK(type("\x89PNG\r\n\x1a\n....") == "image/png");
  CHECK(type("RIFF\1\2\3\4WEBPVP8 ") == "image/webp");
  CHECK(type("RIFF") == "text/plain; charset=utf-8");
  CHECK(type("\1\2\3\4ftypavif") == "image/avif");
  CHECK(type("%PDF-1.7") == "application/pdf");
  CHECK(type("PK\x03\x04") == "application/zip");
  CHECK(type("") == "application/octet-stream");
  CHECK(type("just words, ü\n") == "text/plain; charset=utf-8");
  CHECK(type("words cut in a \xc3") == "text/plain; charset=utf-8");
  CHECK(type("\x01\x02") == "application/octet-stream");
  CHECK(type("  <!DOCTYPE html><script>") == "text/html");
  CHECK(type("\xef\xbb\xbf<p onclick=x>") == "text/html");
  CHECK(type("<?xml version='1.0'?><SVG onload='x'/>") == "image/svg+xml");
  CHECK(type("<?xml version='1.0'?><a/>") == "application/xml");
}

TEST("files: what may run is not shown") {
  for (auto type : {"text/html", "image/svg+xml", "application/xml", "application/pdf",
                    "application/octet-stream", "application/zip"}) {
    CHECK_FALSE(may_be_shown(type));
  }
  for (auto type : {"image/jpeg", "image/webp", "video/mp4", "text/plain; charset=utf-8"}) {
    CHECK(may_be_shown(type));
  }
}

}  // namespace stoa::files
