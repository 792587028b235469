// Tables that an app makes while it is served, as events call them: what webhooks are told of their
// records.
//
// The database is asked: another process may have made one, or removed it. Values; any thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "kernel/store/transaction.h"

namespace stoa {

struct MadeTable {
  std::string table;  // "books_1a2b3c4d"
  std::string name;   // "shelf.books", of which one is inserted: collections.shelf.books.inserted
  std::string path;   // "/shelf/books", where they are read
};

// By table.
using MadeTableNames = std::map<std::string, MadeTable, std::less<>>;

// What an app says of them.
struct MadeTableSource {
  std::optional<MadeTable> (*find)(Read&, const std::string& table) = nullptr;
  std::vector<MadeTable> (*all)(Read&) = nullptr;
  // How many webhooks it keeps for those who own a part of them; they are none of its
  // administrators'.
  std::int64_t (*webhooks)(Read&) = nullptr;
};

}  // namespace stoa
