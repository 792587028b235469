// One OpenID Connect provider, as its client: where it is asked, its keys, a code turned into
// claims.
//
// What it publishes (OpenID Connect Discovery) is fetched when it is first needed, and again after
// an hour; its keys also when a token names one that is not known, but not more often than every
// ten seconds. Authorization code with PKCE (RFC 7636), always. Calls wait for the provider, two at
// once at most: who comes while two wait is refused at once, so that a slow provider holds nobody
// else. Owned by the service of accounts; any thread that may wait.
#pragma once

#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "kernel/auth/fetch.h"
#include "kernel/auth/id_token.h"

namespace stoa::auth {

struct ProviderOptions {
  std::string issuer, client_id, client_secret;  // without a secret: a public client
  std::string scopes;
  std::filesystem::path ca_file;
};

// It cannot be asked now: away, slow, or asked by too many.
struct ProviderAway {
  std::string what;
};
// It says no, or what it says is not to be believed.
struct ProviderFault {
  std::string what;
};

// What begins one sign-in; none of it is known to anybody else but the nonce, to the provider.
struct SignInSecrets {
  std::string state, nonce, verifier;
};

// What came back by way of the browser.
struct ProviderAnswer {
  std::string code;
  std::optional<std::string> issuer;  // RFC 9207
};

class IdentityProvider {
 public:
  explicit IdentityProvider(ProviderOptions options) : options_(std::move(options)) {}

  const std::string& issuer() const { return options_.issuer; }
  // Where the browser goes to. Throws ProviderAway, ProviderFault.
  std::string address(const SignInSecrets& secrets, const std::string& redirect);
  // Who signed in there. Throws ProviderAway, ProviderFault.
  IdClaims claims(const ProviderAnswer& answer, const SignInSecrets& secrets,
                  const std::string& redirect, Timestamp now);

 private:
  using Clock = std::chrono::steady_clock;
  struct Published {
    std::string authorization, token, jwks;
    bool names_issuer = false;  // in each answer
    bool takes_basic = true;
    Clock::time_point until = {};
  };
  struct Turn;

  Published published();
  std::string id_token(const std::string& token_endpoint, bool basic, const std::string& form);
  std::vector<ProviderKey> keys(const std::string& jwks, bool newer);
  std::string get(const std::string& url) const;

  const ProviderOptions options_;
  std::mutex mutex_;
  int waiting_ = 0;
  std::optional<Published> published_;
  std::vector<ProviderKey> keys_;
  std::optional<Clock::time_point> keys_asked_;
};

}  // namespace stoa::auth
