// The catalogue as reading programs know catalogues: OPDS 1.2, feeds of Atom, behind a door.
//
//   /opds          what there is          /opds/popular   works, most read first
//   /opds/search   works with the words   /opds/trends    what is lent most these days
//   /opds/loans    one's own loans, for whoever shows an API key as the password of Basic
#pragma once

#include "kernel/app/app.h"

namespace stoa::library {

class Opds : public Door {
 public:
  http::Response answer(Task& task, const DoorRequest& request) override;
  http::Response refusal(const http::Request& request, const Refusal& refusal) const override;
};

}  // namespace stoa::library
