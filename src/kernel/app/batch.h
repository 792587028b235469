// Several writes as one: POST /api/<app>/batch does all of them in one transaction, or none.
//
// Every app that writes has it. Each operation is looked up, authorised and decoded as the request
// that it stands for, before the lane; what fails is told with its place in the list.
#pragma once

#include <memory>
#include <vector>

#include "kernel/app/app.h"
#include "kernel/app/preconditions.h"
#include "kernel/app/router.h"

namespace stoa {

enum class BatchMethod { POST, PUT, PATCH, DELETE };
BOOST_DESCRIBE_ENUM(BatchMethod, POST, PUT, PATCH, DELETE)

struct BatchOperation {
  BatchMethod method = BatchMethod::POST;
  Text<1, 2000> path = {};  // "/api/library/authors"
  std::optional<Json> body = {};
  std::optional<Text<1, 1000>> if_match = {};
};
BOOST_DESCRIBE_STRUCT(BatchOperation, (), (method, path, body, if_match))

struct BatchInput {
  List<BatchOperation, 1, 100> operations = {};
};
BOOST_DESCRIBE_STRUCT(BatchInput, (), (operations))

// What each came to, in their order.
struct BatchResult {
  std::int64_t status = 200;
  std::optional<std::string> location = {};
  std::optional<std::string> etag = {};
  std::optional<Json> body = {};
};
BOOST_DESCRIBE_STRUCT(BatchResult, (), (status, location, etag, body))

struct BatchAnswer {
  std::vector<BatchResult> results = {};
};
BOOST_DESCRIBE_STRUCT(BatchAnswer, (), (results))

// Gives an app its batch, if there is anything that it writes.
void add_batch(App& app);

// The operations of one request, ready to run.
class Batch {
 public:
  // Throws Refusal: that of the first operation that cannot be tried.
  Batch(const BatchInput& input, const MountedApp& app, const Router& router,
        const http::Request& request, const Caller& caller);
  // In the write's transaction, which may run it again. Throws that of the first that fails.
  Outcome run(Write& tx) const;

 private:
  struct Operation {
    const MountedRoute* route = nullptr;
    http::Request request;
    Object input;
    Preconditions preconditions;
  };
  void prepare(const BatchOperation& from, const MountedApp& app, const http::Request& request);
  BatchResult run(const Operation& operation, Write& tx) const;

  const Router& router_;
  const Caller& caller_;
  std::vector<Operation> operations_;
};

}  // namespace stoa
