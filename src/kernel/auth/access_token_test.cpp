#include "kernel/auth/access_token.h"

#include <sodium.h>

#include <set>

#include "kernel/model/codec.h"
#include "kernel/testing/test.h"

namespace stoa::auth {
namespace {

constexpr std::int64_t issued = 1'790'000'000, expires = issued + 600;
constexpr std::string_view issuer = "https://stoa.example", audience = "stoa";

Expected at(std::int64_t second) { return {issuer, audience, Timestamp{second * 1'000'000}}; }

const SigningKey& our_key() {
  static const SigningKey key = signing_key_from_seed(std::string(32, 's'));
  return key;
}

AccessClaims our_claims() {
  return {.iss = std::string(issuer),
          .aud = std::string(audience),
          .sub = "019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6071",
          .sid = "019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6072",
          .jti = "019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6073",
          .iat = issued,
          .exp = expires,
          .roles = {"library.librarian"}};
}

std::optional<AccessClaims> verify(std::string_view token, std::int64_t second = issued + 1) {
  const std::vector<Jwk> keys = {to_jwk(signing_key_from_seed(std::string(32, 'o'))),
                                 to_jwk(our_key())};
  return verify_token(token, keys, at(second));
}

std::string sign(std::string_view text, const SigningKey& key) {
  const std::string secret_key = key.seed + key.public_key;
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data()), nullptr,
                       reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                       reinterpret_cast<const unsigned char*>(secret_key.data()));
  return signature;
}

// A token with our signature, whatever its header and claims say.
std::string token_of(std::string_view header, std::string_view claims) {
  const std::string text = to_base64url(header) + "." + to_base64url(claims);
  return text + "." + to_base64url(sign(text, our_key()));
}

std::string our_header(std::string_view more = "") {
  return R"({"alg":"EdDSA","kid":")" + our_key().kid + R"(","typ":"at+jwt")" + std::string(more) +
         "}";
}

// Our claims with `old` replaced.
std::string claims_with(std::string_view old, std::string_view fresh) {
  std::string json = to_json(our_claims());
  const std::size_t place = json.find(old);
  REQUIRE(place != json.npos);
  return json.replace(place, old.size(), fresh);
}

bool takes_header(std::string_view header) {
  return verify(token_of(header, to_json(our_claims()))).has_value();
}
bool takes_claims(std::string_view claims) {
  return verify(token_of(our_header(), claims)).has_value();
}

}  // namespace

// ---- keys ---------------------------------------------------------------------------------------

