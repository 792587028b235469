// The process that the jobs part kills: it enqueues jobs and runs them, without a server around it.
#pragma once

namespace stoa::crash {

// `stoa_crash --jobs FOLDER URL work`: enqueues and runs jobs until it is killed; each number is
// printed once its commit is done. `… finish`: runs what is left, then prints what was done.
// URL is "-" for SQLite. Gives the process' exit status.
int work_on_jobs(int argc, char** argv);

}  // namespace stoa::crash
