// The second factor: codes of an authenticator app (RFC 6238), and recovery codes for who lost it.
//
// Each code is taken once. The secret is sealed, since it must be read again; recovery codes are
// hashes.
#pragma once

#include "apps/accounts/passwords.h"
#include "kernel/auth/seal.h"

namespace stoa::accounts {

// Uses a code up. Throws wrong_code.
void take_second_factor(Write& tx, const auth::Seal& seal, const AccountId& account,
                        const std::string& code);

struct Proof {
  Password password = {};
};
BOOST_DESCRIBE_STRUCT(Proof, (), (password))

// What an authenticator app scans or is typed into.
struct AuthenticatorOffer {
  std::string secret = {};  // base32
  std::string uri = {};     // otpauth://
};
BOOST_DESCRIBE_STRUCT(AuthenticatorOffer, (), (secret, uri))
// It counts once a code of it was sent.
AuthenticatorOffer offer_authenticator(Task& task, const Person& who, const Proof& in);

struct CodeProof {
  Text<1, 40> code = {};
};
BOOST_DESCRIBE_STRUCT(CodeProof, (), (code))
struct RecoveryCodes {
  std::vector<std::string> codes = {};  // shown once
};
BOOST_DESCRIBE_STRUCT(RecoveryCodes, (), (codes))
WithHeaders<RecoveryCodes> confirm_authenticator(Task& task, const Person& who,
                                                 const CodeProof& in);

struct FullProof {
  Password password = {};
  Text<1, 40> code = {};
};
BOOST_DESCRIBE_STRUCT(FullProof, (), (password, code))
void remove_authenticator(Task& task, const Person& who, const FullProof& in);

}  // namespace stoa::accounts
