#include "kernel/app/job_kinds.h"

#include "kernel/app/projections.h"

namespace stoa {
namespace {

// What no program of now can read will not become readable by waiting. An older version may have
// written it, with members that there are no more.
Object read_job(const JobHandler& handler, const jobs::Run& run) {
  if (!handler.job) return {};
  Object job(*handler.job);
  try {
    decode(*handler.job, job.get(), run.payload, {.strictness = Strictness::peer});
  } catch (const Refusal& refusal) {
    throw GiveUp(refusal);
  }
  return job;
}

Cause cause_of(const MountedApp& app, const jobs::Run& run) {
  return {
      .now = run.now, .trace = run.trace, .sealer = app.seal, .projections = app.projections.get()};
}

}  // namespace

std::vector<jobs::Kind> job_kinds(const MountedApp& mounted) {
  std::vector<jobs::Kind> kinds;
  for (const JobHandler& handler : mounted.app.jobs()) {
    jobs::Kind kind{.name = handler.name, .options = handler.options};
    kind.schedule = handler.schedule;
    if (handler.of_kernel) {
      kind.task = [&handler, &mounted](const jobs::Run& run) {
        const Object job = read_job(handler, run);
        return handler.of_kernel(mounted, run, job.get());
      };
    } else if (handler.lane == Lane::task) {
      kind.task = [&handler, &mounted](const jobs::Run& run) {
        const Object job = read_job(handler, run);
        Task task(*mounted.database, cause_of(mounted, run), mounted.service.get(), &run);
        return handler.call(&task, job.get());
      };
    } else {
      kind.write = [&handler, &mounted](store::Connection& connection, const jobs::Run& run) {
        const Object job = read_job(handler, run);
        Write tx(connection, cause_of(mounted, run));
        return handler.call(&tx, job.get());
      };
    }
    kinds.push_back(std::move(kind));
  }
  return kinds;
}

}  // namespace stoa
