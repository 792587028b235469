// The door to the feeds: see feeds.h.
#pragma once

#include "kernel/app/app.h"

namespace stoa::todo {

class Ics : public Door {
 public:
  http::Response answer(stoa::Task& task, const DoorRequest& request) override;
  http::Response refusal(const http::Request& request, const Refusal& refusal) const override;
};

}  // namespace stoa::todo
