#include "kernel/app/idempotency.h"

#include <algorithm>
#include <map>

#include "kernel/auth/seal.h"
#include "kernel/auth/secrets.h"

namespace stoa {
namespace {

constexpr std::size_t longest_key = 255;
// 22 characters of base64 are 128 bits: what nobody guesses who was not told.
constexpr std::size_t shortest_key_of_strangers = 22;
constexpr std::int64_t purged_at_once = 500;

// What is sealed: the answer as the client got it.
struct KeptAnswer {
  std::int64_t status = 200;
  std::map<std::string, std::string> headers = {};
  std::optional<Json> body = {};
  bool told_once = false;  // it set a cookie, which nobody gets a second time
};
BOOST_DESCRIBE_STRUCT(KeptAnswer, (), (status, headers, body, told_once))

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

// Parts that cannot be taken for each other.
std::string joined(std::initializer_list<std::string_view> parts) {
  std::string all;
  for (const auto part : parts) all.append(std::to_string(part.size())).append(":").append(part);
  return all;
}

KeptAnswer kept(const http::Response& response) {
  KeptAnswer answer{.status = response.status, .told_once = response.headers.has("Set-Cookie")};
  if (answer.told_once) return answer;
  for (const http::Header& header : response.headers) answer.headers[header.name] = header.value;
  if (!response.body.empty()) answer.body = Json{response.body};
  return answer;
}

http::Response told_again(const KeptAnswer& answer) {
  if (answer.told_once) throw problems::already_done;
  http::Response response;
  response.status = static_cast<int>(answer.status);
  for (auto& [name, value] : answer.headers) response.headers.set(name, value);
  response.headers.set("Idempotency-Replayed", "true");
  if (answer.body) response.body = answer.body->text;
  return response;
}

struct KeptRow {
  std::string content = {};
  std::optional<std::string> reply = {};
  Timestamp expires = {};
};
BOOST_DESCRIBE_STRUCT(KeptRow, (), (content, reply, expires))

}  // namespace

std::optional<IdempotentRequest> IdempotentRequest::of(const http::Request& request,
                                                       const Caller& caller, const auth::Seal& seal,
                                                       std::string_view upload) {
  if (!request.headers.has("Idempotency-Key") || request.method == "GET" ||
      request.method == "HEAD") {
    return std::nullopt;
  }
  const std::string key = request.headers.combined("Idempotency-Key");
  if (key.empty() || key.size() > longest_key || !is_printable(key)) {
    throw Refusal{problems::bad_request,
                  "An Idempotency-Key has 1 to 255 printable characters without blanks."};
  }
  const bool known = !caller.principal.account.is_nil();
  if (!known && key.size() < shortest_key_of_strangers) {
    throw Refusal{problems::bad_request,
                  "Without signing in, an Idempotency-Key has 22 characters or more."};
  }
  IdempotentRequest made;
  made.key_ = key;
  made.scope_ = auth::hash_secret(
      joined({to_string(caller.principal.account), request.method, request.path, key}));
  // A form draws a new boundary each time that it is sent.
  const std::string type = upload.empty() ? request.headers.combined("Content-Type") : "";
  // An empty If-Match is another request than one without it: it fails.
  const std::string match =
      request.headers.has("If-Match") ? "=" + request.headers.combined("If-Match") : "";
  made.content_ =
      seal.under(key).fingerprint(joined({request.query, type, match, request.body, upload}));
  return made;
}

std::uint64_t IdempotentRequest::turn() const { return detail::turn_for(scope_); }

std::optional<http::Response> IdempotentRequest::replay(Read& tx, const auth::Seal& seal) const {
  const auto rows =
      tx.rows<KeptRow>("select content, reply, expires from _idempotency where scope = $1", scope_);
  if (rows.empty() || rows.front().expires <= tx.now()) return std::nullopt;
  const KeptRow& row = rows.front();
  if (row.content != content_) throw problems::key_reused;
  if (!row.reply) throw Refusal{.problem = problems::in_flight, .retry_after_s = 1};
  const auto answer = seal.under(key_).open(*row.reply, scope_);
  if (!answer) throw problems::already_done;  // sealed under another server key
  return told_again(from_json<KeptAnswer>(*answer, {.strictness = Strictness::peer}));
}

void IdempotentRequest::keep(Write& tx, const auth::Seal& seal,
                             const http::Response& response) const {
  store_row(tx, seal.under(key_).seal(to_json(kept(response)), scope_),
            tx.now() + idempotency_kept);
}

std::optional<http::Response> IdempotentRequest::claim(Write& tx, const auth::Seal& seal) const {
  auto done = replay(tx, seal);
  if (!done) store_row(tx, std::nullopt, tx.now() + idempotency_lease);
  return done;
}

void IdempotentRequest::keep_claimed(Write& tx, const auth::Seal& seal,
                                     const http::Response& response) const {
  tx.put(
      "update _idempotency set reply = $2, expires = $3 "
      "where scope = $1 and reply is null and expires = $4",
      scope_, seal.under(key_).seal(to_json(kept(response)), scope_), tx.now() + idempotency_kept,
      tx.now() + idempotency_lease);
}

void IdempotentRequest::release(Write& tx) const {
  tx.put("delete from _idempotency where scope = $1 and reply is null and expires = $2", scope_,
         tx.now() + idempotency_lease);
}

void IdempotentRequest::store_row(Write& tx, const std::optional<std::string>& reply,
                                  Timestamp expires) const {
  tx.put(
      "insert into _idempotency (scope, content, reply, expires) values ($1, $2, $3, $4) "
      "on conflict (scope) do update set content = excluded.content, reply = excluded.reply, "
      "expires = excluded.expires",
      scope_, content_, reply, expires);
}

bool purge_idempotency(Write& tx) {
  return tx.run(
             "delete from _idempotency where scope in (select scope from _idempotency "
             "where expires < $1 order by expires limit 500)",
             tx.now()) == purged_at_once;
}

}  // namespace stoa
