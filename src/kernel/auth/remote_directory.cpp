#include "kernel/auth/remote_directory.h"

#include <future>

#include "kernel/auth/introspection.h"
#include "kernel/model/codec.h"

namespace stoa::auth {

RemoteDirectory::RemoteDirectory(const RemoteOptions& options)
    : whole_(options.whole),
      courier_({.url = options.url,
                .api_key = options.api_key,
                .ca_file = options.ca_file,
                .connect = options.connect},
               [] {}) {
  courier_.start();
}

std::optional<Contact> RemoteDirectory::contact(const AccountId& account) {
  auto promise = std::make_shared<std::promise<Reply>>();
  auto answer = promise->get_future();
  const bool asked =
      courier_.ask({.path = std::string(contact_path),
                    .body = to_json(ContactQuestion{account}),
                    .until = Errand::Clock::now() + whole_,
                    .done = [promise](Reply reply) { promise->set_value(std::move(reply)); }});
  if (!asked) throw Refusal{problems::overloaded};
  const Reply reply = answer.get();
  if (reply.status != 200)
    throw Refusal{problems::overloaded, "The accounts' process does not say where mails go."};
  return from_json<ContactAnswer>(reply.body, {.strictness = Strictness::peer}).contact;
}

}  // namespace stoa::auth
