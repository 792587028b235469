#include "apps/accounts/signer.h"

#include <algorithm>
#include <stdexcept>

#include "apps/accounts/queries.h"
#include "kernel/store/database.h"

namespace stoa::accounts {
namespace {

constexpr std::string_view audience = "stoa";
constexpr std::chrono::minutes key_grace = access_token_life + std::chrono::minutes(1);
constexpr std::chrono::seconds reload_every{5};
constexpr std::string_view other_master_key =
    "the accounts were sealed under another master key. Name its file in master_key_file; if it is "
    "lost, delete the rows of signing_keys in the database of accounts: links on their way are "
    "void then, and who has an authenticator app signs in by a recovery code";

struct SigningKeyRow {
  std::string kid = {}, public_key = {}, seed = {};
  Timestamp created = {};
};
BOOST_DESCRIBE_STRUCT(SigningKeyRow, (), (kid, public_key, seed, created))

std::int64_t seconds(Timestamp at) { return at.micros / 1'000'000; }

}  // namespace

Signer::Signer(store::Database& database, const auth::Seal& seal, std::string issuer)
    : database_(database), seal_(seal), issuer_(std::move(issuer)) {
  reload();
  const Timestamp now = wall_clock();
  const auto known = keys();
  if (known->created.empty() || known->created[0] + signing_key_life < now) rotate(now);
}

void Signer::issue_as(std::string issuer) {
  std::lock_guard lock(mutex_);
  issuer_ = std::move(issuer);
}

std::shared_ptr<const Signer::Keys> Signer::keys() const {
  std::lock_guard lock(mutex_);
  return keys_;
}

// A key's last token was signed when the next one came.
std::span<const auth::Jwk> Signer::Keys::good(Timestamp now) const {
  std::size_t number = std::min<std::size_t>(1, open.size());
  while (number < open.size() && created[number - 1] + key_grace > now) ++number;
  return std::span(open).first(number);
}

void Signer::reload(Read& tx) {
  auto fresh = std::make_shared<Keys>();
  for (const SigningKeyRow& row : tx.rows<SigningKeyRow>(sql::signing_keys)) {
    const auto seed = seal_.open(row.seed, "signing key");
    if (!seed) throw std::runtime_error(std::string(other_master_key));
    fresh->secret.push_back(auth::signing_key_from_seed(*seed));
    fresh->open.push_back(auth::to_jwk(fresh->secret.back()));
    fresh->created.push_back(row.created);
  }
  std::lock_guard lock(mutex_);
  keys_ = std::move(fresh);
  reloaded_ = tx.now();
}

void Signer::reload() {
  database_.read_now([&](store::Connection& connection) {
    Read tx(connection, wall_clock());
    reload(tx);
  });
}

bool Signer::should_reload(std::string_view token, Timestamp now) {
  const auto kid = auth::kid_of(token);
  std::lock_guard lock(mutex_);
  const auto& open = keys_->open;
  const bool known =
      std::any_of(open.begin(), open.end(), [&](const auth::Jwk& key) { return key.kid == kid; });
  if (!kid || known || reloaded_ + reload_every > now) return false;
  reloaded_ = now;
  return true;
}

void Signer::rotate(Timestamp now) {
  const auth::SigningKey key = auth::make_signing_key();
  database_.write_now([&](store::Connection& connection) {
    Write tx(connection, {.now = now});
    tx.run(sql::add_signing_key, key.kid, auth::to_base64url(key.public_key),
           seal_.seal(key.seed, "signing key"), now);
  });
  reload();
}

std::string Signer::sign(const Id<Session>& session, const AccountId& account,
                         const std::vector<std::string>& roles, Timestamp now) const {
  auth::AccessClaims claims;
  claims.aud = audience;
  claims.sub = to_string(account);
  claims.sid = to_string(session);
  claims.jti = to_string(make_uuid_v7(now));
  claims.iat = seconds(now);
  claims.exp = seconds(now + access_token_life);
  claims.roles = roles;
  {
    std::lock_guard lock(mutex_);
    claims.iss = issuer_;
  }
  return auth::sign_token(claims, keys()->secret.front());
}

std::optional<auth::AccessClaims> Signer::verify(std::string_view token, Timestamp now) const {
  std::string issuer;
  {
    std::lock_guard lock(mutex_);
    issuer = issuer_;
  }
  const auto known = keys();
  return auth::verify_token(token, known->good(now), {issuer, audience, now});
}

auth::Jwks Signer::jwks(Timestamp now) const {
  const auto known = keys();
  const auto good = known->good(now);
  return {{good.begin(), good.end()}};
}

}  // namespace stoa::accounts
