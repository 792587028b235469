// A state in memory that is folded from events, and made anew at each start.

#include <boost/json.hpp>

#include "kernel/app/app.h"
#include "kernel/store/store_testing.h"
#include "kernel/testing/stoa.h"

namespace stoa {
namespace {

using testing::Stoa;
namespace json = boost::json;

struct Mast {
  static constexpr auto table = "masts";
  Id<Mast> id = {};
};
BOOST_DESCRIBE_STRUCT(Mast, (), (id))

struct Flagged {
  static constexpr auto event = "harbour.flagged";
  std::int64_t flags = 0;
};
BOOST_DESCRIBE_STRUCT(Flagged, (), (flags))

struct Lowered {
  static constexpr auto event = "harbour.lowered";
  std::int64_t flags = 0;
};
BOOST_DESCRIBE_STRUCT(Lowered, (), (flags))

struct Hoist {
  Id<Mast> mast = {};
  std::int64_t up = 0, down = 0;
};
BOOST_DESCRIBE_STRUCT(Hoist, (), (mast, up, down))

struct Shown {
  std::int64_t flags = 0;
  std::vector<std::int64_t> course = {};
};
BOOST_DESCRIBE_STRUCT(Shown, (), (flags, course))

constexpr Problem no_wind{409, "no_wind", "There is no wind."};

Shown hoist(Write& tx, const Anyone&, const Hoist& in) {
  tx.emit(Flagged{in.up}, in.mast);
  if (in.down > 0) tx.emit(Lowered{in.down}, in.mast);
  if (in.up == 0) throw no_wind;
  return {};
}

// ---- what an observer makes of it ---------------------------------------------------------------

struct Flags {
  static constexpr auto projection = "observer.flags";
  std::int64_t flags = 0;
  std::vector<std::int64_t> course = {};
};

void add_flags(Flags& flags, const Flagged& event, Timestamp) {
  if (event.flags == 13) throw std::runtime_error("nobody hoists thirteen");
  flags.course.push_back(flags.flags += event.flags);
}
void take_flags(Flags& flags, const Lowered& event, Timestamp) {
  flags.course.push_back(flags.flags -= event.flags);
}

Shown show_flags(Read& tx, const Anyone&) {
  const auto flags = tx.projection<Flags>();
  return {flags->flags, flags->course};
}

App harbour_app() {
  static const std::vector<embedded::File> files;
  App app("harbour", "Flags", files);
  app.post<&hoist>("/flags", "Hoist flags", {no_wind});
  return app;
}
App observer_app() {
  static const std::vector<embedded::File> files;
  App app("observer", "Counts flags", files);
  app.get<&show_flags>("/flags", "What flies").projection<Flags, &add_flags, &take_flags>();
  return app;
}

std::string course(Stoa& stoa) {
  return json::serialize(stoa.get("/api/observer/flags").expect(200).at("/course"));
}

void fly(Stoa& stoa, int up, int down = 0, int status = 201) {
  stoa.post("/api/harbour/flags",
            {{"mast", "01890000-0000-7000-8000-000000000000"}, {"up", up}, {"down", down}})
      .expect(status);
}

}  // namespace

TEST("projection: folds what was committed, in its order, events of two kinds together") {
  Stoa stoa({harbour_app(), observer_app()});
  fly(stoa, 3, 1);
  fly(stoa, 0, 0, 409);
  fly(stoa, 5);
  stoa.run_jobs();
  CHECK(course(stoa) == "[3,2,7]");
  CHECK(stoa.get("/api/observer/flags").at("/flags") == 7);
}

TEST("projection: until it has seen all there was, nobody is told half of it") {
  Stoa stoa({harbour_app(), observer_app()});
  fly(stoa, 3);
  stoa.get("/api/observer/flags").expect(503, "unavailable");
  stoa.get("/readyz").expect(503);
  stoa.run_jobs();
  CHECK(course(stoa) == "[3]");
  stoa.get("/readyz").expect(200);
}

TEST("projection: is made anew at the next start") {
  const store::testing::TempFolder folder;
  const auto postgres = testing::PostgresTestDatabase::make();
  const testing::StoaOptions there{.configure = [&](Config& config) {
    config.data = folder / "data";
    config.database_url = postgres ? postgres->url() : "";
  }};
  {
    Stoa before({harbour_app(), observer_app()}, there);
    fly(before, 3);
    fly(before, 4, 2);
  }
  Stoa after({harbour_app(), observer_app()}, there);
  after.run_jobs();
  CHECK(course(after) == "[3,7,5]");
}

TEST("projection: an event that a fold throws at is left out, counted, and keeps none up") {
  Stoa stoa({harbour_app(), observer_app()});
  fly(stoa, 13);
  fly(stoa, 2);
  stoa.run_jobs();
  CHECK(course(stoa) == "[2]");
  const std::string metrics = stoa.get("/metrics").expect(200).body();
  CHECK(
      metrics.find("stoa_projection_skipped_total{app=\"observer\",projection=\"observer.flags\"} "
                   "1") != std::string::npos);
}

}  // namespace stoa
