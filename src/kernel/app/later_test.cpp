// Results that come later: a request waits for a commit, and no thread for the request.

#include <boost/json.hpp>
#include <thread>

#include "kernel/app/app.h"
#include "kernel/testing/stoa.h"

namespace stoa {
namespace {

using namespace std::chrono_literals;
using testing::Answer;
using testing::Client;
using testing::Stoa;

// A box of letters; who takes one has it.
struct Parcel {
  static constexpr auto table = "parcels";
  Id<Parcel> id = {};
  std::string text = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Parcel, (), (id, text, version, created, updated))

struct PutParcel {
  std::string text = {};
  Default<bool, false> fail = {};
};
BOOST_DESCRIBE_STRUCT(PutParcel, (), (text, fail))
struct TakeParcel {
  Range<0, 60'000> wait_ms = 0;
};
BOOST_DESCRIBE_STRUCT(TakeParcel, (), (wait_ms))
struct TakenParcel {
  std::string text = {};
};
BOOST_DESCRIBE_STRUCT(TakenParcel, (), (text))

constexpr Problem torn{409, "torn", "The parcel is torn."};

TakenParcel put_parcel(Write& tx, const User&, const PutParcel& in) {
  tx.insert(Parcel{.text = in.text});
  tx.wake(Topic("parcels"));
  if (in.fail) throw torn;
  return {in.text};
}

Later<TakenParcel> take_parcel(Write& tx, const User&, const TakeParcel& in) {
  const auto found = tx.query<Parcel>("order by id limit 1");
  if (found.empty()) {
    tx.insert(Parcel{.text = "left by who waits"});  // is undone
    return wait_for(Topic("parcels"), std::chrono::milliseconds(in.wait_ms));
  }
  tx.remove(found.front().id);
  return TakenParcel{found.front().text};
}

Later<TakenParcel> see_parcel(Read& tx, const Anyone&, const TakeParcel& in) {
  const auto found = tx.query<Parcel>("order by id limit 1");
  if (found.empty()) return wait_for(Topic("parcels"), std::chrono::milliseconds(in.wait_ms));
  return TakenParcel{found.front().text};
}

const std::vector<embedded::File>& post_files() {
  static const std::string parcels = R"(
create table parcels (
  id {id} primary key not null,
  text {text} not null,
  version {int} not null,
  created {instant} not null,
  updated {instant} not null
) strict;
)";
  static const std::vector<embedded::File> files = {
      {"migrations/0001_parcels.sql", {parcels.data(), parcels.data() + parcels.size()}}};
  return files;
}

App post_app() {
  App app("post", "Parcels", post_files());
  app.post<&put_parcel>("/parcels", "Put a parcel", {torn})
      .post<&take_parcel>("/parcels/take", "Take a parcel")
      .status(200)
      .get<&see_parcel>("/parcels/first", "See the first parcel");
  return app;
}

// Somebody who asks and is not answered at once.
struct Asking {
  Asking(Stoa& stoa, const Client& who, std::function<Answer(const Client&)> ask)
      : thread([this, who, ask] { answer.emplace(ask(who)); }) {
    while (stoa.get("/metrics").body().find("\nstoa_http_requests_waiting 0") != std::string::npos)
      std::this_thread::sleep_for(1ms);
  }
  ~Asking() {
    if (thread.joinable()) thread.join();
  }
  Answer& get() {
    thread.join();
    return *answer;
  }
  std::optional<Answer> answer;
  std::thread thread;
};

Answer take_in_a_minute(const Client& who) {
  return who.post("/api/post/parcels/take", {{"wait_ms", 50'000}});
}

}  // namespace

TEST("later: what is there is given at once, and what comes is given when it comes") {
  Stoa stoa(post_app());
  const Client ann = stoa.user(), ben = stoa.user();
  ben.post("/api/post/parcels", {{"text", "first"}}).expect(201);
  CHECK(take_in_a_minute(ann).expect(200).text("/text") == "first");
  Asking asking(stoa, ann, take_in_a_minute);
  ben.post("/api/post/parcels", {{"text", "torn"}, {"fail", true}}).expect(409, "torn");
  ben.post("/api/post/parcels", {{"text", "second"}}).expect(201);
  CHECK(asking.get().expect(200).text("/text") == "second");
}

TEST("later: when the time is over there is nothing, and nothing was done") {
  Stoa stoa(post_app());
  const Client ann = stoa.user();
  ann.post("/api/post/parcels/take", {{"wait_ms", 0}}).expect(204);
  ann.post("/api/post/parcels/take", {{"wait_ms", 20}}).expect(204);
  ann.get("/api/post/parcels/first?wait_ms=1").expect(204);
}

TEST("later: of two who wait for one parcel one gets it, and readers see what is left") {
  Stoa stoa(post_app());
  const Client ann = stoa.user(), ben = stoa.user();
  Asking first(stoa, ann, take_in_a_minute), second(stoa, ben, take_in_a_minute);
  stoa.post("/api/post/parcels", {{"text", "one"}}).expect(201);
  stoa.post("/api/post/parcels", {{"text", "two"}}).expect(201);
  const std::string texts =
      first.get().expect(200).text("/text") + "," + second.get().expect(200).text("/text");
  CHECK((texts == "one,two" || texts == "two,one"));
  Asking reader(stoa, stoa.nobody(),
                [](const Client& who) { return who.get("/api/post/parcels/first?wait_ms=50000"); });
  stoa.post("/api/post/parcels", {{"text", "three"}}).expect(201);
  CHECK(reader.get().expect(200).text("/text") == "three");
}

TEST("later: none is missed by whoever takes one after the other while they come") {
  Stoa stoa(post_app());
  const Client ann = stoa.user();
  std::thread comes([&] {
    for (int i = 0; i < 50; ++i)
      stoa.post("/api/post/parcels", {{"text", std::to_string(i)}}).expect(201);
  });
  std::string seen;
  for (int i = 0; i < 50; ++i) seen += take_in_a_minute(ann).expect(200).text("/text") + ";";
  comes.join();
  std::string sent;
  for (int i = 0; i < 50; ++i) sent += std::to_string(i) + ";";
  CHECK(seen == sent);
}

TEST("later: who waits is answered when the server stops") {
  Stoa stoa(post_app());
  Asking asking(stoa, stoa.user(), take_in_a_minute);
  stoa.kernel().stop();
  asking.get().expect(503, "shutting_down");
}

TEST("later: as many requests of one account wait as may, and no more") {
  Stoa stoa(post_app(), {.configure = [](Config& config) { config.live_streams_each = 1; }});
  const Client ann = stoa.user();
  Asking asking(stoa, ann, take_in_a_minute);
  take_in_a_minute(ann).expect(429, "too_many_streams");
  ann.post("/api/post/parcels", {{"text", "x"}}).expect(201);
  asking.get().expect(200);
}

}  // namespace stoa
