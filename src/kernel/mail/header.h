// Header fields of a mail (RFC 5322), whatever text they are to hold.
//
// What comes out is ASCII, folded, and holds no line break but those of folding: nobody's name or
// title adds a field of its own. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "kernel/model/types.h"

namespace stoa::mail {

// Text as a field's value: as it is where that is plain, otherwise in encoded words (RFC 2047 §2).
std::string header_text(std::string_view text);
// A mailbox, with or without a name: `"Ann" <ann@example.org>`.
std::string header_mailbox(std::string_view name, std::string_view address);
// "Fri, 27 Nov 2026 08:15:30 +0000"
std::string header_date(Timestamp instant);

// "Stoa <stoa@example.org>" or an address alone. Throws std::runtime_error with a sentence.
struct Sender {
  std::string name, address;
};
Sender parse_sender(std::string_view text);

}  // namespace stoa::mail
