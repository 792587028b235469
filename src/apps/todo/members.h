// Who shares a list.
#pragma once

#include "apps/todo/model.h"

namespace stoa::todo {

inline constexpr std::int64_t most_members = 200;  // of one list

struct ListMemberView : ListMember {
  std::optional<Text<1, 100>> name = {};  // as they call themselves
};
BOOST_DESCRIBE_STRUCT(ListMemberView, (ListMember), (name))

struct MemberQuery : Paging {
  std::optional<Id<TaskList>> list = {};
};
BOOST_DESCRIBE_STRUCT(MemberQuery, (Paging), (list))

struct EditListMember {
  Id<ListMember> id = {};
  Share role = {};
};
BOOST_DESCRIBE_STRUCT(EditListMember, (), (id, role))

Page<ListMemberView> list_members(Read& tx, const User& who, const MemberQuery& in);
ListMemberView get_member(Read& tx, const User& who, const Id<ListMember>& id);
ListMemberView edit_member(Write& tx, const User& who, const Patch<EditListMember>& in);
// Owners take anybody off the list, the others themselves.
void remove_member(Write& tx, const User& who, const Id<ListMember>& id);

}  // namespace stoa::todo
