// A route: everything that the kernel knows of one handler, read off its signature.
//
// Result handler(Read& | Write& | Task&, const Caller&, const Input&): the first parameter is the
// lane, the second the authorization (kernel/auth/principal.h), the third the input, the result the
// answer's schema. Made while apps are put together, immutable afterwards; any thread.
#pragma once

#include <any>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "kernel/app/later.h"
#include "kernel/app/task.h"
#include "kernel/auth/principal.h"
#include "kernel/http/message.h"
#include "kernel/model/codec.h"
#include "kernel/model/fnv.h"

namespace stoa {

enum class Lane { read, write, task };

// A result that sets header fields of its own, a cookie say. T is what the body holds; Nothing for
// an answer without one.
struct Nothing {};
template <class T>
struct WithHeaders {
  T body = {};
  std::vector<http::Header> headers = {};
};

// Of a route that lists: a row, and where its paging and the cursor of the next page are.
struct Listing {
  const Shape* row = nullptr;  // nullptr: it does not list
  Paging& (*paging)(void* input) = nullptr;
  std::optional<Cursor>& (*next)(void* output) = nullptr;
};

// Where a handler's input comes from.
enum class InputForm {
  none,
  id,      // an Id<T>: the path's one parameter
  fields,  // a struct: members named in the path from there, the others from query or body
  patch,   // Patch<T>: the same, the body being a merge patch of T
};

struct Input {
  InputForm form = InputForm::none;
  const Type* type = nullptr;    // of the handler's parameter
  const Shape* shape = nullptr;  // of its fields; nullptr for none and id
  // For a patch: where its parts are.
  void* (*fields)(void*) = nullptr;
  void (*set_document)(void*, std::string, std::function<bool(const Field&)>) = nullptr;
};

// What a route with an Upload in its input takes.
struct UploadRule {
  const Field* field = nullptr;  // the Upload
  std::int64_t max_bytes = 16 << 20;
  std::vector<std::string> types = {};  // "image/png"; any when there is none
};

// Who calls a handler, and from where.
struct Caller {
  Principal principal;
  Origin origin;
};

// What came out of a handler.
struct Outcome {
  Object body;  // empty for void, for a file and for a text
  std::vector<http::Header> headers;
  std::optional<FileRef> file = {};
  std::optional<TextFile> text = {};
  std::vector<std::string> expanded = {};  // what `expand` adds to each row
  std::any state = {};                     // of a socket that is opened
  std::optional<Waiting> waiting = {};     // there is no result yet
};

// Runs a handler: the transaction of its lane, its caller, its input (or nullptr).
using Call = std::function<Outcome(void* transaction, const Caller& caller, const void* input)>;

struct MountedApp;
struct SocketHandler;
class Router;

// Of a write that stands for other routes' writes: looks at what came before the lane, where it may
// be refused, and gives what is to be done in the transaction.
using WriteWork = std::function<Outcome(Write&)>;
struct Preparation {
  const MountedApp& app;
  const Router& router;
  const http::Request& request;
  const Caller& caller;
};
using Prepare = WriteWork (*)(const Preparation&, const void* input);

struct Route {
  std::string app;      // "library"
  std::string method;   // "GET"
  std::string path;     // "/works/{id}", below /api/<app>
  std::string name;     // "search_works": the handler's own
  std::string summary;  // a sentence
  std::vector<Problem> problems;
  Lane lane = Lane::read;
  Access access;
  std::string resource = {};  // what an API key's scope calls it, if not the path's first segment
  Input input;
  const Type* output = nullptr;  // nullptr for none, and for a file
  bool may_wait = false;         // its result may come later
  bool sends_file = false;
  bool sends_text = false;  // a TextFile
  std::optional<UploadRule> upload;
  Listing listing;
  // What of its rows or its record a caller may name, where that is less than all of it.
  std::function<const Shape&(const Caller&)> nameable = {};
  Call call = {};
  std::uint64_t (*turn)(const void* fields) = nullptr;  // the key of App::in_turn()
  bool heavy = false;
  bool hashes_passwords = false;  // its Task runs on the pool for such work
  bool must_match = false;        // a write says by If-Match what it changes
  bool batch = false;             // it does other routes' writes (kernel/app/batch.h)
  bool exports = false;           // it gives a list as a whole (kernel/app/export.h)
  bool aggregates = false;        // it tells what a list comes to (kernel/app/aggregates.h)
  bool imported = false;          // tables of what it takes are imported (kernel/app/import.h)
  Prepare prepare = nullptr;      // what its write does is found before the lane
  std::shared_ptr<const SocketHandler> socket = nullptr;  // what becomes a WebSocket
  int status = 200;

