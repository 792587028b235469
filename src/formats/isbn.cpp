#include "formats/isbn.h"

namespace stoa::formats {

std::string isbn13_from_isbn10(std::string_view isbn10) {
  std::string isbn = "978" + std::string(isbn10.substr(0, 9));
  int sum = 0;
  for (std::size_t i = 0; i < 12; ++i) sum += (isbn[i] - '0') * (i % 2 == 0 ? 1 : 3);
  return isbn + static_cast<char>('0' + (10 - sum % 10) % 10);
}

std::optional<std::string> isbn10_from_isbn13(std::string_view isbn13) {
  if (!isbn13.starts_with("978")) return std::nullopt;
  std::string isbn(isbn13.substr(3, 9));
  int sum = 0;
  for (int i = 0; i < 9; ++i) sum += (isbn[static_cast<std::size_t>(i)] - '0') * (10 - i);
  int check = (11 - sum % 11) % 11;
  return isbn + (check == 10 ? 'X' : static_cast<char>('0' + check));
}

}  // namespace stoa::formats
