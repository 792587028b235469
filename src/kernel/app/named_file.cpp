#include "kernel/app/named_file.h"

#include <fstream>
#include <stdexcept>

namespace stoa {
namespace {

[[noreturn]] void refuse_file(const std::string& key, const std::filesystem::path& file) {
  throw std::runtime_error(key + ": " + file.string() + " cannot be read");
}

}  // namespace

std::string first_line_of(const std::string& key, const std::filesystem::path& file) {
  std::ifstream in(file);
  std::string line;
  if (!std::getline(in, line)) refuse_file(key, file);
  return line;
}

void check_readable(const std::string& key, const std::filesystem::path& file) {
  if (!file.empty() && !std::ifstream(file)) refuse_file(key, file);
}

}  // namespace stoa
