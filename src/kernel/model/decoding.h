// What the parts of the decoder share: where it is in the document, and what was wrong so far.
//
// Inside the model only. A Path lives on the stack of the decoder's own recursion and costs
// nothing until there is an error to point at; both belong to one thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kernel/model/problem.h"
#include "kernel/model/text_rules.h"

namespace stoa {

// One step from the value above to a member or an item of it.
class Path {
 public:
  Path() = default;  // the whole document
  Path(const Path& up, std::string_view key) : up_(&up), key_(key), is_key_(true) {}
  Path(const Path& up, std::size_t index) : up_(&up), index_(index) {}

  bool is_root() const { return up_ == nullptr; }
  bool is_top_member() const { return up_ != nullptr && up_->is_root(); }
  std::string pointer() const;  // RFC 6901

 private:
  const Path* up_ = nullptr;
  std::string_view key_;
  std::size_t index_ = 0;
  bool is_key_ = false;
};

// The bad fields of one document, in the order in which they are found; at most `most`, so that an
// answer cannot be made larger than the question.
class FieldErrors {
 public:
  static constexpr std::size_t most = 100;

  void add(const Path& at, Fault fault);
  bool any() const { return !errors_.empty(); }
  bool full() const { return errors_.size() > most; }
  // Throws validation_failed when there is any.
  void throw_any();

 private:
  std::vector<FieldError> errors_;
};

}  // namespace stoa
