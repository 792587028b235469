// One question to somebody else's server, waited for: libcurl's easy interface.
//
// Certificates are verified, redirects are not followed, proxies of the environment are not used,
// an answer may not be longer than asked for. On a thread that may wait, several at once.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>

#include "kernel/auth/courier.h"

namespace stoa::auth {

struct Question {
  std::string url = {};
  std::string form = {};               // posted as a form; empty: a GET
  std::string user = {}, secret = {};  // HTTP Basic, where there is a user
  std::filesystem::path ca_file = {};  // whom to trust; empty: whom the system trusts
  std::chrono::milliseconds within{5000};
  std::size_t longest = 256 * 1024;
};

Reply fetch(const Question& question);

// As a value in a form or a query.
std::string form_encoded(std::string_view text);

}  // namespace stoa::auth
