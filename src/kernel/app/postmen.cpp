#include "kernel/app/postmen.h"

#include <stdexcept>

#include "kernel/app/named_file.h"
#include "kernel/mail/smtp.h"

namespace stoa {

std::unique_ptr<mail::Postman> hire_postman(const Config& config, bool demo) {
  if (config.smtp_url.empty()) return std::make_unique<mail::Mailbox>(demo);
  if (config.mail_from.empty())
    throw std::runtime_error("smtp.url needs mail.from: whom the mails are from");
  check_readable("smtp.ca_file", config.smtp_ca_file);
  const std::filesystem::path& password = config.smtp_password_file;
  return std::make_unique<mail::Smtp>(mail::SmtpOptions{
      .url = config.smtp_url,
      .password = password.empty() ? "" : first_line_of("smtp.password_file", password),
      .from = mail::parse_sender(config.mail_from),
      .ca_file = config.smtp_ca_file,
      .allow_plaintext = config.smtp_allow_plaintext || is_loopback(host_of_url(config.smtp_url))});
}

}  // namespace stoa