TEST("auth: the key of RFC 8037, appendix A") {
  const auto seed = from_base64url("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A");
  REQUIRE(seed);
  const SigningKey key = signing_key_from_seed(*seed);
  CHECK(key.kid == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
  CHECK(to_base64url(key.public_key) == "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
  CHECK(to_base64url(sign("eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc", key)) ==
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");
  CHECK(to_json(Jwks{{to_jwk(key)}}) ==
        R"({"keys":[{"kty":"OKP","crv":"Ed25519","alg":"EdDSA","use":"sig",)"
        R"("kid":"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",)"
        R"("x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]})");
}

TEST("auth: signing keys are random, and a seed has 32 bytes") {
  const SigningKey key = make_signing_key();
  CHECK(key.kid != make_signing_key().kid);
  CHECK(signing_key_from_seed(key.seed).kid == key.kid);
  for (std::size_t size : {0, 31, 33, 64}) {
    CHECK_THROWS_AS(signing_key_from_seed(std::string(size, 's')), std::invalid_argument);
  }
  CHECK_THROWS_AS(sign_token(our_claims(), {}), std::invalid_argument);
}

// ---- good tokens --------------------------------------------------------------------------------

TEST("auth: a token says what was signed") {
  const std::string token = sign_token(our_claims(), our_key());
  CHECK(token == token_of(our_header(), to_json(our_claims())));
  const auto claims = verify(token);
  REQUIRE(claims);
  CHECK(to_json(*claims) == to_json(our_claims()));
}

TEST("auth: a token is good from the second of its making until that of its end") {
  const std::string token = sign_token(our_claims(), our_key());
  CHECK_FALSE(verify(token, issued - 1));
  CHECK(verify(token, issued));
  CHECK(verify(token, expires - 1));
  CHECK_FALSE(verify(token, expires));
  const std::vector<Jwk> keys = {to_jwk(our_key())};
  const Timestamp end{expires * 1'000'000};
  CHECK(verify_token(token, keys, {issuer, audience, end - std::chrono::microseconds(1)}));
  const Timestamp begin{issued * 1'000'000};
  CHECK_FALSE(verify_token(token, keys, {issuer, audience, begin - std::chrono::microseconds(1)}));
  CHECK_FALSE(verify_token(token, keys, {issuer, audience, Timestamp{INT64_MIN}}));
  CHECK_FALSE(verify_token(token, keys, {issuer, audience, Timestamp{INT64_MAX}}));
}

TEST("auth: where clocks differ a token may begin a little early, and ends when it ends") {
  const std::string token = sign_token(our_claims(), our_key());
  const std::vector<Jwk> keys = {to_jwk(our_key())};
  auto holds = [&](std::int64_t second) {
    Expected expected = at(second);
    expected.early = std::chrono::seconds(60);
    return verify_token(token, keys, expected).has_value();
  };
  CHECK_FALSE(holds(issued - 61));
  CHECK(holds(issued - 60));
  CHECK(holds(expires - 1));
  CHECK_FALSE(holds(expires));
}

TEST("auth: the issuer may be left to somebody else, the signature and the audience may not") {
  const std::vector<Jwk> keys = {to_jwk(our_key())};
  AccessClaims claims = our_claims();
  claims.iss = "https://another.example";
  Expected expected = at(issued);
  CHECK_FALSE(verify_token(sign_token(claims, our_key()), keys, expected));
  expected.issuer.reset();
  CHECK(verify_token(sign_token(claims, our_key()), keys, expected));
  CHECK_FALSE(verify_token(sign_token(claims, make_signing_key()), keys, expected));
  claims.aud = "others";
  CHECK_FALSE(verify_token(sign_token(claims, our_key()), keys, expected));
}

TEST("auth: the kid is read without a key, off what has the form of ours") {
  CHECK(kid_of(sign_token(our_claims(), our_key())) == our_key().kid);
  CHECK_FALSE(kid_of(""));
  CHECK_FALSE(kid_of("a.b.c"));
  CHECK_FALSE(kid_of(std::string(5000, 'a')));
  CHECK_FALSE(kid_of(token_of(R"({"alg":"none","kid":"a","typ":"at+jwt"})", "{}")));
}

TEST("auth: claims and header members that nobody knows are passed over") {
  CHECK(takes_header(our_header(R"(,"cty":"x","new":{"a":[1]})")));
  CHECK(takes_claims(claims_with("{", R"({"scope":"x","new":{"a":[1]},)")));
  CHECK(takes_claims(claims_with(R"(,"roles":["library.librarian"])", "")));
}

TEST("auth: nbf is kept where somebody wrote it") {
  CHECK(takes_claims(claims_with("{", R"({"nbf":1790000001,)")));
  CHECK_FALSE(takes_claims(claims_with("{", R"({"nbf":1790000002,)")));
  CHECK_FALSE(takes_claims(claims_with("{", R"({"nbf":"1",)")));
}

// ---- altered tokens -----------------------------------------------------------------------------

TEST("auth: a token with one character changed is none, wherever it is") {
  const std::string token = sign_token(our_claims(), our_key());
  for (std::size_t place = 0; place < token.size(); ++place) {
    for (const char c : std::string_view("AQgw-_.=+/ \0\xFF", 13)) {
      std::string other = token;
      other[place] = c;
      CAPTURE(other);
      CHECK(verify(other).has_value() == (other == token));
    }
    CHECK_FALSE(verify(std::string_view(token).substr(0, place)));
    CHECK_FALSE(verify(std::string_view(token).substr(place + 1)));
  }
}

TEST("auth: a token has three parts and nothing else") {
  const std::string token = sign_token(our_claims(), our_key());
  const std::string header = token.substr(0, token.find('.'));
  const std::vector<std::string> others = {"",
                                           ".",
                                           "..",
                                           "...",
                                           header,
                                           token.substr(0, token.rfind('.')),
                                           token.substr(0, token.rfind('.') + 1),
                                           token + ".",
                                           "." + token,
                                           token + ".AAAA",
                                           token + "A",
                                           token + "AAAA",
                                           token + "=",
                                           token + "==",
                                           token + " ",
                                           " " + token,
                                           token + "\n",
                                           "Bearer " + token,
                                           token + std::string(1, '\0'),
                                           header + "." + token};
  for (const std::string& other : others) {
    CAPTURE(other);
    CHECK_FALSE(verify(other));
  }
}

TEST("auth: base64 that could be written another way is refused") {
  const std::string token = sign_token(our_claims(), our_key());
  // The last character of 64 bytes has four bits to spare, which are 0.
  REQUIRE(std::string_view("AQgw").find(token.back()) != std::string_view::npos);
  std::string other = token;
  ++other.back();
  CHECK_FALSE(verify(other));
  CHECK_FALSE(verify(token + "=="));
}

TEST("auth: no byte above 0x7F stands for a character of the signature") {
  AccessClaims claims = our_claims();
  std::string token = sign_token(claims, our_key());
  for (int i = 0; token.find('_', token.rfind('.')) == token.npos; ++i) {
    claims.jti = std::to_string(i);
    token = sign_token(claims, our_key());
  }
  REQUIRE(verify(token));
  const std::size_t place = token.find('_', token.rfind('.'));
  for (int c = 0x80; c < 0x100; ++c) {
    token[place] = static_cast<char>(c);
    CHECK_FALSE(verify(token));
  }
}

TEST("auth: parts of two tokens do not go together") {
  AccessClaims admin = our_claims();
  admin.roles = {"admin"};
  const std::string mine = sign_token(our_claims(), our_key());
  const std::string other = sign_token(admin, make_signing_key());
  const std::string theirs = sign_token(admin, our_key());
  auto part = [](const std::string& token, int index) {
    const std::size_t first = token.find('.'), last = token.rfind('.');
    if (index == 0) return token.substr(0, first);
    return index == 1 ? token.substr(first + 1, last - first - 1) : token.substr(last + 1);
  };
  CHECK_FALSE(verify(other));
  CHECK_FALSE(verify(part(mine, 0) + "." + part(other, 1) + "." + part(other, 2)));
  CHECK_FALSE(verify(part(mine, 0) + "." + part(other, 1) + "." + part(mine, 2)));
  CHECK_FALSE(verify(part(mine, 0) + "." + part(theirs, 1) + "." + part(mine, 2)));
  CHECK_FALSE(verify(part(other, 0) + "." + part(mine, 1) + "." + part(mine, 2)));
}

TEST("auth: a token over 4 kB is not looked at") {
  AccessClaims claims = our_claims();
  while (sign_token(claims, our_key()).size() <= 4096) {
    CHECK(verify(sign_token(claims, our_key())));
    claims.roles.push_back("library.librarian_of_many_things");
  }
  CHECK_FALSE(verify(sign_token(claims, our_key())));
  CHECK_FALSE(verify(
      token_of(our_header(R"(,"x":")" + std::string(5000, 'x') + "\""), to_json(our_claims()))));
  CHECK_FALSE(verify(std::string(5000, 'A')));
  CHECK_FALSE(verify(std::string(5'000'000, '.')));
}

