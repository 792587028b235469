// ISBN-10 and ISBN-13 of the same book (ISO 2108).
//
// Pure functions over normalised ISBNs (no hyphens, check digit right); any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace stoa::formats {

std::string isbn13_from_isbn10(std::string_view isbn10);
// nullopt for a book outside of the 978 range, which has no ISBN-10.
std::optional<std::string> isbn10_from_isbn13(std::string_view isbn13);

}  // namespace stoa::formats
