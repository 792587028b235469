// What is forgotten: the trash after thirty days, and a person who leaves.
#pragma once

#include "apps/todo/model.h"

namespace stoa::todo {

inline constexpr std::chrono::days trash_life{30};

// The recurring job: a portion of what is old in the trash; whether there may be more.
Again empty_trash(Write& tx);

Json export_person(Read& tx, const AccountId& account);
// Lists that nobody else shares go with them. What they did in others' lists stays, as nobody's;
// where they were the only owner, whoever shares the list longest is one.
void erase_person(Write& tx, const AccountId& account);

}  // namespace stoa::todo
