// Idempotency-Key: a request that is sent again is not done again, it is told what it came to
// (draft-ietf-httpapi-idempotency-key-header).
//
// Key and answer are a row of the transaction that did the work: one is not there without the
// other. Only what succeeded is kept, for a day; after a refusal nothing has happened, and the key
// is as good as new. The answer is sealed under the server's key and the client's together, for it
// may hold a secret that is shown once. Values; used by whichever thread holds the transaction.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "kernel/app/route.h"
#include "kernel/http/message.h"

namespace stoa::auth {
class Seal;
}

namespace stoa {

namespace problems {
inline constexpr Problem key_reused{422, "idempotency_key_reused",
                                    "This Idempotency-Key belongs to another request."};
inline constexpr Problem in_flight{409, "request_in_flight",
                                   "The request with this Idempotency-Key is still being done."};
inline constexpr Problem already_done{409, "already_done",
                                      "This has been done, and its answer is told only once."};
}  // namespace problems

inline constexpr std::chrono::hours idempotency_kept{24};
// Of work that has no transaction: longer than a Task takes.
inline constexpr std::chrono::minutes idempotency_lease{5};

class IdempotentRequest {
 public:
  // nullopt when the request has no key, or changes nothing. What it asks is kept as a keyed hash,
  // for there may be a password in it. Throws Refusal bad_request for a key that is none, or one of
  // a stranger that could be guessed.
  // `upload` stands for what came as a file, and not as a body.
  static std::optional<IdempotentRequest> of(const http::Request& request, const Caller& caller,
                                             const auth::Seal& seal, std::string_view upload = {});

  // Those of one key wait for each other where several writers run at once.
  std::uint64_t turn() const;

  // What the same request came to, if it was done. Throws Refusal: idempotency_key_reused,
  // request_in_flight, already_done.
  std::optional<http::Response> replay(Read& tx, const auth::Seal& seal) const;
  // Keeps what it came to; in the transaction that did it.
  void keep(Write& tx, const auth::Seal& seal, const http::Response& response) const;

  // For a Task, which has no transaction: marks that it is being done, until it is kept or
  // released. Who died meanwhile is taken over when the lease is out. Otherwise as replay(). The
  // other two do nothing when the claim, of the same tx.now(), is somebody else's by now.
  std::optional<http::Response> claim(Write& tx, const auth::Seal& seal) const;
  void keep_claimed(Write& tx, const auth::Seal& seal, const http::Response& response) const;
  void release(Write& tx) const;

 private:
  IdempotentRequest() = default;
  void store_row(Write& tx, const std::optional<std::string>& reply, Timestamp expires) const;

  std::string key_;      // as the client wrote it
  std::string scope_;    // a hash of who asks what under which key
  std::string content_;  // a hash of all that is asked
};

// Takes away a portion of what need not be kept any more; whether there may be more.
bool purge_idempotency(Write& tx);

}  // namespace stoa
