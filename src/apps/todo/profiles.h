// What the app knows of a person beside their lists: how others read their name, where they are.
#pragma once

#include "apps/todo/model.h"

namespace stoa::todo {

// As if they had said nothing, for who never did.
TodoProfile profile_of(Read& tx, const AccountId& account);

TodoProfileView get_profile(Read& tx, const User& who);
TodoProfileView edit_profile(Write& tx, const User& who, const Patch<TodoProfile>& in);

}  // namespace stoa::todo
