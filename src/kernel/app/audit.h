// Who changed what, and when: /api/<app>/log, for administrators.
#pragma once

namespace stoa {

class App;

// Every app has the route, for every app has a log.
void add_audit(App& app);

}  // namespace stoa
