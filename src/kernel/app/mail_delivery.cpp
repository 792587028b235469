#include "kernel/app/mail_delivery.h"

#include "kernel/auth/seal.h"
#include "kernel/mail/templates.h"

namespace stoa {
namespace {

constexpr Problem mail_not_taken{503, "mail_not_taken", "The mail server did not take this mail."};

struct WaitingMail : Mail {
  std::string content = {};
};
BOOST_DESCRIBE_STRUCT(WaitingMail, (Mail), (content))

// What becomes of it.
struct MailEnd {
  MailState state = MailState::failed;
  std::optional<Email> address = {};
  std::optional<std::string> said = {};   // JSON of a Rendered
  std::optional<std::string> error = {};  // for people
  bool suppress = false;
};

std::optional<WaitingMail> waiting_mail(const MountedApp& app, const Id<Mail>& id) {
  std::vector<WaitingMail> found;
  app.database->read_now([&](store::Connection& connection) {
    Read tx(connection, wall_clock());
    found = tx.rows<WaitingMail>(
        "select id, account, address, template as mail_template, state, error, created, ended, "
        "content from _mails where id = $1 and state = 'waiting'",
        id);
  });
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

bool is_suppressed(const MountedApp& app, const Email& address) {
  bool found = false;
  app.database->read_now([&](store::Connection& connection) {
    const store::Value value = std::string_view(address);
    connection.run("select 1 from _mail_suppressions where address = $1", {&value, 1},
                   [&](const store::Row&) { return found = true; });
  });
  return found;
}

std::optional<Contact> contact_of(const MountedApp& app, const WaitingMail& mail) {
  if (!mail.account) return Contact{.address = mail.address.value_or(Email{})};
  if (!app.directory)
    throw Refusal{problems::overloaded, "Nobody knows the addresses of accounts."};
  return app.directory->contact(*mail.account);
}

mail::Letter letter_of(const MountedApp& app, const WaitingMail& mail, const Contact& to) {
  const auto content = app.seal->open(mail.content, store::purpose_of_mails);
  if (!content) throw std::runtime_error("it was sealed under another master key");
  const std::string language = to.locale ? std::string(*to.locale) : std::string();
  return {.id = mail.id.value,
          .address = to.address,
          .name = to.name,
          .written = mail.created,
          .said = app.templates->render(
              mail.mail_template, *content,
              {.language = language, .name = to.name, .site = app.site->address()})};
}

MailEnd handed_over(const MountedApp& app, const mail::Letter& letter) {
  MailEnd end{.address = letter.address, .said = to_json(letter.said)};
  try {
    const bool sent = app.postman->take(letter) == mail::Fate::sent;
    end.state = sent ? MailState::sent : MailState::kept;
    return end;
  } catch (const mail::Undeliverable& why) {
    if (why.why == mail::Undeliverable::Why::later) throw Refusal{mail_not_taken, why.what()};
    end.error = why.what();
    end.suppress = why.why == mail::Undeliverable::Why::address;
    return end;
  }
}

MailEnd outcome_of(const MountedApp& app, const WaitingMail& mail) {
  const auto to = contact_of(app, mail);
  if (!to) return {.error = "The account is gone."};
  try {
    const mail::Letter letter = letter_of(app, mail, *to);
    if (!is_suppressed(app, to->address)) return handed_over(app, letter);
    return {.state = MailState::suppressed, .address = to->address, .said = to_json(letter.said)};
  } catch (const std::runtime_error& error) {  // another try makes no other letter of it
    return {.address = to->address, .error = error.what()};
  }
}

void record(const MountedApp& app, const Id<Mail>& id, const MailEnd& end, Timestamp now) {
  std::optional<std::string> said;
  if (end.said) said = app.seal->seal(*end.said, store::purpose_of_mails);
  app.database->write_now([&](store::Connection& connection) {
    Write tx(connection, {.now = now});
    tx.run(
        "update _mails set state = $2, address = $3, said = $4, error = $5, ended = $6 "
        "where id = $1 and state = 'waiting'",
        id, end.state, end.address, said, end.error, now);
    if (end.state == MailState::sent)
      tx.run("update _mails set said = null, content = null where id = $1", id);
    if (end.suppress)
      suppress(tx, {.id = {make_uuid_v7(now)},
                    .address = *end.address,
                    .reason = end.error.value_or(""),
                    .created = now});
  });
}

}  // namespace

void deliver_mail(const MountedApp& app, const jobs::Run& run, const DeliverMail& job) {
  const auto mail = waiting_mail(app, job.mail);
  if (mail) record(app, mail->id, outcome_of(app, *mail), run.now);
}

bool suppress(Write& tx, const MailSuppression& suppression) {
  return tx.run(
             "insert into _mail_suppressions (id, address, reason, created) "
             "values ($1, $2, $3, $4) on conflict (address) do nothing",
             suppression.id, suppression.address, suppression.reason, suppression.created) == 1;
}

}  // namespace stoa
