#include "kernel/model/problem.h"

#include "kernel/testing/test.h"

namespace stoa {

TEST("model: a refusal is written as RFC 9457 has it") {
  CHECK(problem_json({problems::not_found}, "") ==
        R"({"type":"urn:stoa:problem:not_found","title":"There is nothing at this address.",)"
        R"("status":404,"code":"not_found"})");
  Refusal refusal{problems::validation_failed,
                  "Two \"fields\".",
                  {{"/a", "required", "Why."}, {"/b~1c", "x", "y"}}};
  CHECK(problem_json(refusal, "42") ==
        R"({"type":"urn:stoa:problem:validation_failed",)"
        R"("title":"Some fields are not as they must be.","status":422,"code":"validation_failed",)"
        R"("detail":"Two \"fields\".","instance":"urn:stoa:request:42",)"
        R"("errors":[{"pointer":"/a","code":"required","message":"Why."},)"
        R"({"pointer":"/b~1c","code":"x","message":"y"}]})");
}

}  // namespace stoa
