#include "kernel/mail/letter.h"

#include "kernel/observe/log.h"

namespace stoa::mail {

Fate Mailbox::take(const Letter& letter) {
  if (demo_) {
    log::info("a mail is in the mailbox", {{"to", std::string_view(letter.address)},
                                           {"subject", std::string_view(letter.said.subject)},
                                           {"text", std::string_view(letter.said.text)}});
  }
  return Fate::kept;
}

}  // namespace stoa::mail
