// A mail as its rows have it. Values only; any thread.
#pragma once

#include "kernel/app/app.h"
#include "kernel/mail/letter.h"

namespace stoa {

// waiting -> sent, or kept where no server is named; suppressed where its address is to be left
// alone; failed for good. Those but `sent` may be sent again.
enum class MailState { waiting, sent, kept, suppressed, failed };
BOOST_DESCRIBE_ENUM(MailState, waiting, sent, kept, suppressed, failed)

struct Mail {
  Id<Mail> id = {};
  std::optional<AccountId> account = {};
  std::optional<Email> address = {};  // of an account: once it is found out
  std::string mail_template = {};     // "due_soon"
  MailState state = MailState::waiting;
  std::optional<std::string> error = {};
  Timestamp created = {};
  std::optional<Timestamp> ended = {};
};
BOOST_DESCRIBE_STRUCT(Mail, (), (id, account, address, mail_template, state, error, created, ended))

// What a mail said. Of one that waits, or is another server's by now, there is nothing to read.
struct MailDetails : Mail {
  std::optional<std::string> subject = {};
  std::optional<std::string> text = {};
  std::optional<std::string> html = {};
};
BOOST_DESCRIBE_STRUCT(MailDetails, (Mail), (subject, text, html))

// An address that nothing is sent to: a server said that there is nobody, or an administrator did.
struct MailSuppression {
  Id<MailSuppression> id = {};
  Email address = {};
  std::string reason = {};
  Timestamp created = {};
};
BOOST_DESCRIBE_STRUCT(MailSuppression, (), (id, address, reason, created))

// The job that sends one.
struct DeliverMail {
  static constexpr auto job = store::mail_job;
  Id<Mail> mail = {};
};
BOOST_DESCRIBE_STRUCT(DeliverMail, (), (mail))

}  // namespace stoa

namespace stoa::mail {
BOOST_DESCRIBE_STRUCT(Rendered, (), (subject, text, html, language))
}