// ---- headers ------------------------------------------------------------------------------------

TEST("auth: no other algorithm will do") {
  for (std::string_view alg : {"none", "None", "NONE", "nOnE", "", "HS256", "HS512", "RS256",
                               "PS256", "ES256", "ES256K", "Ed25519", "eddsa", "EDDSA", "EdDSA "}) {
    std::string header = our_header();
    header.replace(header.find("EdDSA"), 5, alg);
    CAPTURE(header);
    CHECK_FALSE(takes_header(header));
    const std::string text = to_base64url(header) + "." + to_base64url(to_json(our_claims()));
    CHECK_FALSE(verify(text + "."));
    CHECK_FALSE(verify(text));
  }
}

TEST("auth: HS256 with the public key as its secret will not do") {
  const std::vector<std::string> secrets = {
      our_key().public_key, to_base64url(our_key().public_key), to_json(to_jwk(our_key()))};
  for (const std::string& secret : secrets) {
    for (std::string_view alg : {"HS256", "EdDSA"}) {
      std::string header = our_header();
      header.replace(header.find("EdDSA"), 5, alg);
      const std::string text = to_base64url(header) + "." + to_base64url(to_json(our_claims()));
      crypto_auth_hmacsha256_state state;
      crypto_auth_hmacsha256_init(&state, reinterpret_cast<const unsigned char*>(secret.data()),
                                  secret.size());
      crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(text.data()),
                                    text.size());
      std::string mac(crypto_auth_hmacsha256_BYTES, '\0');
      crypto_auth_hmacsha256_final(&state, reinterpret_cast<unsigned char*>(mac.data()));
      CHECK_FALSE(verify(text + "." + to_base64url(mac)));
      CHECK_FALSE(verify(text + "." + to_base64url(mac + mac)));
    }
  }
}

