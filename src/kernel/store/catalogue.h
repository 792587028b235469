// What an app's database says of itself: its tables, their columns, and which refers to which.
//
// For commands that treat all tables alike. Values; read by the thread that holds the connection.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/store/connection.h"

namespace stoa::store {

struct Column {
  std::string name;
  bool boolean = false;  // as PostgreSQL has it; SQLite knows numbers only
};

struct Table {
  std::string name;
  std::vector<Column> columns;
  std::set<std::string> refers_to;  // names of tables
};

struct Catalogue {
  std::vector<Table> tables;        // each behind those that it refers to; without _migrations
  bool circular = false;            // but for some, which refer to each other or to themselves
  std::vector<std::string> search;  // what is found by words, which is made from the other tables
};

// Throws StoreError.
Catalogue read_catalogue(Connection& connection);

// A name as SQL: "order".
std::string quoted_name(std::string_view name);

}  // namespace stoa::store
