#include "kernel/mail/templates.h"

#include <boost/json.hpp>

#include "kernel/model/describe.h"
#include "kernel/testing/test.h"

namespace stoa::mail {
namespace {

struct Notice {
  std::string title = {};
  std::vector<std::string> places = {};
};
BOOST_DESCRIBE_STRUCT(Notice, (), (title, places))

const std::vector<TemplateFile> notices = {
    {"mail/notice.en.txt",
     "Subject: {{title}} is here\n\nDear {{name}},\nit lies at\n\n{{#places}}* {{.}}\n{{/places}}\n"
     "{{site}}/library/\n"},
    {"mail/notice.de.txt", "Subject: {{title}} ist da\n\nGuten Tag {{name}}\n"},
    {"mail/notice.de.html", "<p>Guten Tag, <b>{{name}}</b></p>\n"}};

Rendered notice(std::string_view language, std::string_view data) {
  return Templates(notices).render("notice", data,
                                   {language, "Ann & <Bob>", "https://stoa.example"});
}

TEST("mail: a template says what its struct holds, in text as it is and in HTML escaped") {
  const Rendered said = notice("", R"({"title":"A < B","places":["the desk","shelf \"3\""]})");
  CHECK(said.language == "en");
  CHECK(said.subject == "A < B is here");
  CHECK(said.text ==
        "Dear Ann & <Bob>,\nit lies at\n\n* the desk\n* shelf \"3\"\n"
        "https://stoa.example/library/\n");
  CHECK(said.html.find("<p>Dear Ann &amp; &lt;Bob&gt;,<br>\nit lies at</p>") != said.html.npos);
  CHECK(said.html.find("<a href=\"https://stoa.example/library/\">") != said.html.npos);
  CHECK(said.html.find("<Bob>") == said.html.npos);
}

TEST("mail: a reader's own language is found, a broader one, or English") {
  constexpr auto data = R"({"title":"Momo","places":[]})";
  for (const char* german : {"de", "de-AT"}) {
    CHECK(notice(german, data).subject == "Momo ist da");
    CHECK(notice(german, data).language == "de");
  }
  CHECK(notice("fr-CA", data).subject == "Momo is here");
  CHECK(notice("../../x", data).subject == "Momo is here");
  CHECK(notice("de", data).html.find("<b>Ann &amp; &lt;Bob&gt;</b>") != std::string::npos);
}

TEST("mail: a value is never taken for a template") {
  const Rendered said = notice("", R"({"title":"{{site}} {{#places}}","places":[]})");
  CHECK(said.subject == "{{site}} {{#places}} is here");
}

TEST("mail: a template that is missing, or asks for what is not there, stops the start") {
  const Shape& shape = shape_of<Notice>();
  CHECK_NOTHROW(Templates(notices).check("notice", shape));
  CHECK_THROWS_WITH_AS(Templates(notices).check("notices", shape),
                       "there is no mail/notices.en.txt", std::logic_error);
  using Files = std::vector<TemplateFile>;
  const Templates misspelt(Files{{"mail/notice.en.txt", "Subject: x\n\n{{titel}}\n"}});
  const Templates no_subject(Files{{"mail/notice.en.txt", "Dear\n\nAnn\n"}});
  CHECK_THROWS_WITH_AS(misspelt.check("notice", shape),
                       "mail/notice.en.txt: Notice has no member \"titel\"", std::logic_error);
  CHECK_THROWS_AS(no_subject.check("notice", shape), std::logic_error);
}

}  // namespace
}  // namespace stoa::mail
