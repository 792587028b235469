// A socket of an app: everything that the kernel knows of a class that App::socket is given.
//
//   struct RoomSocket {
//     struct State { Id<Room> room; };             // of one socket: any value that can be copied
//     using Hears = Messages<Say, Typing>;         // described structs with a name of their own,
//     using Tells = Messages<Said, IsTyping>;      // `static constexpr auto message = "say";`
//     static State open(Read&, const User&, const OpenRoom&);  // who may; the input is optional
//     static std::vector<Topic> topics(const State&);          // what it is told of
//     static Said on(Write&, const User&, State&, const Say&);  // for each that it hears; or void,
//     static void on(Read&, const User&, State&, const Typing&);  // or a Read
//     static void close(Write&, const User&, const State&);       // optional
//     static constexpr std::size_t max_message_bytes = 1 << 20;   // optional: 64 KiB
//     static constexpr double messages_per_second = 200;          // optional: 50
//   };
//
// `open` is a GET like any other until it has answered: its caller is the authorization, its input
// comes from path and query. `on` is a transaction: what it makes of the state counts once it is
// committed. Made while apps are put together, immutable afterwards; any thread.
#pragma once

#include <any>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/app/route.h"
#include "kernel/store/topic.h"

namespace stoa {

// The messages that a socket hears, or tells.
template <class... M>
struct Messages {};

struct SocketMessage {
  std::string name;
  Lane lane = Lane::write;       // or read
  const Type* type = nullptr;    // of what is heard
  const Shape* reply = nullptr;  // of what its sender is answered, if anything
  std::string reply_name = {};
  // Runs the handler: the transaction, the caller, the state, the message. The answer, if any.
  Object (*call)(void* tx, const Caller& caller, std::any& state, const void* message) = nullptr;
};

struct SocketHandler {
  std::vector<SocketMessage> hears;
  struct Told {
    std::string name;
    const Shape* shape;
  };
  std::vector<Told> tells;
  std::vector<Topic> (*topics)(const std::any& state) = nullptr;
  void (*close)(void* tx, const Caller& caller, const std::any& state) = nullptr;  // or nothing
  std::size_t max_message_bytes = 64 * 1024;
  double messages_per_second = 50;  // on average, twice as many at once

  // Whether any of its messages changes something: an API key that only reads may not open it.
  bool writes() const;
  const SocketMessage* find(std::string_view name) const;
  // Throws std::logic_error: two messages of a name, a member that an envelope has.
  void check() const;
};

namespace detail {

template <class>
inline constexpr bool never = false;

template <class Open>
struct OpenSignature {
  static_assert(never<Open>,
                "a socket's open is `static State open(Read&, const Who&)`, with a third parameter "
                "for what its path and query say");
};
template <class S, class Who, class... In>
struct OpenSignature<S (*)(Read&, const Who&, const In&...)> {
  static_assert(is_caller<Who>, "the second parameter of a socket's open says who may");
  static_assert(sizeof...(In) <= 1, "a socket's open has one input");
  using State = S;
  using Caller = Who;

  template <auto Function>
  static Outcome call(void* transaction, const stoa::Caller& caller, const void* input) {
    auto& tx = *static_cast<Read*>(transaction);
    const Who who = make_caller<Who>(caller.principal, caller.origin);
    if constexpr (sizeof...(In) == 0) {
      return {.state = std::any(Function(tx, who))};
    } else {
      return {.state = std::any(Function(tx, who, *static_cast<const In*>(input)...))};
    }
  }
  template <auto Function>
  static Route route() {
    Route made;
    made.access = access_of<Who>();
    ((made.input = input_of<In>()), ...);
    made.call = &call<Function>;
    made.status = 101;
    return made;
  }
};

template <class S, class Tx, class Who, class State, class M>
concept Hearing = requires(Tx& tx, const Who& who, State& state, const M& message) {
  S::on(tx, who, state, message);
};

template <class S, class Who, class State, class M>
struct HearingOf {
  // A Read is no Write, but a Write is a Read: who asks for less is asked first.
  static constexpr bool reads = Hearing<S, Read, Who, State, M>;
  using Tx = std::conditional_t<reads, Read, Write>;
  static_assert(Hearing<S, Tx, Who, State, M>,
                "a socket needs `static void on(Write&, const Who&, State&, const M&)` for each M "
                "of its Hears, with the Who of its open; a Read& will do, and so will a result "
                "that is a message");

