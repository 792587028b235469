// The parts of the test, each of which adds to the sum.
//
// On a machine without PostgreSQL there is no cluster: what needs one counts as skipped.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "campaign.h"
#include "cluster.h"
#include "report.h"

namespace stoa::crash {

// Kills one victim a cycle, and nothing may be lost. Each cycle is a test, and so are the end and
// the aim of the kills.
void lose_nothing(const std::string& what, Campaign& campaign, const std::vector<Victim>& victims,
                  Sum& sum);
// Cycles until something is written, of which there may be nothing on a busy machine; the last
// one's verdict.
Verdict cycle_with_writes(Campaign& campaign, int writes = 1);

void sqlite_part(const std::filesystem::path& binary, int cycles, Sum& sum);
void postgres_part(const std::filesystem::path& binary, int cycles, Cluster* cluster, Sum& sum);
void log_part(const std::filesystem::path& binary, int cycles, Cluster* cluster, Sum& sum);
// Kills processes while they enqueue and run jobs: each that was acknowledged is done, none twice.
void jobs_part(int cycles, Cluster* cluster, Sum& sum);

}  // namespace stoa::crash
