// What accounts write to people: mail/<name>.<language>.txt. A token goes into the fragment of a
// link, which no server and no log gets to see.
#pragma once

#include "apps/accounts/model.h"

namespace stoa::accounts {

struct VerifyAddress {
  static constexpr auto mail = "verify_address";
  std::string token = {};
};
BOOST_DESCRIBE_STRUCT(VerifyAddress, (), (token))

// Somebody registers, or asks for, an address that has an account.
struct AddressKnown {
  static constexpr auto mail = "address_known";
};
BOOST_DESCRIBE_STRUCT(AddressKnown, (), ())

struct ConfirmAddress {
  static constexpr auto mail = "confirm_address";
  std::string token = {};
};
BOOST_DESCRIBE_STRUCT(ConfirmAddress, (), (token))

struct ChoosePassword {
  static constexpr auto mail = "choose_password";
  std::string token = {};
};
BOOST_DESCRIBE_STRUCT(ChoosePassword, (), (token))

struct AddressUnknown {
  static constexpr auto mail = "address_unknown";
};
BOOST_DESCRIBE_STRUCT(AddressUnknown, (), ())

// These go without being asked for: who did not do it must hear of it.
struct PasswordChanged {
  static constexpr auto mail = "password_changed";
};
BOOST_DESCRIBE_STRUCT(PasswordChanged, (), ())

struct AddressChanged {
  static constexpr auto mail = "address_changed";
  Email address = {};  // the new one
};
BOOST_DESCRIBE_STRUCT(AddressChanged, (), (address))

struct IdentityLinked {
  static constexpr auto mail = "identity_linked";
  std::string issuer = {};
};
BOOST_DESCRIBE_STRUCT(IdentityLinked, (), (issuer))

}  // namespace stoa::accounts
