#include "apps/accounts/service.h"

#include "apps/accounts/demo.h"
#include "apps/accounts/departure.h"
#include "apps/accounts/first_administrator.h"
#include "apps/accounts/queries.h"
#include "kernel/app/master_key.h"
#include "kernel/app/named_file.h"
#include "kernel/auth/secrets.h"
#include "kernel/cluster/cluster.h"
#include "kernel/observe/log.h"
#include "kernel/store/database.h"

namespace stoa::accounts {
namespace {

Email configured_email(const std::string& text) {
  try {
    std::string json;
    encode_string(text, json);
    return from_json<Email>(json);
  } catch (const Refusal&) {
    throw std::runtime_error("admin_email is no address: " + text);
  }
}

// Whoever answers for an issuer says who people are: it must be the very one, which takes TLS.
std::unique_ptr<auth::IdentityProvider> provider_of(const Config& config) {
  const std::string& issuer = config.oidc_issuer;
  if (issuer.empty()) return nullptr;
  const bool here = issuer.starts_with("http://") && is_loopback(host_of_url(issuer));
  if (!issuer.starts_with("https://") && !here) {
    throw std::runtime_error("oidc.issuer is https://…, or http:// on a loopback address");
  }
  if (config.oidc_client_id.empty()) {
    throw std::runtime_error("oidc.client_id: what the provider at oidc.issuer knows Stoa by");
  }
  const auto& file = config.oidc_client_secret_file;
  return std::make_unique<auth::IdentityProvider>(auth::ProviderOptions{
      .issuer = issuer,
      .client_id = config.oidc_client_id,
      .client_secret = file.empty() ? "" : first_line_of("oidc.client_secret_file", file),
      .scopes = config.oidc_scopes,
      .ca_file = config.oidc_ca_file});
}

}  // namespace

Accounts::Accounts(const ServiceContext& context)
    : database_(context.database),
      roles_(context.roles),
      people_(context.people),
      backups_(context.backups),
      demo_(context.demo),
      site_(context.site),
      cost_{.memory_kib = context.config.accounts_password_memory_kib},
      tries_(static_cast<int>(context.config.accounts_tries)),
      seal_(load_master_key(context.config)),
      signer_(database_, seal_, site_.address()),
      principals_(database_, signer_,
                  std::chrono::milliseconds(context.config.accounts_remember_ms),
                  context.cluster.news()),
      contacts_(database_),
      limits_(context.cluster.limits()),
      provider_(provider_of(context.config)),
      provider_name_(context.config.oidc_name) {
  need_administrator(context.config);
}

// An administrator comes from the configuration or by the link that serving() prints; who listens
// for others must not wait for whoever is first to find that link.
void Accounts::need_administrator(const Config& config) {
  database_.write_now([&](store::Connection& connection) {
    Write tx(connection, {.now = wall_clock()});
    admit_demo_people(tx, demo_);
  });
  if (!config.admin_email.empty()) make_configured(config);
  bool there = false;
  database_.read_now([&](store::Connection& connection) {
    Read tx(connection, wall_clock());
    there = has_administrator(tx);
  });
  if (!there && !is_loopback(parse_address(config.listen).host)) {
    throw std::runtime_error(
        "there is no administrator yet, and listen is not a loopback address: set admin_email and "
        "admin_password_file, or start once on 127.0.0.1 and open the link that is printed");
  }
}

void Accounts::make_configured(const Config& config) {
  Configured configured{.email = configured_email(config.admin_email)};
  if (!config.admin_password_file.empty()) {
    const std::string password = first_line_of("admin_password_file", config.admin_password_file);
    const std::string fault = auth::password_fault(password, {config.admin_email});
    if (!fault.empty()) throw std::runtime_error("admin_password_file: " + fault);
    configured.password_hash = auth::hash_password(password, cost_);
  }
  if (!config.admin_api_key_file.empty()) {
    configured.api_key = first_line_of("admin_api_key_file", config.admin_api_key_file);
    if (!auth::is_api_key(configured.api_key)) {
      throw std::runtime_error("admin_api_key_file holds no API key; `stoa api-key` makes one");
    }
  }
  database_.write_now([&](store::Connection& connection) {
    Write tx(connection, {.now = wall_clock()});
    make_configured_administrator(tx, configured);
  });
}

std::string Accounts::serving(std::uint16_t) {
  signer_.issue_as(base());
  return demo_ ? demo_links() : first_link();
}

std::string Accounts::first_link() {
  std::string secret;
  database_.write_now([&](store::Connection& connection) {
    Write tx(connection, {.now = wall_clock()});
    secret = has_administrator(tx) ? "" : make_first_link(tx, seal_);
  });
  if (secret.empty()) return {};
  return "There is no administrator yet. Become one within 15 minutes at\n  " +
         address_of_link(base(), Purpose::first_administrator, secret) + "\n";
}

std::string Accounts::demo_links() {
  std::string lines;
  database_.write_now([&](store::Connection& connection) {
    Write tx(connection, {.now = wall_clock()});
    lines.clear();
    for (const Account& person : tx.query<Account>(sql::demo_people)) {
      const std::string secret =
          make_link(tx, seal_, Purpose::sign_in, person.id, "demo", std::chrono::hours(12));
      lines += "  " + person.name + ": " + address_of_link(base(), Purpose::sign_in, secret) + "\n";
    }
  });
  return lines.empty() ? "" : "Sign in as one of the demo's people, once each:\n" + lines;
}

// Whoever asked to leave is gone once every app could forget them, at the latest by this. Who was
// forgotten by half would be forgotten for good, so all apps have to be there.
void Accounts::tend() {
  std::vector<AccountId> leaving;
  database_.read_now([&](store::Connection& connection) {
    Read tx(connection, wall_clock());
    leaving = accounts_that_leave(tx);
  });
  if (!leaving.empty() && !people_.elsewhere().empty()) {
    return log::warning("accounts that leave wait for a start with all apps",
                        {{"accounts", static_cast<std::int64_t>(leaving.size())}});
  }
  for (const AccountId& account : leaving) {
    try {
      Task task(database_, {.now = wall_clock()}, this);
      depart(task, account);
    } catch (...) {
      log::warning("an account that asked to leave could not be deleted yet",
                   {{"account", std::string_view(to_string(account))}});
    }
  }
}

void Accounts::limit_guesses(std::string_view what, std::string_view whose, const Origin& from) {
  const Timestamp now = wall_clock();
  const std::string name(what);
  const cluster::Rate one{tries_, std::chrono::seconds(30)};
  const cluster::Rate all{tries_ * 10, std::chrono::seconds(3)};
  int wait = limits_.take(name + " " + from.network, all, now);
  if (wait == 0) {
    wait = limits_.take(name + " " + from.network + " " + std::string(whose), one, now);
  }
  if (wait > 0) throw Refusal{.problem = problems::too_many_requests, .retry_after_s = wait};
}

void Accounts::guessed_right(std::string_view what, std::string_view whose, const Origin& from) {
  limits_.forget(std::string(what) + " " + from.network + " " + std::string(whose));
}

void Accounts::limit_codes(const AccountId& account) {
  const cluster::Rate rate{tries_, std::chrono::seconds(60)};
  const int wait = limits_.take("codes " + to_string(account), rate, wall_clock());
  if (wait > 0) throw Refusal{.problem = problems::too_many_requests, .retry_after_s = wait};
}

void Accounts::right_code(const AccountId& account) {
  limits_.forget("codes " + to_string(account));
}

// A stranger who has mails of one kind sent to an address uses up neither its owner's mails nor
// those of another kind; all together are kept from being a flood.
bool Accounts::may_mail(std::string_view what, const Email& recipient, const Origin& from) {
  const Timestamp now = wall_clock();
  const std::string here = "mail " + std::string(what) + " " + from.network + " " + recipient;
  const std::string all = "mails " + std::string(what) + " " + recipient;
  return limits_.take(here, {tries_, std::chrono::minutes(10)}, now) == 0 &&
         limits_.take(all, {tries_ * 10, std::chrono::minutes(1)}, now) == 0;
}

std::unique_ptr<Service> start(const ServiceContext& context) {
  return std::make_unique<Accounts>(context);
}

}  // namespace stoa::accounts
