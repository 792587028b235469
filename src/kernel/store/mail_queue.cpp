#include "kernel/store/mail_queue.h"

#include <array>

#include "kernel/store/job_queue.h"
#include "kernel/store/log.h"
#include "kernel/store/migration.h"

namespace stoa::store {
namespace {

// `content` fills the template, `said` is what came of it: both sealed, and both gone once the mail
// is another server's. `account` is no reference: accounts are another app's.
constexpr std::string_view tables = R"sql(
create table if not exists _mails (
  id {id} primary key not null,
  account {id},
  address {text},
  template {text} not null,
  state {text} not null check (state in ('waiting', 'sent', 'kept', 'suppressed', 'failed')),
  content {text},
  said {text},
  error {text},
  created {instant} not null,
  ended {instant}
) strict;
create index if not exists _mails_created on _mails (created);
create index if not exists _mails_state on _mails (state, created);
create index if not exists _mails_account on _mails (account) where account is not null;
create index if not exists _mails_address on _mails (address);
create table if not exists _mail_suppressions (
  id {id} primary key not null,
  address {text} not null,
  reason {text} not null,
  created {instant} not null
) strict;
create unique index if not exists _mail_suppressions_address on _mail_suppressions (address);
)sql";

}  // namespace

void enqueue_mail(Connection& connection, const NewMail& mail) {
  const Uuid id = make_uuid_v7(mail.created);
  const std::array<Value, 6> row = {Blob{id.view()},
                                    mail.account ? Value(Blob{mail.account->view()}) : Value{},
                                    text_or_null(mail.address),
                                    mail.name,
                                    mail.content,
                                    mail.created.micros};
  connection.enqueue(
      "insert into _mails (id, account, address, template, state, content, created) "
      "values ($1, $2, $3, $4, 'waiting', $5, $6)",
      row);
  const std::string payload = "{\"mail\":\"" + to_string(id) + "\"}";
  enqueue_job(connection, {.kind = mail_job,
                           .payload = payload,
                           .due = mail.created,
                           .created = mail.created,
                           .keys = {},
                           .trace = mail.trace});
}

void create_mail_tables(Connection& connection) {
  connection.run_script(render(tables, connection.dialect()));
}

}  // namespace stoa::store
