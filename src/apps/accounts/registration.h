// Registering: an account comes to be when the link in the mail is opened, not before.
//
// What was typed waits sealed beside the link. Whoever registers an address that is not theirs gets
// nothing, and is told the same as everybody; whoever owns it is told by mail. The link asks for
// the password once more, so that nobody begins an account whose password a stranger has chosen.
#pragma once

#include "apps/accounts/passwords.h"

namespace stoa::accounts {

struct Registration {
  Email email = {};
  Text<1, 100> name = {};
  Password password = {};
};
BOOST_DESCRIBE_STRUCT(Registration, (), (email, name, password))

MailSent register_account(Task& task, const Visitor& who, const Registration& in);

struct Verification {
  Secret token = {};
  Password password = {};
};
BOOST_DESCRIBE_STRUCT(Verification, (), (token, password))
Account verify_address(Task& task, const Visitor& who, const Verification& in);

struct NewAddress {
  Email email = {};
  Password password = {};
};
BOOST_DESCRIBE_STRUCT(NewAddress, (), (email, password))
// The account keeps its old address until the link that went to the new one is opened.
MailSent ask_for_new_address(Task& task, const Person& who, const NewAddress& in);
Account confirm_address(Task& task, const Visitor& who, const LinkToken& in);

}  // namespace stoa::accounts
