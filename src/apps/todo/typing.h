// A task as one types it: "Pay rent every 1st 9am !high #home" (formats/quick_add.h).
#pragma once

#include "apps/todo/model.h"

namespace stoa::todo {

struct TypedTask {
  Id<TaskList> list = {};
  Text<1, 500> text = {};
  std::optional<When> due = {};  // where the text says nothing of it
};
BOOST_DESCRIBE_STRUCT(TypedTask, (), (list, text, due))

// By the clocks of the zone that the caller's profile names.
Task add_typed_task(Write& tx, const User& who, const TypedTask& in);

}  // namespace stoa::todo
