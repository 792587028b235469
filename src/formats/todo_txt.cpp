#include "formats/todo_txt.h"

#include <algorithm>

namespace stoa::formats {
namespace {

constexpr std::string_view todo_blanks = " \t\r\n\v\f";

std::string_view next_word(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(todo_blanks), rest.size()));
  const auto word = rest.substr(0, rest.find_first_of(todo_blanks));
  rest.remove_prefix(word.size());
  return word;
}

// Takes the first word away when it is wanted.
template <class Wanted>
bool take_word_if(std::string_view& rest, Wanted wanted) {
  std::string_view after = rest;
  if (!wanted(next_word(after))) return false;
  rest = after;
  return true;
}

bool take_todo_date(std::string_view& rest, std::optional<Date>& date) {
  return take_word_if(rest, [&](std::string_view word) {
    const auto read = parse_date(word);
    if (read) date = read;
    return read.has_value();
  });
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Where the colon of key:value is, 0 for none.
std::size_t colon_of_tag(std::string_view word) {
  const auto colon = word.find(':');
  const bool is_tag = colon != word.npos && colon > 0 && colon + 1 < word.size() &&
                      is_letter(word.front()) && !word.substr(colon + 1).starts_with("//") &&
                      word.find(':', colon + 1) == word.npos;
  return is_tag ? colon : 0;
}

void add_word(TodoTxt& task, std::string_view word) {
  if (word.size() > 1 && word.front() == '+') {
    task.projects.emplace_back(word.substr(1));
  } else if (word.size() > 1 && word.front() == '@') {
    task.contexts.emplace_back(word.substr(1));
  } else if (const auto colon = colon_of_tag(word)) {
    task.tags.emplace_back(word.substr(0, colon), word.substr(colon + 1));
  } else {
    if (!task.text.empty()) task.text += ' ';
    task.text += word;
  }
}

std::string one_word(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return todo_blanks.find(c) != todo_blanks.npos; },
      '_');
  return text;
}

std::string single_spaced(std::string_view text) {
  std::string out;
  for (auto word = next_word(text); !word.empty(); word = next_word(text)) {
    if (!out.empty()) out += ' ';
    out += word;
  }
  return out;
}

void append_word(std::string& line, const std::string& word) {
  if (word.empty()) return;
  if (!line.empty()) line += ' ';
  line += word;
}

std::string marks_of(const TodoTxt& task) {
  std::string line;
  if (task.completed) append_word(line, "x");
  if (task.priority) append_word(line, std::string{'(', *task.priority, ')'});
  if (task.completed && task.completion) append_word(line, to_string(*task.completion));
  if (task.creation && (!task.completed || task.completion))
    append_word(line, to_string(*task.creation));
  return line;
}

std::string tags_of(const TodoTxt& task) {
  std::string words;
  for (const auto& project : task.projects) append_word(words, "+" + one_word(project));
  for (const auto& context : task.contexts) append_word(words, "@" + one_word(context));
  for (const auto& [key, value] : task.tags)
    append_word(words, one_word(key) + ":" + one_word(value));
  return words;
}

}  // namespace

TodoTxt parse_todo_txt(std::string_view line) {
  TodoTxt task;
  task.completed = take_word_if(line, [](std::string_view word) { return word == "x"; });
  take_word_if(line, [&](std::string_view word) {
    const bool is_priority =
        word.size() == 3 && word[0] == '(' && word[1] >= 'A' && word[1] <= 'Z' && word[2] == ')';
    if (is_priority) task.priority = word[1];
    return is_priority;
  });
  // Of a completed task the first of two dates is that of its completion.
  if (!task.completed || take_todo_date(line, task.completion)) take_todo_date(line, task.creation);
  for (auto word = next_word(line); !word.empty(); word = next_word(line)) add_word(task, word);
  return task;
}

std::string to_todo_txt(const TodoTxt& task) {
  const std::string text = single_spaced(task.text), tags = tags_of(task);
  std::string line = marks_of(task);
  const bool misread = parse_todo_txt(line + " " + text).text != text;
  // A text that begins like a mark ("x marks the spot") is not at the beginning where it can be
  // helped.
  append_word(line, misread ? tags : text);
  append_word(line, misread ? text : tags);
  return line;
}

}  // namespace stoa::formats
