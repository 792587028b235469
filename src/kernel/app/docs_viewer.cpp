#include "kernel/app/docs_viewer.h"

#include "kernel/app/embedded.h"

namespace stoa::embedded {
Files docs();         // src/kernel/app/docs
Files docs_viewer();  // swagger-ui-dist's files; none when the build had no npm
}  // namespace stoa::embedded

namespace stoa {
namespace {

// Swagger UI runs and styles itself from its files alone; it shows data: images.
constexpr std::string_view viewer_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

}  // namespace

std::vector<DocsFile> docs_viewer() {
  std::vector<DocsFile> files;
  bool has_viewer = !embedded::docs_viewer().empty();
  for (const embedded::File& file : embedded::docs()) {
    if (file.path == (has_viewer ? "docs.html" : "plain.html")) {
      files.push_back({"/docs", file.path, file.view(), has_viewer ? viewer_policy : ""});
    } else if (file.path == "docs.js" && has_viewer) {
      files.push_back({"/docs/docs.js", file.path, file.view(), ""});
    }
  }
  for (const embedded::File& file : embedded::docs_viewer()) {
    files.push_back({"/docs/" + std::string(file.path), file.path, file.view(), ""});
  }
  return files;
}

}  // namespace stoa
