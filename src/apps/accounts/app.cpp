#include "apps/accounts/app.h"

#include "apps/accounts/administration.h"
#include "apps/accounts/backups.h"
#include "apps/accounts/contacts.h"
#include "apps/accounts/demo.h"
#include "apps/accounts/departure.h"
#include "apps/accounts/first_administrator.h"
#include "apps/accounts/introspection.h"
#include "apps/accounts/mails.h"
#include "apps/accounts/provider_sign_in.h"
#include "apps/accounts/purge.h"
#include "apps/accounts/registration.h"
#include "apps/accounts/service.h"
#include "apps/accounts/sessions.h"
#include "apps/accounts/troubles.h"

namespace stoa::embedded {
Files accounts();
}

namespace stoa::accounts {

namespace {

using problems::too_many_requests;

void add_registering(App& app) {
  app.post<&register_account>("/registrations", "Register an address", {too_many_requests})
      .status(202)
      .hashes_passwords()
      .post<&verify_address>("/verifications", "Make the account whose link was mailed",
                             {link_invalid, wrong_password, too_many_requests})
      .status(200)
      .hashes_passwords()
      .get<&get_first_run>("/first-administrator", "Whether there is an administrator yet")
      .post<&become_first_administrator>("/first-administrator",
                                         "Become the first administrator by the printed link",
                                         {link_invalid, address_taken, too_many_requests})
      .status(200)
      .hashes_passwords();
}

void add_signing_in(App& app) {
  app.post<&sign_in>("/sessions", "Sign a browser in",
                     {wrong_credentials, second_factor_needed, wrong_code, account_suspended,
                      too_many_requests})
      .hashes_passwords()
      .post<&sign_in_by_link>("/sign-in-links", "Sign a browser in by a one-time link",
                              {link_invalid, too_many_requests})
      .get<&list_sessions>("/sessions", "List the sessions of the account")
      .del<&end_session>("/sessions/{id}", "End a session", {session_not_found})
      .del<&end_other_sessions>("/sessions", "End all sessions but this one")
      .del<&sign_out>("/session", "Sign out")
      .post<&make_tokens>("/tokens", "Sign a program in",
                          {wrong_credentials, second_factor_needed, wrong_code, account_suspended,
                           too_many_requests})
      .hashes_passwords()
      .post<&refresh_tokens>("/tokens/refresh", "Get new tokens for a refresh token",
                             {refresh_invalid, too_many_requests})
      .get<&jwks>("/jwks", "The public keys of access tokens")
      .post<&ask_for_reset>("/password-resets", "Ask for a mail to choose a new password",
                            {too_many_requests})
      .status(202)
      .post<&reset_password>("/passwords", "Choose a new password by the mailed link",
                             {link_invalid, too_many_requests})
      .hashes_passwords();
}

void add_elsewhere(App& app) {
  app.get<&list_providers>("/providers", "Where people may sign in elsewhere")
      .post<&begin_sign_in_elsewhere>(
          "/provider-sign-ins", "Begin to sign in at the provider",
          {no_provider, provider_away, provider_distrusted, too_many_requests})
      .post<&come_back>("/provider-answers", "Come back from the provider",
                        {no_provider, link_invalid, provider_refused, provider_away,
                         provider_distrusted, address_unverified, sign_in_to_link, identity_taken,
                         account_suspended, too_many_requests})
      .post<&finish_sign_in_elsewhere>(
          "/provider-codes", "Add the code of the second factor",
          {link_invalid, wrong_code, account_suspended, too_many_requests})
      .get<&list_identities>("/me/identities", "Who the account that asks is elsewhere")
      .post<&begin_linking>(
          "/me/identities", "Begin to link an identity of the provider",
          {no_provider, wrong_password, provider_away, provider_distrusted, too_many_requests})
      .hashes_passwords()
      .del<&unlink_identity>("/me/identities/{id}", "Take a link to an identity away",
                             {identity_not_found, last_way_in});
}

void add_own_account(App& app) {
  app.get<&get_me>("/me", "The account that asks")
      .patch<&edit_me>("/me", "Change the account that asks")
      .post<&change_password>("/me/password", "Change the password",
                              {wrong_password, too_many_requests})
      .hashes_passwords()
      .post<&ask_for_new_address>("/me/addresses", "Ask for a mail to a new address",
                                  {wrong_password, too_many_requests})
      .status(202)
      .hashes_passwords()
      .post<&confirm_address>("/addresses", "Use the new address whose link was mailed",
                              {link_invalid, address_taken, too_many_requests})
      .status(200)
      .post<&offer_authenticator>("/me/authenticators", "Begin to use an authenticator app",
                                  {wrong_password, authenticator_there, too_many_requests})
      .hashes_passwords()
      .post<&confirm_authenticator>("/me/authenticators/confirmations",
                                    "Confirm the authenticator app by a code",
                                    {no_authenticator, wrong_code, too_many_requests})
      .post<&remove_authenticator>(
          "/me/authenticators/removals", "Stop using it",
          {wrong_password, no_authenticator, wrong_code, too_many_requests})
      .hashes_passwords()
      .get<&export_me>("/me/export", "Everything that is kept of the account that asks")
      .post<&leave>("/me/departure", "Delete the account that asks, in all apps",
                    {wrong_password, last_administrator, apps_elsewhere, too_many_requests})
      .hashes_passwords();
}

void add_api_keys(App& app) {
  app.get<&list_api_keys>("/api-keys", "List API keys")
      .post<&make_api_key>("/api-keys", "Make an API key", {too_many_keys, expired_already})
      .del<&end_api_key>("/api-keys/{id}", "End an API key", {api_key_not_found});
}

void add_administration(App& app) {
  app.get<&list_accounts>("/accounts", "List accounts")
      .get<&get_account>("/accounts/{id}", "One account with its roles")
      .put<&suspend_account>("/accounts/{id}/suspension", "Suspend an account",
                             {last_administrator})
      .del<&resume_account>("/accounts/{id}/suspension", "End the suspension of an account")
      .get<&list_roles>("/roles", "The roles of all apps")
      .put<&give_role>("/accounts/{id}/roles/{role}", "Give an account a role", {unknown_role})
      .del<&take_role>("/accounts/{id}/roles/{role}", "Take a role from an account",
                       {last_administrator})
      .post<&rotate_signing_key>("/signing-keys", "Sign access tokens with a new key")
      .status(200)
      .post<&introspect>("/introspections", "Tell another process who showed this to it")
      .status(200)
      .post<&find_contact>("/introspections/contacts",
                           "Tell another process where mails to an account go")
      .status(200);
}

void add_backups(App& app) {
  app.get<&list_backups>("/backups", "The backups of this server, and how the continuous one is")
      .post<&start_backup>("/backups", "Have a backup made now",
                           {no_backup_folder, backup_under_way})
      .status(202)
      .job<&make_backup>({.attempts = 3, .at_once = 1})
      .get<&list_troubles>("/troubles", "The last warnings and errors of this process");
}

}  // namespace

App app() {
  App app("accounts", "One account for all apps: signing in, keys, roles", embedded::accounts());
  add_registering(app);
  add_signing_in(app);
  add_elsewhere(app);
  add_own_account(app);
  add_api_keys(app);
  add_administration(app);
  add_backups(app);
  app.role<Admin>("Gives and takes roles, suspends accounts; has every role of every app")
      .mail<VerifyAddress>()
      .mail<AddressKnown>()
      .mail<ConfirmAddress>()
      .mail<ChoosePassword>()
      .mail<AddressUnknown>()
      .mail<PasswordChanged>()
      .mail<IdentityLinked>()
      .mail<AddressChanged>()
      .unique("accounts_email", address_taken)
      .unique("identities_once", identity_taken)
      .service(&start)
      .every<&purge>(std::chrono::hours(1))
      .demo(&plant_people);
  return app;
}

}  // namespace stoa::accounts
