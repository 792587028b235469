// What is done with passwords: proving who you are, choosing a new one, resetting a forgotten one.
//
// Whoever does not know whether an address has an account learns nothing here: the same bytes come
// back, after the same one Argon2id.
#pragma once

#include "apps/accounts/sign_in.h"

namespace stoa::accounts {

// Addresses are kept, compared and limited in lower case.
Email folded(const Email& email);

// Throws validation_failed at `pointer` for a password that is easily guessed.
void refuse_weak(const Password& password, const std::string& pointer,
                 const std::vector<std::string>& about);

// The address of whoever asks, once the password is theirs. Throws wrong_password; limited as
// signing in is.
Email prove(Task& task, const Person& who, const Password& password);

struct NewPassword {
  Password current = {};
  Password password = {};
};
BOOST_DESCRIBE_STRUCT(NewPassword, (), (current, password))
// Ends all sessions of the account; the one that asks goes on as a new one.
WithHeaders<Nothing> change_password(Task& task, const Person& who, const NewPassword& in);

struct ResetRequest {
  Email email = {};
};
BOOST_DESCRIBE_STRUCT(ResetRequest, (), (email))
// What everybody is told who asks for a mail.
struct MailSent {
  std::string message = "If this address may have it, a mail is on its way.";
};
BOOST_DESCRIBE_STRUCT(MailSent, (), (message))
MailSent ask_for_reset(Task& task, const Visitor& who, const ResetRequest& in);

struct Reset {
  Secret token = {};
  Password password = {};
};
BOOST_DESCRIBE_STRUCT(Reset, (), (token, password))
// Sets the password that was chosen and ends every session and key of the account.
void reset_password(Task& task, const Visitor& who, const Reset& in);

}  // namespace stoa::accounts
