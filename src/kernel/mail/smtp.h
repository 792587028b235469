// Hands mails to an SMTP server (RFC 5321), by libcurl: STARTTLS or TLS from the start, its
// certificate checked; signs in where there is a password.
//
// A connection a mail, so that one that hangs holds up no other. Owned by the kernel; any thread,
// which waits.
#pragma once

#include <chrono>
#include <filesystem>

#include "kernel/mail/header.h"
#include "kernel/mail/letter.h"

namespace stoa::mail {

struct SmtpOptions {
  std::string url;  // "smtp://user@host:587", "smtps://host"
  std::string password;
  Sender from;
  std::filesystem::path ca_file;  // whom to trust; empty: whom the system trusts
  bool allow_plaintext = false;   // where no TLS is offered
  std::chrono::seconds patience{60};
};

class Smtp : public Postman {
 public:
  // Throws std::runtime_error with a sentence about an address that is none.
  explicit Smtp(SmtpOptions options);
  Fate take(const Letter& letter) override;

 private:
  const SmtpOptions options_;
};

}  // namespace stoa::mail
