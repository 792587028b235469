// Whole lists in one answer: GET /api/<app>/<list>/export, as CSV or NDJSON, beside every list.
//
// It gives the pages of the list's own handler, one after the other, each read when the one before
// it is on its way: no snapshot is held meanwhile, a page is all that is in memory, and a slow
// client slows nobody else. Each page is consistent, the whole is what a client gets who turns the
// pages itself. Whoever may not read any more gets no further page.
#pragma once

#include "kernel/app/mounted.h"
#include "kernel/app/view.h"
#include "kernel/auth/authenticator.h"
#include "kernel/http/message.h"

namespace stoa {

// Gives each list of an app its export.
void add_exports(App& app);

// Members of a list's input that mean nothing where all rows are given.
const std::vector<std::string>& paging_parameters();

// Who asked for what, and the input that each page is read with.
struct Exporting {
  const MountedRoute* mounted = nullptr;
  Caller caller = {};
  Credentials credentials = {};
  Object input = {};
  View view = {};
  Timestamp now = {};
};

// Has the list's handler give pages as large as there are.
void begin_export(const Route& route, Object& input);
// The answer that begins with this page; what comes behind it is read as it is sent, on threads
// that may block.
http::Response export_answer(Exporting exporting, Object first_page);

}  // namespace stoa
