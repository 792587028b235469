// What a push is about: whoever follows the topic hears of it.
//
// A value; any thread. Topics are an app's own: two apps may call theirs the same.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "kernel/model/types.h"

namespace stoa {

class Topic {
 public:
  explicit Topic(std::string name) : name_(std::move(name)) {}
  // "room", of one of them.
  template <class T>
  Topic(std::string_view kind, const Id<T>& of)
      : name_(std::string(kind) + "/" + to_string(of.value)) {}

  const std::string& name() const { return name_; }
  friend bool operator==(const Topic&, const Topic&) = default;

 private:
  std::string name_;
};

// Where those are woken who wait for a topic (kernel/app/later.h); no socket follows it.
inline std::string topic_of_waiting(const Topic& topic) { return "~" + topic.name(); }

}  // namespace stoa
