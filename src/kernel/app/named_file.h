// Files that the configuration names: secrets, and authorities' certificates.
//
// Read once at start; any thread.
#pragma once

#include <filesystem>
#include <string>

namespace stoa {

// The first line of a file that a secret is handed over in. Throws std::runtime_error that names
// the key: "smtp.password_file: /etc/x cannot be read".
std::string first_line_of(const std::string& key, const std::filesystem::path& file);

// Throws the same for a file that cannot be read; none is as good as one that can.
void check_readable(const std::string& key, const std::filesystem::path& file);

}  // namespace stoa
