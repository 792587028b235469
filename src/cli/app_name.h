// Which names an app may have: it becomes a folder, a namespace, an address and a database.
//
// Pure functions; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace stoa::cli {

inline constexpr std::size_t longest_app_name = 24;

// Why a new app cannot be called that, in a sentence; empty when it can. `taken`: the apps that
// there are.
std::string fault_of_app_name(std::string_view name, std::span<const std::string_view> taken);

// "reading_lists" is "Reading lists".
std::string title_of_app(std::string_view name);

}  // namespace stoa::cli
