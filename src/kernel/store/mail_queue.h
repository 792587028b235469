// The mails of an app: rows of `_mails`, each written in the transaction that wants it sent, with
// the job that sends it. kernel/mail takes them from there.
//
// Called by a lane's thread.
#pragma once

#include <optional>
#include <string_view>

#include "kernel/store/connection.h"

namespace stoa::store {

// What the content of a row is sealed for.
inline constexpr std::string_view purpose_of_mails = "mail";
// The kind of the job that sends one.
inline constexpr std::string_view mail_job = "mail";

// To an account, or else to an address.
struct NewMail {
  std::optional<Uuid> account = {};
  std::string_view address = {};
  std::string_view name = {};     // of its template: "due_soon"
  std::string_view content = {};  // sealed JSON, for the template
  Timestamp created = {};
  std::string_view trace = {};
};

void enqueue_mail(Connection& connection, const NewMail& mail);

// Creates `_mails` and `_mail_suppressions`.
void create_mail_tables(Connection& connection);

}  // namespace stoa::store
