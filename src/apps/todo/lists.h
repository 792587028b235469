// Lists, as those who share them see them.
#pragma once

#include "apps/todo/model.h"

namespace stoa::todo {

inline constexpr std::int64_t most_lists = 500;  // of one person

struct EditList : ListFields {
  Id<TaskList> id = {};
};
BOOST_DESCRIBE_STRUCT(EditList, (ListFields), (id))

// A list, how the caller shares it, and how much is in it.
struct ListView : TaskList {
  Share role = {};
  std::int64_t open = 0;  // tasks that are still to do
  std::int64_t members = 0;
};
BOOST_DESCRIBE_STRUCT(ListView, (TaskList), (role, open, members))

struct ListQuery : Paging {
  std::optional<bool> removed = {};  // one's own that are in the trash, instead
};
BOOST_DESCRIBE_STRUCT(ListQuery, (Paging), (removed))

Page<ListView> list_lists(Read& tx, const User& who, const ListQuery& in);
ListView get_list(Read& tx, const User& who, const Id<TaskList>& id);
// Whoever makes one is its owner.
ListView add_list(Write& tx, const User& who, const ListFields& in);
ListView edit_list(Write& tx, const User& who, const Patch<EditList>& in);
// Into the trash, for thirty days; for its members it is gone.
void remove_list(Write& tx, const User& who, const Id<TaskList>& id);
ListView restore_list(Write& tx, const User& who, const Id<TaskList>& id);

}  // namespace stoa::todo
