// Who takes the mails of a process: the server that smtp.url names, or the mailbox.
#pragma once

#include <memory>

#include "kernel/app/config.h"
#include "kernel/mail/letter.h"

namespace stoa {

// Throws std::runtime_error with a sentence about the setting that is missing or wrong. Does not
// wait for the server.
std::unique_ptr<mail::Postman> hire_postman(const Config& config, bool demo);

}  // namespace stoa
