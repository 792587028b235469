// How much there may be of what people define: so much that they need no more, and so little that
// nobody fills the server with it. Administrators are exempt.
#pragma once

#include "apps/collections/model.h"
#include "kernel/app/config.h"

namespace stoa::collections {

struct Limit {
  std::int64_t most = 0;
  std::string_view setting = {}, what = {};
};

struct Limits {
  explicit Limits(const Config& config)
      : projects{config.collections_projects_each, "collections.projects_each",
                 "projects of one account"},
        definitions{config.collections_definitions_each, "collections.definitions_each",
                    "collections of one project"},
        records{config.collections_records_each, "collections.records_each",
                "records of one collection, removed ones among them"} {}

  Limit projects, definitions, records;
};

// Throws limit_reached, which says the limit, where there are so many already.
void check_limit(const Limit& limit, std::int64_t there, const User& who);
[[noreturn]] void refuse_more(const Limit& limit);

}  // namespace stoa::collections
