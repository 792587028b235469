#include "kernel/auth/id_token.h"

#include <algorithm>
#include <map>

#include "kernel/auth/access_token.h"
#include "kernel/auth/public_key.h"
#include "kernel/model/codec.h"

namespace stoa::auth {
namespace {

constexpr std::size_t longest_id_token = 16 * 1024;
constexpr std::size_t longest_subject = 255;  // OpenID Connect Core §2
constexpr std::size_t most_keys = 100;

using Members = std::map<std::string, Json>;

[[noreturn]] void distrust(std::string what, bool unknown_key = false) {
  throw IdTokenFault{std::move(what), unknown_key};
}

// A member's value, nothing where it is missing or of another type.
template <class T>
std::optional<T> member(const Members& members, const std::string& name) {
  const auto at = members.find(name);
  if (at == members.end()) return std::nullopt;
  try {
    return from_json<T>(at->second.text, {.strictness = Strictness::peer});
  } catch (const Refusal&) {
    return std::nullopt;
  }
}

Members members_of(std::string_view segment) {
  const auto json = from_base64url(segment);
  if (!json) distrust("a part is no base64url");
  try {
    return from_json<Members>(*json);
  } catch (const Refusal&) {
    distrust("a part is no JSON object");
  }
}

struct IdTokenParts {
  std::string_view header, claims, signature, signed_text;
};

IdTokenParts parts_of(std::string_view token) {
  if (token.size() > longest_id_token) distrust("it is too long");
  const std::size_t first = token.find('.'), last = token.rfind('.');
  if (first == token.npos || first == last) distrust("it has no three parts");
  return {token.substr(0, first), token.substr(first + 1, last - first - 1), token.substr(last + 1),
          token.substr(0, last)};
}

bool may_verify(const ProviderKey& key, const std::string& algorithm) {
  return algorithm_of(key.kty, key.crv) == algorithm && (key.alg.empty() || key.alg == algorithm) &&
         (key.use.empty() || key.use == "sig");
}

// The key under the token's kid; where the token names none, the only one that there is.
const ProviderKey& key_for(const Members& header, std::span<const ProviderKey> keys) {
  const std::string algorithm = member<std::string>(header, "alg").value_or("");
  if (algorithm != "RS256" && algorithm != "ES256" && algorithm != "EdDSA") {
    distrust("its algorithm is not taken");
  }
  if (header.contains("crit") || header.contains("b64")) distrust("its header asks for more");
  const auto kid = member<std::string>(header, "kid");
  const ProviderKey* found = nullptr;
  for (const ProviderKey& key : keys) {
    if (!may_verify(key, algorithm) || (kid && key.kid != *kid)) continue;
    if (found && !kid) distrust("it does not say which key it is signed with");
    if (!found) found = &key;
  }
  if (!found) distrust("no key of the provider verifies it", true);
  return *found;
}

// One audience, or several among which we are and of which we are the party.
void check_audience(const Members& claims, std::string_view client_id) {
  std::vector<std::string> all;
  if (const auto one = member<std::string>(claims, "aud")) {
    all.push_back(*one);
  } else {
    all = member<std::vector<std::string>>(claims, "aud").value_or(std::vector<std::string>{});
  }
  if (std::find(all.begin(), all.end(), client_id) == all.end())
    distrust("it is for another client");
  const auto party = member<std::string>(claims, "azp");
  if (party ? *party != client_id : all.size() > 1) distrust("another party asked for it");
}

void check_times(const Members& claims, const IdExpected& expected) {
  const auto expires = member<std::int64_t>(claims, "exp"),
             issued = member<std::int64_t>(claims, "iat");
  if (!expires || !issued) distrust("it does not say when it was made and how long it is good");
  const std::int64_t now = expected.now.micros / 1'000'000, leeway = expected.tolerance.count();
  const std::int64_t begins = member<std::int64_t>(claims, "nbf").value_or(*issued);
  if (*expires <= now - leeway) distrust("it is over");
  if (*issued > now + leeway || begins > now + leeway) distrust("it is from the future");
}

// Some providers write a boolean as a text.
bool is_true(const Members& claims, const std::string& name) {
  return member<bool>(claims, name).value_or(false) || member<std::string>(claims, name) == "true";
}

}  // namespace

std::vector<ProviderKey> read_provider_keys(std::string_view json) {
  const auto all = from_json<Members>(json);
  const auto list = all.find("keys");
  if (list == all.end()) throw Refusal{problems::malformed_json};
  std::vector<ProviderKey> keys;
  for (const Json& one : from_json<std::vector<Json>>(list->second.text)) {
    const auto members = from_json<Members>(one.text);
    const auto text = [&](const char* name) {
      return member<std::string>(members, name).value_or("");
    };
    ProviderKey key{.kty = text("kty"),
                    .kid = text("kid"),
                    .alg = text("alg"),
                    .use = text("use"),
                    .crv = text("crv"),
                    .x = text("x"),
                    .y = text("y"),
                    .n = text("n"),
                    .e = text("e")};
    if (!algorithm_of(key.kty, key.crv).empty()) keys.push_back(std::move(key));
    if (keys.size() == most_keys) break;
  }
  return keys;
}

IdClaims verify_id_token(std::string_view token, std::span<const ProviderKey> keys,
                         const IdExpected& expected) {
  const IdTokenParts parts = parts_of(token);
  const ProviderKey& key = key_for(members_of(parts.header), keys);
  const auto signature = from_base64url(parts.signature);
  if (!signature || !is_signed_by(key, parts.signed_text, *signature)) {
    distrust("its signature is not that of the key");
  }
  const Members claims = members_of(parts.claims);
  if (member<std::string>(claims, "iss") != std::string(expected.issuer)) {
    distrust("it is of another issuer");
  }
  check_audience(claims, expected.client_id);
  check_times(claims, expected);
  if (member<std::string>(claims, "nonce") != std::string(expected.nonce)) {
    distrust("it answers another question");
  }
  IdClaims who;
  who.subject = member<std::string>(claims, "sub").value_or("");
  if (who.subject.empty() || who.subject.size() > longest_subject) distrust("it names nobody");
  if (is_true(claims, "email_verified")) {
    who.email = member<std::string>(claims, "email").value_or("");
  }
  who.name = member<std::string>(claims, "name").value_or("");
  return who;
}

}  // namespace stoa::auth
