// What mails say: templates of an app, by language.
//
// mail/<name>.<language>.txt is a line "Subject: …", an empty one, and the text; beside it there
// may be mail/<name>.<language>.html, which stands in a frame that all mails share. Where there is
// none, the text makes the HTML. Both are Mustache: {{member}} is what the mail's struct says,
// {{name}} who it is for ("" where nobody knows), {{site}} the address of this server. In HTML it
// is escaped.
//
// Immutable once made; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kernel/mail/letter.h"
#include "kernel/model/shape.h"

namespace stoa::mail {

// A file that travels in the binary; views for ever.
struct TemplateFile {
  std::string_view path;  // "mail/due_soon.en.txt"
  std::string_view content;
};

// The language that every template has, for whoever reads none of the others.
inline constexpr std::string_view fallback_language = "en";

class Templates {
 public:
  explicit Templates(std::vector<TemplateFile> files) : files_(std::move(files)) {}

  // Throws std::logic_error, naming the file, unless the template is there in the fallback
  // language, and each of its texts fills in members of `data` only.
  void check(std::string_view name, const Shape& data) const;

  struct Reader {
    std::string_view language;  // "de-AT", "" for none; "de" and the fallback will do
    std::string_view name, site;
  };
  // `data` is a JSON object. Throws std::runtime_error when there is no such template.
  Rendered render(std::string_view name, std::string_view data, const Reader& reader) const;

 private:
  struct Source {
    std::string_view subject, text, html, language;
  };
  const TemplateFile* find(std::string_view path) const;
  bool read(std::string_view name, std::string_view language, Source& source) const;
  Source choose(std::string_view name, std::string_view language) const;

  const std::vector<TemplateFile> files_;
};

// A text as paragraphs of HTML: what stands between empty lines. An address alone on its line
// becomes a link.
std::string html_of(std::string_view text);

}  // namespace stoa::mail
