// A person in all apps of this process at once: their copies, and how they are forgotten.
//
// Owned by the kernel. Waits for the lanes, so never to be called from one.
#pragma once

#include <deque>

#include "kernel/app/mounted.h"

namespace stoa {

class AllPeople : public People {
 public:
  AllPeople(std::deque<MountedApp>& apps, const std::vector<App>& elsewhere)
      : apps_(apps), elsewhere_(elsewhere) {}
  std::vector<std::string> elsewhere() const override;
  std::vector<std::pair<std::string, Json>> copies(const AccountId& account) override;
  void erase(const AccountId& account) override;

 private:
  std::deque<MountedApp>& apps_;
  const std::vector<App>& elsewhere_;
};

}  // namespace stoa
