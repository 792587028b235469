// A mail that is ready to go, and who takes it.
//
// Values; a Postman is owned by the kernel and used by any thread, which it may keep waiting.
#pragma once

#include <stdexcept>
#include <string>

#include "kernel/model/types.h"

namespace stoa::mail {

// What a template makes of its data.
struct Rendered {
  std::string subject;
  std::string text;
  std::string html;
  std::string language;  // of the template that was found: "en"
};

struct Letter {
  Uuid id = {};           // the same at each try: who gets it twice can tell
  Email address = {};     // whom it is for
  std::string name = {};  // theirs, "" where nobody knows
  Timestamp written = {};
  Rendered said = {};
};

// It did not go. One for good has no second try; where it is the address that is no good, nothing
// else needs to be sent there either.
struct Undeliverable : std::runtime_error {
  enum class Why { later, never, address };
  Undeliverable(Why why, const std::string& said) : std::runtime_error(said), why(why) {}
  Why why;
};

enum class Fate {
  sent,  // it is another server's now
  kept,  // it stays here, to be read in the mailbox
};

class Postman {
 public:
  virtual ~Postman() = default;
  // Throws Undeliverable.
  virtual Fate take(const Letter& letter) = 0;
};

// Where no server is named, mails are kept: the administrators read them. In a demo the log tells
// them too, since strangers register with addresses that do not exist.
class Mailbox : public Postman {
 public:
  explicit Mailbox(bool demo) : demo_(demo) {}
  Fate take(const Letter& letter) override;

 private:
  const bool demo_;
};

}  // namespace stoa::mail
