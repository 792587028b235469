// Where in a client's body each definition and each view stands, so that what is wrong with one is
// told at its place.
#pragma once

#include <map>
#include <string>

#include "kernel/model/problem.h"
#include "kernel/model/types.h"

namespace stoa::collections {

// By id, what a pointer begins with: "/definitions/2". What is not in it the client did not write,
// and is told of at `others`.
struct Places : std::map<Uuid, std::string> {
  Places() = default;
  // The body is this one, and nothing else.
  Places(const Uuid& whole) {
    if (!whole.is_nil()) emplace(whole, "");
  }

  std::string others = "/schema";
};

// Runs a step whose refusals point into a part of the body.
template <class Step>
void at_place(const std::string& place, Step step) {
  try {
    step();
  } catch (Refusal& refusal) {
    for (FieldError& error : refusal.errors) error.pointer = place + error.pointer;
    throw;
  }
}

}  // namespace stoa::collections
