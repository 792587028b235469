// Fifty clients fight for one thing, a hundred times over: one of them gets it.

#include <boost/json.hpp>
#include <thread>

#include "kernel/testing/stoa.h"

namespace stoa::race {

using testing::Stoa;

struct Seat {
  static constexpr auto table = "seats";
  Id<Seat> id = {};
  std::int64_t free = 0;
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Seat, (), (id, free, version, created, updated))
struct Take {
  Id<Seat> seat = {};
};
BOOST_DESCRIBE_STRUCT(Take, (), (seat))
struct Row {
  std::int64_t free = 0;
};
BOOST_DESCRIBE_STRUCT(Row, (), (free))

constexpr Problem sold_out{409, "sold_out", "All are taken."};

Seat add_seat(Write& tx, const Anyone&, const Row& in) {
  Seat seat;
  seat.free = in.free;
  return tx.insert(seat);
}
// What it read is what it decides by: the classic lost update, if nothing stops it.
Seat take_seat(Write& tx, const Anyone&, const Take& in) {
  Seat seat = tx.get(in.seat);
  if (seat.free == 0) throw sold_out;
  --seat.free;
  return tx.update(seat);
}
Seat wait_and_take(Write& tx, const Anyone& who, const Take& in) { return take_seat(tx, who, in); }
Seat get_seat(Read& tx, const Anyone&, const Id<Seat>& id) { return tx.get(id); }
Seat get_seat_twice(Read& tx, const Anyone&, const Id<Seat>& id) {
  tx.get(id);
  return tx.get(id);
}

const std::vector<embedded::File>& files() {
  static constexpr std::string_view sql = R"(
    create table seats (id {id} primary key not null, free {int} not null check (free >= 0),
      version {int} not null, created {instant} not null, updated {instant} not null) strict;)";
  static const std::vector<embedded::File> all = {
      {"migrations/0001_seats.sql", {sql.data(), sql.data() + sql.size()}}};
  return all;
}

App app() {
  return App("race", "A race", files())
      .post<&add_seat>("/seats", "Add")
      .get<&get_seat>("/seats/{id}", "Get")
      .get<&get_seat_twice>("/seats/{id}/twice", "Get")
      .post<&take_seat>("/take", "Take", {sold_out})
      .post<&wait_and_take>("/take-in-turn", "Take", {sold_out})
      .in_turn<&Take::seat>();
}

struct Count {
  std::atomic<int> took = 0, too_late = 0, other = 0;
};

void fight(Stoa& stoa, const std::string& path, const std::string& seat, Count& count) {
  std::vector<std::thread> clients;
  for (int i = 0; i < 50; ++i) {
    clients.emplace_back([&] {
      const int status = stoa.post(path, {{"seat", seat}}).status();
      ++(status == 201 ? count.took : status == 409 ? count.too_late : count.other);
    });
  }
  for (auto& client : clients) client.join();
}

void fight_a_hundred_times(const std::string& path, int places) {
  Stoa stoa{app()};
  for (int round = 0; round < 100; ++round) {
    const auto seat = stoa.post("/api/race/seats", {{"free", places}}).expect(201).text("/id");
    Count count;
    fight(stoa, path, seat, count);
    REQUIRE(count.took == places);
    REQUIRE(count.too_late == 50 - places);
    const auto left = stoa.get("/api/race/seats/" + seat);
    REQUIRE(left.at("/free").as_int64() == 0);
    REQUIRE(left.at("/version").as_int64() == 1 + places);
  }
}

// On PostgreSQL, reads of one statement share round trips with each other and connections with all
// others.
TEST("app: of many reads at once each gets its own answer") {
  Stoa stoa{app()};
  std::vector<std::string> seats;
  for (int i = 0; i < 20; ++i)
    seats.push_back(stoa.post("/api/race/seats", {{"free", i}}).expect(201).text("/id"));
  std::atomic<int> wrong = 0;
  std::vector<std::thread> clients;
  for (int c = 0; c < 16; ++c) {
    clients.emplace_back([&, c] {
      for (int i = 0; i < 300; ++i) {
        const auto n = static_cast<std::size_t>(c * 7 + i) % 21;
        const bool known = n < seats.size();
        const std::string id = known ? seats[n] : "01890000-0000-7000-8000-000000000000";
        const auto answer = stoa.get("/api/race/seats/" + id + (i % 5 == 0 ? "/twice" : ""));
        const bool right = known ? answer.status() == 200 && answer.text("/id") == id &&
                                       answer.at("/free").as_int64() == static_cast<int>(n)
                                 : answer.status() == 404;
        wrong += !right;
      }
    });
  }
  for (auto& client : clients) client.join();
  CHECK(wrong == 0);
}

TEST("app: fifty clients fight for one seat, a hundred times: one gets it") {
  fight_a_hundred_times("/api/race/take", 1);
}

TEST("app: fifty clients fight for three seats in turn: three get one") {
  fight_a_hundred_times("/api/race/take-in-turn", 3);
}

}  // namespace stoa::race
