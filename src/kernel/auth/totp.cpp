#include "kernel/auth/totp.h"

#include <fmt/format.h>
#include <liboath/oath.h>

#include <array>
#include <cstdlib>
#include <memory>
#include <stdexcept>

#include "kernel/auth/crypto.h"
#include "kernel/auth/secrets.h"
#include "kernel/model/percent.h"

namespace stoa::auth {
namespace {

constexpr std::int64_t step_micros = 30'000'000;
constexpr unsigned digits = 6;

void need_oath() {
  static const bool ready = oath_init() == OATH_OK;
  if (!ready) throw std::runtime_error("liboath does not start.");
}

std::int64_t step_of(Timestamp now) { return now.micros / step_micros; }

std::string code_of_step(std::string_view secret, std::int64_t step) {
  need_oath();
  std::array<char, digits + 1> code{};
  const int failed =
      oath_hotp_generate(secret.data(), secret.size(), static_cast<std::uint64_t>(step), digits,
                         false, OATH_HOTP_DYNAMIC_TRUNCATION, code.data());
  if (failed != OATH_OK) throw std::runtime_error(oath_strerror(failed));
  return code.data();
}

}  // namespace

std::string make_totp_secret() { return random_bytes(20); }

std::string to_base32(std::string_view bytes) {
  if (bytes.empty()) return "";
  need_oath();
  char* text = nullptr;
  std::size_t length = 0;
  const int failed = oath_base32_encode(bytes.data(), bytes.size(), &text, &length);
  const std::unique_ptr<char, decltype(&std::free)> owner(text, &std::free);
  if (failed != OATH_OK) throw std::runtime_error(oath_strerror(failed));
  const std::string_view padded(text, length);
  return std::string(padded.substr(0, padded.find('=')));
}

std::string totp_uri(std::string_view secret, std::string_view issuer, std::string_view account) {
  const std::string shown_issuer = percent_encode(issuer);
  return fmt::format("otpauth://totp/{}:{}?secret={}&issuer={}", shown_issuer,
                     percent_encode(account), to_base32(secret), shown_issuer);
}

std::optional<std::int64_t> totp_step(std::string_view secret, std::string_view code, Timestamp now,
                                      std::int64_t last_step) {
  if (secret.empty() || code.size() != digits) return std::nullopt;
  const std::int64_t current = step_of(now);
  std::optional<std::int64_t> found;
  // Of two steps with the same code the later one counts, or that code would be taken twice.
  for (std::int64_t step = current - 1; step <= current + 1; ++step) {
    if (step < 0) continue;
    if (same_bytes(code_of_step(secret, step), code) && step > last_step) found = step;
  }
  return found;
}

std::string totp_code(std::string_view secret, Timestamp now) {
  return code_of_step(secret, step_of(now));
}

}  // namespace stoa::auth