TEST("auth: a header that chooses its key is refused, whatever it says") {
  const std::string jwk = to_json(to_jwk(our_key()));
  for (std::string_view name :
       {"crit", "jwk", "jku", "x5u", "x5c", "x5t", "x5t#S256", "b64", "zip", "enc"}) {
    const std::vector<std::string> values = {
        "null", "[]", "{}", "\"\"", "[\"exp\"]", "\"https://stoa.example/keys\"", "true", jwk};
    for (const std::string& value : values) {
      const std::string header = our_header(",\"" + std::string(name) + "\":" + value);
      CAPTURE(header);
      CHECK_FALSE(takes_header(header));
    }
  }
  CHECK_FALSE(takes_header(our_header(R"(,"\u006awk":{})")));
}

TEST("auth: a key of the token's own does not verify it") {
  const SigningKey theirs = make_signing_key();
  const std::string header = R"({"alg":"EdDSA","kid":")" + our_key().kid +
                             R"(","typ":"at+jwt","jwk":)" + to_json(to_jwk(theirs)) + "}";
  const std::string text = to_base64url(header) + "." + to_base64url(to_json(our_claims()));
  CHECK_FALSE(verify(text + "." + to_base64url(sign(text, theirs))));
}

TEST("auth: the kid names the key, and only that key counts") {
  const std::string other = signing_key_from_seed(std::string(32, 'o')).kid;  // known, but another
  const std::vector<std::string> kids = {
      other, "", "unknown", "../../keys/1", our_key().kid + "A", our_key().kid.substr(1)};
  for (const std::string& kid : kids) {
    const std::string header = R"({"alg":"EdDSA","kid":")" + kid + R"(","typ":"at+jwt"})";
    CAPTURE(header);
    CHECK_FALSE(takes_header(header));
  }
  const std::string token = sign_token(our_claims(), our_key());
  CHECK_FALSE(verify_token(token, {}, at(issued)));
  CHECK_FALSE(verify_token(sign_token(our_claims(), make_signing_key()),
                           std::vector<Jwk>{to_jwk(our_key())}, at(issued)));
}

