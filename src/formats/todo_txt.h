// Lines of todo.txt (github.com/todotxt/todo.txt).
//
// "(A) 2026-11-23 Call mum +family @phone due:2026-11-24": words that are a +project, a @context or
// a key:value are taken out of the text, and written behind it. Pure functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kernel/model/types.h"

namespace stoa::formats {

struct TodoTxt {
  bool completed = false;
  std::optional<char> priority = {};  // 'A' to 'Z'
  std::optional<Date> completion = {}, creation = {};
  std::string text = {};
  std::vector<std::string> projects = {}, contexts = {};
  std::vector<std::pair<std::string, std::string>> tags = {};
  bool operator==(const TodoTxt&) const = default;
};

// Every line is a task of some kind. A time ("12:30") and an address ("https://…") are no tags.
TodoTxt parse_todo_txt(std::string_view line);
// One line, without its end. White space becomes one space, and in projects, contexts and tags an
// underscore. The format cannot quote: a text that holds "+this" comes back without it. A
// completion without a creation is written as it is, a creation of a completed task without a
// completion is not, since it would be read as the completion.
std::string to_todo_txt(const TodoTxt& task);

}  // namespace stoa::formats