  std::string full_path() const { return "/api/" + app + path; }
  // Whether there is anything that a body could say: not when all of the input stands in the path.
  bool takes_body() const;
  // Whether it answers with one record, by its id alone.
  bool reads_record() const;
  // What an API key needs: the first segment of the path is the resource.
  Scope scope() const;
};

namespace detail {

template <class T>
struct IsId : std::false_type {};
template <class T>
struct IsId<Id<T>> : std::true_type {};
template <class T>
struct PatchOf : std::false_type {};
template <class T>
struct PatchOf<Patch<T>> : std::true_type {
  using type = T;
};
template <class T>
struct BodyOf {
  using type = T;
  static constexpr bool with_headers = false;
};
template <class T>
struct IsLater : std::false_type {};
template <class T>
struct IsLater<Later<T>> : std::true_type {};
template <class T>
struct BodyOf<Later<T>> : BodyOf<T> {};
template <class T>
struct BodyOf<WithHeaders<T>> {
  using type = std::conditional_t<std::is_same_v<T, Nothing>, void, T>;
  static constexpr bool with_headers = true;
};

// A Patch is no JSON type of its own, so its Type only says how to make one.
template <class T>
const Type& input_type() {
  if constexpr (PatchOf<T>::value) {
    static const Type type = plain<T>(Kind::object);
    return type;
  } else {
    return type_of<T>();
  }
}

template <class In>
Input input_of() {
  Input input;
  input.type = &input_type<In>();
  if constexpr (IsId<In>::value) {
    input.form = InputForm::id;
  } else if constexpr (PatchOf<In>::value) {
    input.form = InputForm::patch;
    input.shape = &shape_of<typename PatchOf<In>::type>();
    input.fields = [](void* patch) -> void* { return &static_cast<In*>(patch)->fields; };
    input.set_document = [](void* patch, std::string document,
                            std::function<bool(const Field&)> from_path) {
      static_cast<In*>(patch)->document = std::move(document);
      static_cast<In*>(patch)->from_path = std::move(from_path);
    };
  } else {
    input.form = InputForm::fields;
    input.shape = &shape_of<In>();
  }
  return input;
}

template <class Out, class In>
struct ListingOf {
  static Listing make() { return {}; }
};
template <class R, class In>
requires std::is_base_of_v<Paging, In>
struct ListingOf<Page<R>, In> {
  static Listing make() {
    return {&shape_of<R>(), [](void* input) -> Paging& { return *static_cast<In*>(input); },
            [](void* page) -> std::optional<Cursor>& { return static_cast<Page<R>*>(page)->next; }};
  }
};

template <class T>
Object object_of(T&& value) {
  Object object(type_of<std::remove_cvref_t<T>>());
  object.as<std::remove_cvref_t<T>>() = std::forward<T>(value);
  return object;
}

template <class Result>
Outcome outcome_of(Result&& result) {
  if constexpr (std::is_same_v<Result, FileRef>) {
    return {.file = std::forward<Result>(result)};
  } else if constexpr (std::is_same_v<Result, TextFile>) {
    return {.text = std::forward<Result>(result)};
  } else if constexpr (IsLater<Result>::value) {
    if (result.waiting) return {.waiting = std::move(result.waiting)};
    return outcome_of(std::move(*result.result));
  } else if constexpr (!BodyOf<Result>::with_headers) {
    return {.body = object_of(std::forward<Result>(result))};
  } else if constexpr (std::is_void_v<typename BodyOf<Result>::type>) {
    return {.headers = std::move(result.headers)};
  } else {
    return {.body = object_of(std::move(result.body)), .headers = std::move(result.headers)};
  }
}

template <class Handler>
struct Signature;

template <class Out, class Transaction, class Who, class... In>
struct Signature<Out (*)(Transaction&, const Who&, const In&...)> {
  static_assert(is_caller<Who>, "a handler's second parameter says who may call it");
  static_assert(sizeof...(In) <= 1, "a handler has one input");
  static constexpr Lane lane = std::is_same_v<Transaction, Read>    ? Lane::read
                               : std::is_same_v<Transaction, Write> ? Lane::write
                                                                    : Lane::task;

  template <auto Function>
  static Outcome call(void* transaction, const Caller& caller, const void* input) {
    auto& tx = *static_cast<Transaction*>(transaction);
    const Who who = make_caller<Who>(caller.principal, caller.origin);
    auto run = [&]() -> Out {
      if constexpr (sizeof...(In) == 0) {
        return Function(tx, who);
      } else {
        return Function(tx, who, *static_cast<const In*>(input)...);
      }
    };
    if constexpr (std::is_void_v<Out>) {
      run();
      return {};
    } else {
      return outcome_of(run());
    }
  }

  template <auto Function>
  static Route route() {
    static_assert(!IsLater<Out>::value || lane != Lane::task,
                  "a Task waits by itself: what comes later is a Read's or a Write's result");
    Route made;
    made.lane = lane;
    made.may_wait = IsLater<Out>::value;
    made.access = access_of<Who>();
    ((made.input = input_of<In>()), ...);
    ((made.listing = ListingOf<Out, In>::make()), ...);
    if constexpr (std::is_same_v<Out, FileRef>) {
      made.sends_file = true;
    } else if constexpr (std::is_same_v<Out, TextFile>) {
      made.sends_text = true;
    } else if constexpr (std::is_void_v<typename BodyOf<Out>::type>) {
      made.status = 204;
    } else {
      made.output = &type_of<typename BodyOf<Out>::type>();
    }
    made.call = &call<Function>;
    return made;
  }
};

template <class Member>
struct MemberOf;
template <class T, class C>
struct MemberOf<T C::*> {
  using Class = C;
};

// Never 0, which means that there is no turn to wait for.
inline std::uint64_t turn_for(std::string_view bytes) { return fnv(bytes) | 1; }

template <auto Member>
std::uint64_t turn_of(const void* fields) {
  using Class = typename MemberOf<decltype(Member)>::Class;
  return turn_for(to_json(static_cast<const Class*>(fields)->*Member));
}

// "... [with auto Function = stoa::library::get_work]" -> "get_work"
std::string function_name(std::string_view pretty_function);
template <auto Function>
std::string name_of() {
  return function_name(__PRETTY_FUNCTION__);
}

}  // namespace detail
}  // namespace stoa
