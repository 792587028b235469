// The databases of an installation at one moment, to be copied into SQLite files.
//
// SQLite's are copied page by page, PostgreSQL's row by row as `stoa move` does it. Used by one
// thread.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include "kernel/app/app.h"
#include "kernel/app/config.h"
#include "kernel/app/ticker.h"
#include "kernel/store/connection.h"

namespace stoa {

class BackupSource {
 public:
  // Takes the moment. Throws std::runtime_error with a sentence.
  static std::unique_ptr<BackupSource> open(const std::vector<App>& apps, const Config& config);
  virtual ~BackupSource() = default;

  // Those that have a database here.
  virtual std::vector<const App*> apps() const = 0;
  // Reads one as it was at the moment.
  virtual void read(const App& app, const std::function<void(store::Connection&)>& work) = 0;
  // Copies it to databases/<app>.db below `folder`, whose first part is there; after that it is not
  // read any more.
  virtual void copy(const App& app, const std::filesystem::path& folder, const Tell& tell) = 0;
};

}  // namespace stoa
