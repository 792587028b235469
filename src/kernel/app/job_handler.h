// A job of an app: everything that the kernel knows of its handler, read off the signature.
//
// void | Again handler(Write& | Task&, const Job&), or without the second parameter for what
// recurs. Made while apps are put together, immutable afterwards; any thread.
#pragma once

#include <string>
#include <tuple>
#include <type_traits>

#include "kernel/app/route.h"
#include "kernel/jobs/job.h"

namespace stoa {

struct JobHandler {
  std::string name;  // "library.remind_borrower"
  JobOptions options;
  Lane lane = Lane::write;    // or task
  const Type* job = nullptr;  // of the handler's parameter; nullptr for what recurs
  Again (*call)(void* transaction, const void* job) = nullptr;
  std::string schedule = {};  // "" for what is enqueued
  // Instead of `call`, of a job that every app has: it needs to know the app that it is done for.
  Again (*of_kernel)(const MountedApp& app, const jobs::Run& run, const void* job) = nullptr;
};

namespace detail {

template <class Handler>
struct JobSignature;

template <class Out, class Transaction, class... Job>
struct JobSignature<Out (*)(Transaction&, const Job&...)> {
  static_assert(std::is_same_v<Transaction, Write> || std::is_same_v<Transaction, Task>,
                "a job is a Write or a Task");
  static_assert(std::is_void_v<Out> || std::is_same_v<Out, Again>,
                "a job gives nothing, or says whether there is more to do");
  static_assert(sizeof...(Job) <= 1, "a job's handler has one parameter beside its transaction");
  static constexpr bool recurs = sizeof...(Job) == 0;
  using Given = std::tuple_element_t<0, std::tuple<Job..., void>>;

  template <auto Function>
  static Again call(void* transaction, const void* job) {
    auto& tx = *static_cast<Transaction*>(transaction);
    auto run = [&]() -> Out {
      if constexpr (recurs) {
        return Function(tx);
      } else {
        return Function(tx, *static_cast<const Job*>(job)...);
      }
    };
    if constexpr (std::is_void_v<Out>) {
      run();
      return {.more = false};
    } else {
      return run();
    }
  }

  template <auto Function>
  static JobHandler handler(JobOptions options) {
    JobHandler made;
    made.options = options;
    made.lane = std::is_same_v<Transaction, Task> ? Lane::task : Lane::write;
    made.call = &call<Function>;
    ((made.job = &type_of<Job>()), ...);
    ((made.name = name_of_job<Job>()), ...);
    return made;
  }

  // A job's own; what is done about an event has the name of its handler.
  template <class Named>
  static std::string name_of_job() {
    if constexpr (requires { Named::job; }) return std::string(Named::job);
    return {};
  }
};

}  // namespace detail
}  // namespace stoa
