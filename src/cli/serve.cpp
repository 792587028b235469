#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <thread>

#include "cli/options.h"
#include "kernel/app/databases.h"
#include "kernel/app/kernel.h"
#include "kernel/observe/log.h"
#include "kernel/store/data_folder.h"

namespace stoa::cli {
namespace {

KernelOptions kernel_options(const ServeOptions& options) {
  KernelOptions made;
  made.config = read_config_of(options.config_file);
  made.demo = options.demo;
  // What the kernel no longer trusts is not worth an orderly end: a write may be lost by it.
  made.fatal = [](std::string) { _exit(70); };
  return made;
}

log::Level level_of(const std::string& name) {
  if (name == "debug") return log::Level::debug;
  if (name == "info") return log::Level::info;
  if (name == "warning") return log::Level::warning;
  if (name == "error") return log::Level::error;
  throw std::runtime_error("log.level is debug, info, warning or error, not \"" + name + "\"");
}

// Blocks the signals that end the process before any thread starts, so that all threads leave them
// to wait_for_end().
sigset_t block_end_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
  return signals;
}

// Until it goes, the signals that end the process end it at once: nothing is served yet, and what
// is made halfway is made whole by the next start. A thread that takes them rather than their
// default, which the first process of a container does not have.
class BeforeServing {
 public:
  explicit BeforeServing(const sigset_t& signals)
      : waiting_([&signals](const std::stop_token& served) {
          constexpr timespec moment{.tv_sec = 0, .tv_nsec = 5'000'000};
          while (!served.stop_requested())
            if (sigtimedwait(&signals, nullptr, &moment) > 0) _exit(0);
        }) {}

 private:
  std::jthread waiting_;
};

// Leaves in `apps` those that are named, all when none is; gives the others.
std::vector<App> take_elsewhere(std::vector<App>& apps, const std::vector<std::string>& named) {
  std::vector<App> elsewhere;
  if (named.empty()) return elsewhere;
  for (const std::string& name : named) check_name(apps, name);
  std::vector<App> here;
  for (App& app : apps) {
    const bool is_named = std::find(named.begin(), named.end(), app.name()) != named.end();
    (is_named ? here : elsewhere).push_back(std::move(app));
  }
  apps = std::move(here);
  return elsewhere;
}

}  // namespace

Config read_config_of(const std::string& config_file) {
  bool named = !config_file.empty();
  return read_config(named ? config_file : "stoa.toml", named);
}

int serve(const ServeOptions& options, std::vector<App> apps) {
  KernelOptions made = kernel_options(options);
  log::set_level(level_of(made.config.log_level));
  Address address = parse_address(made.config.listen);
  if (options.demo && !is_loopback(address.host)) {
    throw std::runtime_error("--demo is for loopback addresses, not " + address.host);
  }
  made.elsewhere = take_elsewhere(apps, options.apps);
  made.must_authenticate = true;
  sigset_t signals = block_end_signals();
  const std::string where = on_postgres(made.config) ? "PostgreSQL" : made.config.data.string();
  const char* scheme = made.config.tls_certificate.empty() ? "http://" : "https://";
  Kernel kernel(std::move(made), std::move(apps));
  {
    const BeforeServing ends(signals);
    kernel.open();
  }
  kernel.listen();
  std::string host =
      address.host.find(':') == std::string::npos ? address.host : "[" + address.host + "]";
  std::cout << kernel.notice() << "Stoa is at " << scheme << host << ":" << kernel.port()
            << "/ (data in " << where << "); Ctrl-C stops it." << std::endl;
  int signal = 0;
  sigwait(&signals, &signal);
  log::info("stopping", {{"signal", std::string_view(signal == SIGTERM ? "SIGTERM" : "SIGINT")}});
  kernel.stop();
  log::info("stopped");
  return 0;
}

int migrate(const ServeOptions& options, std::vector<App> apps) {
  KernelOptions made = kernel_options(options);
  made.demo = false;
  std::filesystem::path data = made.config.data;
  const std::string where = on_postgres(made.config) ? "PostgreSQL" : data.string();
  if (auto folder = store::DataFolder::own(data); !folder) {
    std::cout << store::DataFolder::ask(data, "migrate") << "\n";
    return 0;
  }
  Kernel kernel(std::move(made), std::move(apps));
  kernel.migrate();
  std::cout << "The databases in " << where << " are up to date.\n";
  return 0;
}

}  // namespace stoa::cli