TEST("auth: a JWKS member that is no Ed25519 key verifies nothing") {
  const std::string token = sign_token(our_claims(), our_key());
  const Jwk good = to_jwk(our_key());
  auto with = [&](auto change) {
    Jwk jwk = good;
    change(jwk);
    return verify_token(token, std::vector<Jwk>{jwk}, at(issued)).has_value();
  };
  CHECK(with([](Jwk&) {}));
  CHECK_FALSE(with([](Jwk& jwk) { jwk.kty = "RSA"; }));
  CHECK_FALSE(with([](Jwk& jwk) { jwk.crv = "X25519"; }));
  CHECK_FALSE(with([](Jwk& jwk) { jwk.alg = "HS256"; }));
  CHECK_FALSE(with([](Jwk& jwk) { jwk.use = "enc"; }));
  CHECK_FALSE(with([](Jwk& jwk) { jwk.x = ""; }));
  CHECK_FALSE(with([](Jwk& jwk) { jwk.x = "not base64"; }));
  CHECK_FALSE(with([](Jwk& jwk) { jwk.x = to_base64url(std::string(31, 'x')); }));
  CHECK_FALSE(with([](Jwk& jwk) { jwk.x = to_base64url(std::string(32, '\0')); }));
}

TEST("auth: a header is an object with alg, kid and typ, each once") {
  const std::string kid = our_key().kid;
  const std::vector<std::string> headers = {
      "",
      "{}",
      "[]",
      "null",
      "1",
      "\"EdDSA\"",
      R"({"alg":"EdDSA","kid":")" + kid + "\"}",
      R"({"alg":"EdDSA","typ":"at+jwt"})",
      R"({"kid":")" + kid + R"(","typ":"at+jwt"})",
      our_header(R"(,"alg":"EdDSA")"),
      our_header(R"(,"\u0061lg":"none")"),
      our_header(R"(,"kid":"x")"),
      our_header(R"(,"x":1,"x":1)"),
      our_header(R"(,"x":{"y":1,"y":1})"),
      our_header() + "x",
      our_header() + our_header(),
      R"({"alg":["EdDSA"],"kid":")" + kid + R"(","typ":"at+jwt"})",
      R"({"alg":"EdDSA","kid":null,"typ":"at+jwt"})",
      "\xEF\xBB\xBF" + our_header(),
      our_header(",\"x\":\"\xFF\""),
      our_header(R"(,"x":"\u0000")"),
      our_header(",")};
  for (const std::string& header : headers) {
    CAPTURE(header);
    CHECK_FALSE(takes_header(header));
  }
  for (std::string_view typ : {"JWT", "jwt", "", "at+JWT", "application/at+jwt", "id+jwt"}) {
    std::string header = our_header();
    header.replace(header.find("at+jwt"), 6, typ);
    CHECK_FALSE(takes_header(header));
  }
}

// ---- claims -------------------------------------------------------------------------------------

TEST("auth: tokens of another issuer or for another audience are refused") {
  CHECK_FALSE(takes_claims(claims_with(issuer, "https://stoa.example.evil")));
  CHECK_FALSE(takes_claims(claims_with(issuer, "https://stoa.exampl")));
  CHECK_FALSE(takes_claims(claims_with(issuer, "HTTPS://stoa.example")));
  CHECK_FALSE(takes_claims(claims_with(issuer, "https://stoa.example/")));
  CHECK_FALSE(takes_claims(claims_with(issuer, "")));
  CHECK_FALSE(takes_claims(claims_with(R"("aud":"stoa")", R"("aud":"other")")));
  CHECK_FALSE(takes_claims(claims_with(R"("aud":"stoa")", R"("aud":["stoa"])")));
  CHECK_FALSE(takes_claims(claims_with(R"("aud":"stoa",)", "")));
}