  static Object call(void* transaction, const stoa::Caller& caller, std::any& state,
                     const void* message) {
    auto& tx = *static_cast<Tx*>(transaction);
    const Who who = make_caller<Who>(caller.principal, caller.origin);
    auto run = [&]() {
      return S::on(tx, who, *std::any_cast<State>(&state), *static_cast<const M*>(message));
    };
    if constexpr (std::is_void_v<decltype(run())>) {
      run();
      return {};
    } else {
      return object_of(run());
    }
  }

  static SocketMessage message() {
    SocketMessage made{.name = std::string(M::message), .lane = reads ? Lane::read : Lane::write};
    made.type = &type_of<M>();
    made.call = &call;
    using Reply = decltype(S::on(std::declval<Tx&>(), std::declval<const Who&>(),
                                 std::declval<State&>(), std::declval<const M&>()));
    if constexpr (!std::is_void_v<Reply>) {
      made.reply = &shape_of<Reply>();
      made.reply_name = Reply::message;
    }
    return made;
  }
};

template <class S, class Who, class State, class... M>
std::vector<SocketMessage> messages_of(Messages<M...>*) {
  return {HearingOf<S, Who, State, M>::message()...};
}
template <class... M>
std::vector<SocketHandler::Told> told_of(Messages<M...>*) {
  return {{std::string(M::message), &shape_of<M>()}...};
}

template <class S>
std::shared_ptr<const SocketHandler> socket_handler() {
  using Open = OpenSignature<decltype(&S::open)>;
  using State = typename Open::State;
  using Who = typename Open::Caller;
  static_assert(std::is_copy_constructible_v<State>,
                "a socket's state is copied: a handler that fails has changed nothing");
  static_assert(
      requires { typename S::Hears; },
      "a socket says what it hears: `using Hears = Messages<Say, Typing>;`");
  auto made = std::make_shared<SocketHandler>();
  made->hears = messages_of<S, Who, State>(static_cast<typename S::Hears*>(nullptr));
  if constexpr (requires { typename S::Tells; })
    made->tells = told_of(static_cast<typename S::Tells*>(nullptr));
  if constexpr (requires(const State& state) { S::topics(state); }) {
    made->topics = [](const std::any& state) -> std::vector<Topic> {
      return S::topics(*std::any_cast<State>(&state));
    };
  }
  if constexpr (requires(Write & tx, const Who& who, const State& state) {
                  S::close(tx, who, state);
                }) {
    made->close = [](void* tx, const stoa::Caller& caller, const std::any& state) {
      S::close(*static_cast<Write*>(tx), make_caller<Who>(caller.principal, caller.origin),
               *std::any_cast<State>(&state));
    };
  }
  if constexpr (requires { S::max_message_bytes; }) made->max_message_bytes = S::max_message_bytes;
  if constexpr (requires { S::messages_per_second; })
    made->messages_per_second = S::messages_per_second;
  made->check();
  return made;
}

template <class S>
Route socket_route() {
  Route route = OpenSignature<decltype(&S::open)>::template route<&S::open>();
  route.socket = socket_handler<S>();
  return route;
}

// "... [with S = stoa::chat::RoomSocket; std::string = ...]" -> "room_socket"
std::string type_name(std::string_view pretty_function);
template <class S>
std::string name_of_type() {
  return type_name(__PRETTY_FUNCTION__);
}

}  // namespace detail
}  // namespace stoa
