// A projection of an app: everything that the kernel knows of its state and folds, read off their
// signatures.
//
// void fold(State&, const Event&, Timestamp at). Made while apps are put together, immutable
// afterwards; any thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "kernel/model/codec.h"
#include "kernel/store/projection.h"
#include "kernel/store/transaction.h"

namespace stoa {

struct FoldHandler {
  std::string event;  // "library.loan_started"
  const Type* type;   // of the event
  void (*call)(void* state, const void* event, Timestamp at);
};

struct ProjectionKind {
  std::string name;  // "library.trends"
  const void* kind;
  std::shared_ptr<void> (*make)();
  std::vector<FoldHandler> folds;
};

namespace detail {

template <class Fold>
struct FoldSignature {
  static_assert(sizeof(Fold) == 0, "a fold is void f(State&, const Event&, Timestamp at)");
};
template <class S, class E>
struct FoldSignature<void (*)(S&, const E&, Timestamp)> {
  using State = S;

  template <auto Function>
  static FoldHandler handler() {
    return {.event = Write::name_of_event<E>(),
            .type = &type_of<E>(),
            .call = [](void* state, const void* event, Timestamp at) {
              Function(*static_cast<S*>(state), *static_cast<const E*>(event), at);
            }};
  }
};

template <class State, auto... Folds>
ProjectionKind projection_of() {
  static_assert((std::is_same_v<State, typename FoldSignature<decltype(Folds)>::State> && ...),
                "the folds of a projection change its state");
  return {.name = std::string(State::projection),
          .kind = projection_kind<State>(),
          .make = []() -> std::shared_ptr<void> { return std::make_shared<State>(); },
          .folds = {FoldSignature<decltype(Folds)>::template handler<Folds>()...}};
}

}  // namespace detail
}  // namespace stoa
