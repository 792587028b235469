#include "kernel/app/config.h"

#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "kernel/testing/test.h"

namespace stoa {
namespace {

// A stoa.toml of this text, gone at the end of the test.
struct TomlFile {
  explicit TomlFile(const std::string& text) {
    std::string pattern = (std::filesystem::temp_directory_path() / "stoa-toml-XXXXXX").string();
    close(mkstemp(pattern.data()));
    path = pattern;
    std::ofstream(path) << text;
  }
  ~TomlFile() { std::filesystem::remove(path); }
  std::filesystem::path path;
};

std::string why_not(const std::string& text) {
  TomlFile file(text);
  try {
    read_config(file.path, true);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST("config: the file's settings, each of its kind") {
  TomlFile file(
      "listen = '127.0.0.1:9'\nhost_names = ['a.example', 'b.example']\n[store]\nmax_batch = 7\n"
      "synchronous = false\n");
  Config config = read_config(file.path, true);
  CHECK(config.listen == "127.0.0.1:9");
  CHECK(config.host_names == std::vector<std::string>{"a.example", "b.example"});
  CHECK(config.store_max_batch == 7);
  CHECK_FALSE(config.store_synchronous);
}

TEST("config: the environment wins over the file") {
  TomlFile file("[store]\nmax_batch = 7\n");
  setenv("STOA_STORE_MAX_BATCH", "9", 1);
  CHECK(read_config(file.path, true).store_max_batch == 9);
  unsetenv("STOA_STORE_MAX_BATCH");
}

TEST("config: a misspelt key is named with its line and the nearest right one") {
  std::string why = why_not("[store]\nmax_bach = 7\n");
  CHECK(why.find("line 2") != why.npos);
  CHECK(why.find("\"store.max_batch\"") != why.npos);
  setenv("STOA_LISTN", ":1", 1);
  why = why_not("");
  unsetenv("STOA_LISTN");
  CHECK(why.find("did you mean STOA_LISTEN?") != why.npos);
}

TEST("config: a value that is none is named with what it should be") {
  CHECK(why_not("[store]\nmax_batch = 0\n").find("from 1 to 10000") != std::string::npos);
  CHECK(why_not("[store]\nmax_batch = 'many'\n").find("not \"many\"") != std::string::npos);
  CHECK(why_not("[store]\nsynchronous = 'perhaps'\n").find("true or false") != std::string::npos);
  CHECK(why_not("listen = 'nowhere'\n").find("host:port") != std::string::npos);
  CHECK(why_not("listen = 'a:99999'\n").find("host:port") != std::string::npos);
  CHECK(why_not("listen = \n").find("line 1") != std::string::npos);
}

TEST("config: addresses") {
  CHECK(parse_address("[::1]:80").host == "::1");
  CHECK(parse_address(":0").host == "127.0.0.1");
  CHECK(parse_address("0.0.0.0:65535").port == 65535);
}

TEST_CASE("config: a name that begins like an address of this machine is anywhere") {
  for (const char* here : {"localhost", "127.0.0.1", "127.9.9.9", "::1", "[::1]"})
    CHECK(is_loopback(here));
  for (const char* elsewhere : {"127.example.org", "127.0.0.1.example.org", "localhost.example.org",
                                "10.0.0.1", "0.0.0.0", ""})
    CHECK_FALSE(is_loopback(elsewhere));
  CHECK(host_of_url("smtp://localhost:25@mail.example.org:587") == "mail.example.org");
  CHECK(host_of_url("smtp://stoa@[::1]:587") == "[::1]");
}

TEST("config: a backup that would be lost with what it is of is refused") {
  CHECK(why_not("[backup]\ncontinuous = true\n").find("backup.folder says where") !=
        std::string::npos);
  CHECK(why_not("data = '/srv/stoa'\n[backup]\nfolder = '/srv/stoa/copies'\n")
            .find("it lies in the data folder") != std::string::npos);
  CHECK(why_not("data = '/srv/stoa'\n[backup]\nfolder = '/srv/stoa-copies'\ncontinuous = true\n") ==
        "");
  CHECK(why_not(
            "[backup]\nfolder = '/srv/b'\ncontinuous = true\n[database]\nurl = 'postgres://x/y'\n")
            .find("PostgreSQL archives its own write-ahead log") != std::string::npos);
}

}  // namespace stoa