TEST("auth: times are whole numbers, and what is too large is no time") {
  for (std::string_view exp : {"\"1790000600\"",
                               "1790000600.5",
                               "1e400",
                               "-1e400",
                               "1e300",
                               "9007199254740992",
                               "-1",
                               "0",
                               "null",
                               "true",
                               "[1790000600]",
                               "{}",
                               "1790000600,\"exp\":1790000600",
                               "1790000600,\"\\u0065xp\":1790000600",
                               "0x7fffffff",
                               "+1790000600",
                               "01790000600",
                               "NaN",
                               "Infinity",
                               ""}) {
    const std::string claims = claims_with("1790000600", exp);
    CAPTURE(claims);
    CHECK_FALSE(takes_claims(claims));
  }
  for (std::string_view iat : {"\"1790000000\"", "1790000000.5", "1790000002", "1e400", "null"}) {
    const std::string claims = claims_with("1790000000", iat);
    CAPTURE(claims);
    CHECK_FALSE(takes_claims(claims));
  }
  CHECK(takes_claims(claims_with("1790000600", "9007199254740991")));
  CHECK_FALSE(takes_claims(claims_with(R"("iat":1790000000,)", "")));
  CHECK_FALSE(takes_claims(claims_with(R"("exp":1790000600,)", "")));
}

TEST("auth: claims are one JSON object without doubled members") {
  const std::string json = to_json(our_claims());
  REQUIRE(takes_claims(json));
  const std::vector<std::string> all_claims = {
      "",
      "{}",
      "[]",
      "null",
      "[" + json + "]",
      json + "x",
      json + json,
      json + std::string(1, '\0'),
      json.substr(0, json.size() - 1),
      claims_with("{", R"({"sub":"x",)"),
      claims_with("{", R"({"roles":["admin"],)"),
      claims_with("{", R"({"\u0073ub":"x",)"),
      claims_with("{", R"({"new":1,"new":1,)"),
      claims_with("{", R"({"new":{"a":1,"a":1},)"),
      claims_with("{", "{\"new\":\"\xFF\","),
      claims_with(R"(["library.librarian"])", R"("admin")"),
      claims_with(R"(["library.librarian"])", "[1]"),
      claims_with("{", "{\"new\":" + std::string(100, '[') + std::string(100, ']') + ",")};
  for (const std::string& claims : all_claims) {
    CAPTURE(claims);
    CHECK_FALSE(takes_claims(claims));
  }
}

// ---- base64url ----------------------------------------------------------------------------------

TEST("auth: base64url is that of RFC 4648, section 5") {
  struct {
    std::string_view bytes, text;
  } const cases[] = {
      {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},          {"foo", "Zm9v"},
      {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}, {"\xFB\xFF", "-_8"}};
  for (const auto& [bytes, text] : cases) {
    CHECK(to_base64url(bytes) == text);
    CHECK(from_base64url(text) == bytes);
  }
  for (int size = 0; size < 300; ++size) {
    std::string bytes(static_cast<std::size_t>(size), '\0');
    for (int i = 0; i < size; ++i) bytes[static_cast<std::size_t>(i)] = static_cast<char>(i * size);
    CHECK(from_base64url(to_base64url(bytes)) == bytes);
  }
}

TEST("auth: base64url with padding, other characters or stray bits is refused") {
  for (std::string_view text : {"Z", "Zg=", "Zg==", "Zh", "Zm9", "Zm9vY", "Zm8=", "+_8", "-/8",
                                "Zm9v\n", " Zm9v", "Zm 9v", "Zm9v.", "====", "=", "Zm9v\xC3\xA4"}) {
    CAPTURE(text);
    CHECK_FALSE(from_base64url(text));
  }
  CHECK_FALSE(from_base64url(std::string_view("Zm9\0", 4)));
  const std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  for (int c = 0; c < 256; ++c) {
    const char digit = static_cast<char>(c);
    for (std::size_t place = 0; place < 4; ++place) {
      std::string text = "AAAA";
      text[place] = digit;
      CAPTURE(c);
      CHECK(from_base64url(text).has_value() == (alphabet.find(digit) != alphabet.npos));
    }
  }
  std::set<char> last;
  for (int c = 0; c < 256; ++c) {
    if (from_base64url(std::string("Z") + static_cast<char>(c))) last.insert(static_cast<char>(c));
  }
  CHECK(last == std::set<char>{'A', 'Q', 'g', 'w'});
}

}  // namespace stoa::auth
