// The text forms of ids and times, written onto the end of a string without another allocation.
//
// Inside the model only: types.h has to_string() and the parsers for everyone. Pure; any thread.
#pragma once

#include <string>

#include "kernel/model/types.h"

namespace stoa {

void append_text(std::string& out, const Uuid& uuid);
void append_text(std::string& out, Timestamp time);
void append_text(std::string& out, Date date);

}  // namespace stoa
