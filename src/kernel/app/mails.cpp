#include "kernel/app/mails.h"

#include "kernel/app/mail_delivery.h"
#include "kernel/app/mail_model.h"
#include "kernel/mail/templates.h"

namespace stoa {
namespace {

constexpr std::chrono::hours mails_kept{24 * 7};
constexpr int mails_in_portion = 500;

constexpr Problem mail_not_to_resend{409, "mail_not_to_resend",
                                     "This mail waits, or is another server's by now."};
constexpr Problem suppressed_already{409, "suppressed_already",
                                     "Nothing is sent to this address already."};

struct MailSearch : Paging {
  std::optional<MailState> state = {};
  std::optional<Email> address = {};
};
BOOST_DESCRIBE_STRUCT(MailSearch, (Paging), (state, address))

struct NewSuppression {
  Email address = {};
};
BOOST_DESCRIBE_STRUCT(NewSuppression, (), (address))

struct MailRow : Mail {
  std::optional<std::string> said = {};
};
BOOST_DESCRIBE_STRUCT(MailRow, (Mail), (said))

constexpr Sql mail_columns =
    "select id, account, address, template as mail_template, state, error, created, ended "
    "from _mails";

// ---- handlers -----------------------------------------------------------------------------------

Page<Mail> list_mails(Read& tx, const Admin&, const MailSearch& in) {
  Where where;
  if (in.state) where.add("state = $1", *in.state);
  if (in.address) where.add("address = $1", *in.address);
  return tx.page<Mail>(mail_columns, where, "-created, id", in);
}

// No API key reads a mail: there may be a link in it by which a password is chosen. A Task, for a
// transaction that reads opens no seal.
MailDetails get_mail(Task& task, const AdminInPerson&, const Id<Mail>& id) {
  std::vector<MailRow> found;
  task.read([&](Read& tx) {
    found = tx.rows<MailRow>(
        "select id, account, address, template as mail_template, state, error, created, ended, "
        "said from _mails where id = $1",
        id);
  });
  if (found.empty()) throw Refusal{not_found_problem(shape_of<Mail>())};
  MailDetails mail;
  static_cast<Mail&>(mail) = found.front();
  const auto said = task.sealer().open(found.front().said.value_or(""), store::purpose_of_mails);
  if (!said) return mail;
  auto letter = from_json<mail::Rendered>(*said);
  mail.subject = std::move(letter.subject);
  mail.text = std::move(letter.text);
  mail.html = std::move(letter.html);
  return mail;
}

Mail mail_of(Read& tx, const Id<Mail>& id) {
  auto found = tx.rows<Mail>(
      "select id, account, address, template as mail_template, state, error, created, ended "
      "from _mails where id = $1",
      id);
  if (found.empty()) throw Refusal{not_found_problem(shape_of<Mail>())};
  return std::move(found.front());
}

Mail resend_mail(Write& tx, const Admin&, const Id<Mail>& id) {
  mail_of(tx, id);
  if (tx.run("update _mails set state = 'waiting', error = null, ended = null, said = null "
             "where id = $1 and state in ('kept', 'suppressed', 'failed')",
             id) == 0)
    throw mail_not_to_resend;
  tx.enqueue(DeliverMail{id});
  return mail_of(tx, id);
}

Page<MailSuppression> list_suppressions(Read& tx, const Admin&, const Paging& in) {
  return tx.page<MailSuppression>("select id, address, reason, created from _mail_suppressions", {},
                                  "-created, id", in);
}

MailSuppression suppress_address(Write& tx, const Admin&, const NewSuppression& in) {
  MailSuppression made{.id = {make_uuid_v7(tx.now())},
                       .address = in.address,
                       .reason = "an administrator said so",
                       .created = tx.now()};
  if (!suppress(tx, made)) throw suppressed_already;
  return made;
}

void end_suppression(Write& tx, const Admin&, const Id<MailSuppression>& id) {
  if (tx.run("delete from _mail_suppressions where id = $1", id) == 0)
    throw Refusal{not_found_problem(shape_of<MailSuppression>())};
}

// ---- what an app is given -----------------------------------------------------------------------

JobHandler delivery_job() {
  JobHandler handler;
  handler.name = DeliverMail::job;
  handler.lane = Lane::task;
  handler.job = &type_of<DeliverMail>();
  handler.options.at_once = 4;
  handler.of_kernel = [](const MountedApp& app, const jobs::Run& run, const void* job) {
    deliver_mail(app, run, *static_cast<const DeliverMail*>(job));
    return Again{.more = false};
  };
  return handler;
}

}  // namespace

mail::Templates templates_of(const App& app) {
  std::vector<mail::TemplateFile> files;
  for (const embedded::File& file : app.files()) {
    if (file.path.starts_with("mail/")) files.push_back({file.path, file.view()});
  }
  return mail::Templates(std::move(files));
}

void add_mails(App& app) {
  if (app.mails().empty()) return;
  const mail::Templates templates = templates_of(app);
  for (const App::MailKind& kind : app.mails()) templates.check(kind.name, *kind.shape);
  app.get<&list_mails>("/mails", "List mails of the last days")
      .get<&get_mail>("/mails/{id}", "What a mail said")
      .post<&resend_mail>("/mails/{id}/resend", "Have a mail sent again", {mail_not_to_resend})
      .status(200)
      .get<&list_suppressions>("/mail-suppressions", "List addresses that nothing is sent to")
      .post<&suppress_address>("/mail-suppressions", "Send nothing to an address any more",
                               {suppressed_already})
      .del<&end_suppression>("/mail-suppressions/{id}", "Send to an address again");
  app.add_job(delivery_job());
}

void forget_mails(Write& tx, const AccountId& account) {
  tx.run("delete from _mails where account = $1", account);
}

bool purge_mails(Write& tx) {
  return tx.run(
             "delete from _mails where id in (select id from _mails where created < $1 "
             "order by created limit $2)",
             tx.now() - mails_kept, mails_in_portion) == mails_in_portion;
}

}  // namespace stoa
