#include "apps/accounts/registration.h"

#include "apps/accounts/mails.h"
#include "apps/accounts/queries.h"
#include "apps/accounts/service.h"
#include "kernel/auth/secrets.h"

namespace stoa::accounts {
namespace {

// What waits for its link to be opened.
struct PendingAccount {
  Email email = {};
  Text<1, 100> name = {};
  std::string password_hash = {};
};
BOOST_DESCRIBE_STRUCT(PendingAccount, (), (email, name, password_hash))

}  // namespace

MailSent register_account(Task& task, const Visitor& who, const Registration& in) {
  auto& accounts = task.service<Accounts>();
  const Email email = folded(in.email);
  accounts.limit_guesses("register", email, who.origin);
  refuse_weak(in.password, "/password", {email, in.name});
  const PendingAccount pending{email, in.name, auth::hash_password(in.password, accounts.cost())};
  if (!accounts.may_mail("register", email, who.origin)) return {};
  task.write([&](Write& tx) {
    const auto known = tx.query<Account>(sql::account_by_email, email);
    const std::string secret = make_link(tx, accounts.seal(), Purpose::verify, std::nullopt,
                                         to_json(pending), mail_link_life);
    if (known.empty()) {
      tx.mail(email, VerifyAddress{secret});
    } else {
      tx.mail(known[0].id, AddressKnown{});
    }
  });
  return {};
}

Account verify_address(Task& task, const Visitor& who, const Verification& in) {
  auto& accounts = task.service<Accounts>();
  accounts.limit_guesses("verify", auth::hash_secret(in.token), who.origin);
  PendingAccount typed;
  task.read([&](Read& tx) {
    typed = from_json<PendingAccount>(
        look_at_link(tx, accounts.seal(), Purpose::verify, in.token).content);
  });
  if (!auth::check_password(typed.password_hash, in.password, accounts.cost()).right) {
    throw wrong_password;
  }
  Account account;
  task.write([&](Write& tx) {
    const TakenLink link = take_link(tx, accounts.seal(), Purpose::verify, in.token);
    const auto pending = from_json<PendingAccount>(link.content);
    if (!tx.query<Account>(sql::account_by_email, pending.email).empty()) throw link_invalid;
    account = {};
    account.email = pending.email;
    account.name = pending.name;
    account = tx.insert(account);
    tx.run(sql::set_password, account.id, pending.password_hash, tx.now());
  });
  return account;
}

MailSent ask_for_new_address(Task& task, const Person& who, const NewAddress& in) {
  auto& accounts = task.service<Accounts>();
  prove(task, who, in.password);
  const Email email = folded(in.email);
  if (!accounts.may_mail("address", email, who.origin)) return {};
  task.write([&](Write& tx) {
    const auto known = tx.query<Account>(sql::account_by_email, email);
    const std::string secret = make_link(tx, accounts.seal(), Purpose::change_address,
                                         who.account(), email, mail_link_life);
    if (known.empty()) {
      tx.mail(email, ConfirmAddress{secret});
    } else {
      tx.mail(known[0].id, AddressKnown{});
    }
  });
  return {};
}

Account confirm_address(Task& task, const Visitor& who, const LinkToken& in) {
  auto& accounts = task.service<Accounts>();
  accounts.limit_guesses("verify", auth::hash_secret(in.token), who.origin);
  Account account;
  task.write([&](Write& tx) {
    const TakenLink link = take_link(tx, accounts.seal(), Purpose::change_address, in.token);
    account = tx.get(link.account.value());
    if (account.suspended || account.leaving) throw link_invalid;
    // A link that went to the old address is no longer its owner's.
    tx.run(sql::drop_links_of, account.id);
    tx.run(sql::drop_mails_to, account.email);
    tx.mail(account.email, AddressChanged{link.content});
    account.email = link.content;
    account = tx.update(account);
  });
  return account;
}

}  // namespace stoa::accounts
