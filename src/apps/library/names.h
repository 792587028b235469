// A person's name as the words that it is searched by.
//
// Small and large letters are one, and Latin letters lose their marks: Ø is o, é is e, Ł is l.
// Both databases are asked for words made here, so that both find the same. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace stoa::library {

// "Ana María Nuñez-Łódź" -> ana, lodz, maria, nunez: each once, in their order as bytes. `name` is
// UTF-8.
std::vector<std::string> name_words(std::string_view name);

}  // namespace stoa::library
