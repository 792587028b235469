#include "kernel/app/postmen.h"

#include <fstream>
#include <stdexcept>

#include "kernel/mail/smtp.h"

namespace stoa {
namespace {

std::string password_in(const std::filesystem::path& file) {
  if (file.empty()) return {};
  std::ifstream in(file);
  std::string line;
  if (!std::getline(in, line))
    throw std::runtime_error("smtp.password_file: " + file.string() + " cannot be read");
  return line;
}

}  // namespace

std::unique_ptr<mail::Postman> hire_postman(const Config& config, bool demo) {
  if (config.smtp_url.empty()) return std::make_unique<mail::Mailbox>(demo);
  if (config.mail_from.empty())
    throw std::runtime_error("smtp.url needs mail.from: whom the mails are from");
  if (!config.smtp_ca_file.empty() && !std::ifstream(config.smtp_ca_file))
    throw std::runtime_error("smtp.ca_file: " + config.smtp_ca_file.string() + " cannot be read");
  return std::make_unique<mail::Smtp>(mail::SmtpOptions{
      .url = config.smtp_url,
      .password = password_in(config.smtp_password_file),
      .from = mail::parse_sender(config.mail_from),
      .ca_file = config.smtp_ca_file,
      .allow_plaintext = config.smtp_allow_plaintext || is_loopback(host_of_url(config.smtp_url))});
}

}  // namespace stoa
