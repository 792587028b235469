// What the handlers of `accounts` share: the seal, the signing keys, the limits, who is signed in.
//
// Made by the kernel once the database is open, before anybody is served; any thread.
#pragma once

#include "apps/accounts/contacts.h"
#include "apps/accounts/links.h"
#include "apps/accounts/principals.h"
#include "apps/accounts/signer.h"
#include "kernel/auth/identity_provider.h"
#include "kernel/auth/password.h"
#include "kernel/cluster/limiter.h"

namespace stoa::accounts {

class Accounts : public Service {
 public:
  explicit Accounts(const ServiceContext& context);

  std::string serving(std::uint16_t port) override;
  void tend() override;
  Authenticator* authenticator() override { return &principals_; }
  Directory* directory() override { return &contacts_; }

  const auth::Seal& seal() const { return seal_; }
  Signer& signer() { return signer_; }
  Principals& principals() { return principals_; }
  People& people() { return people_; }
  const auth::PasswordCost& cost() const { return cost_; }
  const std::vector<RoleInfo>& roles() const { return roles_; }
  const Backups& backups() const { return backups_; }
  // Where people may sign in elsewhere; nullptr for nowhere.
  auth::IdentityProvider* provider() { return provider_.get(); }
  const std::string& provider_name() const { return provider_name_; }
  // The address that links of ours begin with.
  const std::string& base() const { return site_.address(); }
  Contacts& contacts() { return contacts_; }

  // How often what may be tried; throws too_many_requests with the time to wait. `whose` is an
  // address or an account, tried from one network.
  void limit_guesses(std::string_view what, std::string_view whose, const Origin& from);
  void guessed_right(std::string_view what, std::string_view whose, const Origin& from);
  // Codes of a second factor, wherever they come from: who tries them knows the password already,
  // so that waiting keeps nobody out but them and its owner.
  void limit_codes(const AccountId& account);
  void right_code(const AccountId& account);
  // Whether one more mail of a kind may go to an address, that this network asks for.
  bool may_mail(std::string_view what, const Email& recipient, const Origin& from);

 private:
  void need_administrator(const Config& config);
  void make_configured(const Config& config);
  std::string demo_links();
  std::string first_link();

  store::Database& database_;
  const std::vector<RoleInfo>& roles_;
  People& people_;
  const Backups& backups_;
  bool demo_;
  const SiteAddress& site_;
  auth::PasswordCost cost_;
  int tries_;
  auth::Seal seal_;
  Signer signer_;
  Principals principals_;
  Contacts contacts_;
  cluster::Limiter& limits_;
  std::unique_ptr<auth::IdentityProvider> provider_;
  std::string provider_name_;
};

std::unique_ptr<Service> start(const ServiceContext& context);

}  // namespace stoa::accounts
