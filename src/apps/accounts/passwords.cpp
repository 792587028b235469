#include "apps/accounts/passwords.h"

#include <algorithm>

#include "apps/accounts/mails.h"
#include "apps/accounts/queries.h"
#include "apps/accounts/service.h"
#include "kernel/auth/secrets.h"

namespace stoa::accounts {
namespace {

struct PasswordRow {
  Email email = {};
  std::optional<std::string> password = {};
};
BOOST_DESCRIBE_STRUCT(PasswordRow, (), (email, password))

// Words that whoever guesses the new password of a link's owner tries first.
std::vector<std::string> words_about_owner(Task& task, const Reset& in) {
  std::vector<std::string> words;
  task.read([&](Read& tx) {
    words.clear();
    const auto link = look_at_link(tx, task.service<Accounts>().seal(), Purpose::reset, in.token);
    if (link.account) words.push_back(tx.get(*link.account).email);
  });
  return words;
}

}  // namespace

Email folded(const Email& email) {
  std::string text = email;
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

void refuse_weak(const Password& password, const std::string& pointer,
                 const std::vector<std::string>& about) {
  const std::string fault = auth::password_fault(password, about);
  if (!fault.empty()) {
    throw Refusal{problems::validation_failed, "", {{pointer, "weak_password", fault}}};
  }
}

Email prove(Task& task, const Person& who, const Password& password) {
  auto& accounts = task.service<Accounts>();
  const std::string account = to_string(who.account());
  accounts.limit_guesses("password", account, who.origin);
  std::vector<PasswordRow> found;
  task.read([&](Read& tx) { found = tx.rows<PasswordRow>(sql::facts_of_account, who.account()); });
  const std::string hash = found.empty() ? "" : found[0].password.value_or("");
  if (!auth::check_password(hash, password, accounts.cost()).right) throw wrong_password;
  accounts.guessed_right("password", account, who.origin);
  return found[0].email;
}

WithHeaders<Nothing> change_password(Task& task, const Person& who, const NewPassword& in) {
  auto& accounts = task.service<Accounts>();
  const Email email = prove(task, who, in.current);
  refuse_weak(in.password, "/password", {email});
  const std::string hash = auth::hash_password(in.password, accounts.cost());
  const bool browser = who.principal.credential == Credential::cookie;
  const Id<Session> kept{browser ? Uuid{} : who.principal.session};
  Opened opened;
  task.write([&](Write& tx) {
    tx.run(sql::set_password, who.account(), hash, tx.now());
    tx.run(sql::end_sessions_but, who.account(), kept, tx.now());
    tx.run(sql::drop_links_of, who.account());
    tx.mail(who.account(), PasswordChanged{});
    if (browser) opened = open_browser_session(tx, who.account(), who.origin);
  });
  accounts.principals().forget(who.account());
  if (!browser) return {};
  return {{}, {session_header(who.origin, opened.secret)}};
}

MailSent ask_for_reset(Task& task, const Visitor& who, const ResetRequest& in) {
  auto& accounts = task.service<Accounts>();
  const Email email = folded(in.email);
  accounts.limit_guesses("reset", email, who.origin);
  if (!accounts.may_mail("reset", email, who.origin)) return {};
  task.write([&](Write& tx) {
    const auto found = tx.query<Account>(sql::account_by_email, email);
    std::optional<AccountId> account;
    if (!found.empty() && !found[0].suspended && !found[0].leaving) account = found[0].id;
    const std::string secret =
        make_link(tx, accounts.seal(), Purpose::reset, account, "", reset_link_life);
    if (account) {
      tx.mail(*account, ChoosePassword{secret});
    } else {
      tx.mail(email, AddressUnknown{});
    }
  });
  return {};
}

void reset_password(Task& task, const Visitor& who, const Reset& in) {
  auto& accounts = task.service<Accounts>();
  accounts.limit_guesses("reset-link", auth::hash_secret(in.token), who.origin);
  refuse_weak(in.password, "/password", words_about_owner(task, in));
  const std::string hash = auth::hash_password(in.password, accounts.cost());
  AccountId account;
  task.write([&](Write& tx) {
    const TakenLink link = take_link(tx, accounts.seal(), Purpose::reset, in.token);
    if (!link.account) throw link_invalid;
    account = *link.account;
    tx.run(sql::drop_links_of, account);
    tx.run(sql::set_password, account, hash, tx.now());
    tx.run(sql::end_sessions_but, account, Id<Session>{}, tx.now());
    tx.run(sql::end_api_keys, account, tx.now());
    tx.mail(account, PasswordChanged{});
  });
  accounts.principals().forget(account);
}

}  // namespace stoa::accounts
