// The order of a list: each task has a place, a text between those of its neighbours.
//
// Whoever moves a task writes that task alone, and two people who move two tasks do not get in each
// other's way. A place is digits of base 62, read like the decimals of a fraction; between any two
// there is another. Pure functions; any thread.
#pragma once

#include <string>
#include <string_view>

namespace stoa::todo {

// A place between two others, the first of which is smaller; "" is no neighbour. What stands at an
// end of the list gets a short place however many came before it.
std::string place_between(std::string_view before, std::string_view behind);

}  // namespace stoa::todo
