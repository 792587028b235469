#include "kernel/auth/identity_provider.h"

#include <algorithm>
#include <map>

#include "kernel/auth/access_token.h"
#include "kernel/auth/crypto.h"
#include "kernel/model/codec.h"

namespace stoa::auth {
namespace {

constexpr int most_calls = 2;
constexpr std::chrono::hours published_for{1};
constexpr std::chrono::seconds between_keys{10};

// The provider's own document, as far as it is looked at.
struct Discovery {
  std::string issuer = {}, authorization_endpoint = {}, token_endpoint = {}, jwks_uri = {};
  std::vector<std::string> token_endpoint_auth_methods_supported = {"client_secret_basic"};
  bool authorization_response_iss_parameter_supported = false;
};

using Document = std::map<std::string, Json>;

template <class T>
void read_into(T& value, const Document& document, const std::string& name) {
  if (const auto at = document.find(name); at != document.end()) {
    value = from_json<T>(at->second.text, {.strictness = Strictness::peer});
  }
}

Document document_of(const std::string& body) {
  try {
    return from_json<Document>(body);
  } catch (const Refusal&) {
    throw ProviderFault{"its answer is no JSON object"};
  }
}

Discovery read_discovery(const std::string& body) {
  const Document document = document_of(body);
  Discovery found;
  try {
    read_into(found.issuer, document, "issuer");
    read_into(found.authorization_endpoint, document, "authorization_endpoint");
    read_into(found.token_endpoint, document, "token_endpoint");
    read_into(found.jwks_uri, document, "jwks_uri");
    read_into(found.token_endpoint_auth_methods_supported, document,
              "token_endpoint_auth_methods_supported");
    read_into(found.authorization_response_iss_parameter_supported, document,
              "authorization_response_iss_parameter_supported");
  } catch (const Refusal&) {
    throw ProviderFault{"its configuration is not as it must be"};
  }
  return found;
}

// Plain HTTP is for a provider that the configuration has on this machine, and stays there.
bool may_ask(const std::string& url, const std::string& issuer) {
  if (url.starts_with("https://")) return true;
  const std::size_t end = issuer.find('/', std::string_view("http://").size());
  return issuer.starts_with("http://") && url.starts_with(issuer.substr(0, end) + "/");
}

std::string challenge_of(const std::string& verifier) { return to_base64url(sha256(verifier)); }

}  // namespace

// A place among those that wait for the provider.
struct IdentityProvider::Turn {
  explicit Turn(IdentityProvider& of) : provider(of) {
    std::lock_guard lock(provider.mutex_);
    if (provider.waiting_ >= most_calls) throw ProviderAway{"others wait for it already"};
    ++provider.waiting_;
  }
  ~Turn() {
    std::lock_guard lock(provider.mutex_);
    --provider.waiting_;
  }
  Turn(const Turn&) = delete;
  IdentityProvider& provider;
};

std::string IdentityProvider::get(const std::string& url) const {
  Reply reply = fetch({.url = url, .ca_file = options_.ca_file});
  if (!reply.fault.empty()) throw ProviderAway{url + ": " + reply.fault};
  if (reply.status != 200) throw ProviderAway{url + " answers " + std::to_string(reply.status)};
  return std::move(reply.body);
}

IdentityProvider::Published IdentityProvider::published() {
  {
    std::lock_guard lock(mutex_);
    if (published_ && Clock::now() < published_->until) return *published_;
  }
  std::string base = options_.issuer;
  if (base.ends_with('/')) base.pop_back();
  const Discovery found = read_discovery(get(base + "/.well-known/openid-configuration"));
  if (found.issuer != options_.issuer)
    throw ProviderFault{"its configuration is of another issuer"};
  for (const auto& url : {found.authorization_endpoint, found.token_endpoint, found.jwks_uri}) {
    if (!may_ask(url, options_.issuer)) throw ProviderFault{"its configuration leads elsewhere"};
  }
  const auto& methods = found.token_endpoint_auth_methods_supported;
  const bool basic =
      std::find(methods.begin(), methods.end(), "client_secret_basic") != methods.end();
  const Published made{found.authorization_endpoint,
                       found.token_endpoint,
                       found.jwks_uri,
                       found.authorization_response_iss_parameter_supported,
                       basic,
                       Clock::now() + published_for};
  std::lock_guard lock(mutex_);
  published_ = made;
  return made;
}

std::vector<ProviderKey> IdentityProvider::keys(const std::string& jwks, bool newer) {
  {
    std::lock_guard lock(mutex_);
    const auto now = Clock::now();
    const bool recent = newer && keys_asked_ && now - *keys_asked_ < between_keys;
    if (!keys_.empty() && (!newer || recent)) return keys_;
    if (newer) keys_asked_ = now;
  }
  std::vector<ProviderKey> found;
  try {
    found = read_provider_keys(get(jwks));
  } catch (const Refusal&) {
    throw ProviderFault{"its keys are no JWKS"};
  }
  std::lock_guard lock(mutex_);
  keys_ = found;
  return found;
}

std::string IdentityProvider::address(const SignInSecrets& secrets, const std::string& redirect) {
  const Turn turn(*this);
  std::string url = published().authorization;
  url += url.find('?') == url.npos ? '?' : '&';
  url += "response_type=code&client_id=" + form_encoded(options_.client_id);
  url += "&redirect_uri=" + form_encoded(redirect) + "&scope=" + form_encoded(options_.scopes);
  url += "&state=" + form_encoded(secrets.state) + "&nonce=" + form_encoded(secrets.nonce);
  return url + "&code_challenge=" + challenge_of(secrets.verifier) + "&code_challenge_method=S256";
}

// RFC 6749 §2.3.1: what goes into HTTP Basic is encoded as in a form first.
std::string IdentityProvider::id_token(const std::string& token_endpoint, bool basic,
                                       const std::string& form) {
  Question question{.url = token_endpoint, .form = form, .ca_file = options_.ca_file};
  const bool secret = !options_.client_secret.empty();
  if (secret && basic) {
    question.user = form_encoded(options_.client_id);
    question.secret = form_encoded(options_.client_secret);
  } else {
    question.form += "&client_id=" + form_encoded(options_.client_id);
    if (secret) question.form += "&client_secret=" + form_encoded(options_.client_secret);
  }
  const Reply reply = fetch(question);
  if (!reply.fault.empty()) throw ProviderAway{token_endpoint + ": " + reply.fault};
  if (reply.status >= 500) {
    throw ProviderAway{token_endpoint + " answers " + std::to_string(reply.status)};
  }
  if (reply.status != 200) {
    throw ProviderFault{"it does not take the code: " + std::to_string(reply.status)};
  }
  std::string token;
  try {
    read_into(token, document_of(reply.body), "id_token");
  } catch (const Refusal&) {
    throw ProviderFault{"its ID token is no text"};
  }
  return token;
}

IdClaims IdentityProvider::claims(const ProviderAnswer& answer, const SignInSecrets& secrets,
                                  const std::string& redirect, Timestamp now) {
  const Turn turn(*this);
  const Published at = published();
  // Said before the code is shown to anybody: it may be of another provider (RFC 9207 §2.4).
  if (answer.issuer ? *answer.issuer != options_.issuer : at.names_issuer) {
    throw ProviderFault{"the answer is of another issuer"};
  }
  const std::string token = id_token(
      at.token, at.takes_basic,
      "grant_type=authorization_code&code=" + form_encoded(answer.code) +
          "&redirect_uri=" + form_encoded(redirect) + "&code_verifier=" + secrets.verifier);
  const IdExpected expected{.issuer = options_.issuer,
                            .client_id = options_.client_id,
                            .nonce = secrets.nonce,
                            .now = now};
  for (const bool newer : {false, true}) {
    try {
      return verify_id_token(token, keys(at.jwks, newer), expected);
    } catch (const IdTokenFault& fault) {
      if (newer || !fault.unknown_key) throw ProviderFault{"its ID token: " + fault.what};
    }
  }
  throw ProviderFault{"its ID token is not verified"};
}

}  // namespace stoa::auth
