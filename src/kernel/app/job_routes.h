// What an administrator may see and do of an app's jobs: /api/<app>/jobs.
#pragma once

namespace stoa {

class App;

// Every app that has jobs has these routes.
void add_job_routes(App& app);

}  // namespace stoa
