// The API reference at /docs: a viewer from npm when the build had one, a plain page otherwise.
//
// Views into the binary's memory; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace stoa {

struct DocsFile {
  std::string path;       // "/docs"
  std::string_view name;  // "index.html"
  std::string_view bytes;
  std::string_view security_policy;
};
std::vector<DocsFile> docs_viewer();

}  // namespace stoa
