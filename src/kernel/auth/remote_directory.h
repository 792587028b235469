// Finds out where mails to an account go by asking the process that has the accounts, over HTTP(S).
//
// Owned by the kernel; any thread, which waits.
#pragma once

#include "kernel/auth/courier.h"
#include "kernel/auth/directory.h"
#include "kernel/auth/remote_authenticator.h"

namespace stoa::auth {

class RemoteDirectory : public Directory {
 public:
  explicit RemoteDirectory(const RemoteOptions& options);
  std::optional<Contact> contact(const AccountId& account) override;

 private:
  const std::chrono::milliseconds whole_;
  Courier courier_;
};

}  // namespace stoa::auth
