// A list as live changes see it: what it shows now, to one caller, with one client's filter.
//
// Made by kernel/app, which knows routes and callers (live_list.h). Called by the Hub's follower,
// one thread at a time; each call is a read of its own, and waits for it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "kernel/model/types.h"

namespace stoa::live {

// Ids that rows() is asked about at once, at the most: a page has no more rows.
inline constexpr std::size_t most_asked = 100;

struct Row {
  Uuid id;
  std::string json;
};

class List {
 public:
  virtual ~List() = default;
  // Of these rows those that it shows. Throws Refusal when the caller may not ask (any more).
  virtual std::vector<Row> rows(const std::vector<Uuid>& ids) const = 0;
  // Which it shows, so many at the most.
  virtual std::vector<Uuid> ids(std::size_t most) const = 0;
};

// A list in a stream.
struct Subscription {
  std::string name;  // what its events call it
  std::size_t app;   // whose log tells of it
  std::string table;
  std::string key;  // the same for those who are shown the same
  std::shared_ptr<const List> list;
};

}  // namespace stoa::live
