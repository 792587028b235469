// Who borrows: how they are found, and how an account becomes a borrower's.

#include "apps/library/borrowers.h"

#include <fmt/format.h>

#include <atomic>
#include <boost/json.hpp>
#include <thread>

#include "apps/library/desk.h"
#include "apps/library/names.h"
#include "kernel/testing/stoa.h"

namespace stoa::library {
namespace {

namespace json = boost::json;
using Words = std::vector<std::string>;
const std::string borrowers_url = "/api/library/borrowers";
const std::string my_card = "/api/library/me/card";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) out += fmt::format("%{:02x}", static_cast<unsigned char>(c));
  return out;
}

std::size_t found(Desk& desk, std::string_view words) {
  return desk.stoa()
      .get(borrowers_url + "?search=" + escaped(words))
      .expect(200)
      .at("/items")
      .as_array()
      .size();
}

std::string new_code(Desk& desk, const std::string& borrower) {
  return desk.stoa().post(borrowers_url + "/" + borrower + "/code", {}).expect(201).text("/code");
}

}  // namespace

TEST("library: a name's words lose case and marks") {
  CHECK(name_words("Ana María Nuñez-Łódź") == Words{"ana", "lodz", "maria", "nunez"});
  CHECK(name_words("O'Brien, Søren ØSTERGÅRD") == Words{"brien", "o", "ostergard", "soren"});
  CHECK(name_words("Lê Thị Mai  MAI") == Words{"le", "mai", "thi"});
  CHECK(name_words("E\xCC\x81lodie Ångström") == Words{"angstrom", "elodie"});
  CHECK(name_words("ТОЛСТОЙ Ёлка Ђ") == Words{"толстой", "ёлка", "ђ"});
  CHECK(name_words("ΟΔΥΣΣΕΥΣ Έλενα") == Words{"έλενα", "οδυσσευσ"});
  CHECK(name_words("山田　太郎") == Words{"太郎", "山田"});
  CHECK(name_words("Luís ÆTHEL \xF0\x9F\x93\x9A") == Words{"luis", "æthel", "\xF0\x9F\x93\x9A"});
  CHECK(name_words(" -- ‘’ ").empty());
  CHECK(name_words("").empty());
}

TEST("library: a borrower is found by the beginnings of the words of their name, and by card") {
  Desk desk;
  const auto ana = desk.add_borrower("C-1", {{"name", "Ana María Núñez"}});
  desk.add_borrower("C-2", {{"name", "Anabel Brown"}});
  desk.add_borrower("C-3", {{"name", "Zoë Ångström"}});
  CHECK(found(desk, "nunez") == 1);
  CHECK(found(desk, "NÚÑ") == 1);
  CHECK(found(desk, "ana") == 2);
  CHECK(found(desk, "mar ana") == 1);
  CHECK(found(desk, "zoe ang") == 1);
  CHECK(found(desk, "nuñez brown") == 0);
  CHECK(found(desk, "%_'\"") == 0);
  CHECK(found(desk, "a b c d e f g h i j k l m") == 0);
  const auto by_card = desk.stoa().get(borrowers_url + "?card=C-3").expect(200);
  CHECK(by_card.text("/items/0/name") == "Zoë Ångström");
  desk.stoa().patch(borrowers_url + "/" + ana, {{"name", "Ana Brown"}}).expect(200);
  CHECK(found(desk, "nunez") == 0);
  CHECK(found(desk, "brown ana") == 2);
  const auto all = desk.stoa().get(borrowers_url).expect(200);
  CHECK(all.text("/items/0/name") == "Ana Brown");
  CHECK(all.text("/items/2/name") == "Zoë Ångström");
}

TEST("library: a card is one borrower's, of a category that is there") {
  Desk desk;
  desk.add_borrower("C-1");
  const auto second = borrowers_url + "/" + desk.add_borrower("C-2");
  const json::object taken{{"card", "C-1"}, {"name", "x"}, {"category", desk.adult}};
  desk.stoa().post(borrowers_url, taken).expect(409, "card_taken");
  desk.stoa().patch(second, {{"card", "C-1"}}).expect(409, "card_taken");
  desk.stoa()
      .patch(second, {{"category", "01890000-0000-7000-8000-000000000000"}})
      .expect(422, "unknown_category");
  desk.stoa().patch(second, {{"account", nullptr}}).expect_field("/account", "unknown_field");
  desk.stoa().del("/api/library/borrower-categories/" + desk.adult).expect(409, "category_in_use");
  desk.stoa().del(second).expect(204);
  desk.stoa().get(second).expect(404, "borrower_not_found");
  CHECK(found(desk, "reader") == 1);
}

TEST("library: a librarian's code makes a card somebody's own") {
  Desk desk;
  const auto id = desk.add_borrower("C-1", {{"name", "Ana"}, {"note", "Pays late"}});
  const auto ana = desk.stoa().user();
  ana.get(my_card).expect(404, "no_card");
  const auto made = desk.librarian().post(borrowers_url + "/" + id + "/code").expect(201);
  CHECK(made.text("/code").size() == 43);
  CHECK(parse_timestamp(made.text("/expires")) > wall_clock() + std::chrono::days(29));
  CHECK(desk.everything().find(made.text("/code")) == std::string::npos);
  const auto linked = ana.post(my_card, {{"code", made.text("/code")}}).expect(201);
  CHECK(linked.text("/card") == "C-1");
  CHECK(linked.text("/category") == "Adult");
  CHECK(linked.body().find("Pays late") == std::string::npos);
  CHECK(ana.get(my_card).expect(200).body() == linked.body());
  CHECK(desk.stoa().get(borrowers_url + "/" + id).text("/account") == to_string(ana.account()));
  CHECK(desk.rows_in("card_codes") == 0);
  desk.stoa().post(borrowers_url + "/" + id + "/code", {}).expect(409, "borrower_has_account");
}

TEST("library: a code is used once, by nobody who has a card, before it is too old") {
  Desk desk;
  const auto first = desk.add_borrower("C-1"), second = desk.add_borrower("C-2");
  const auto ann = desk.stoa().user(), bob = desk.stoa().user();
  const auto use = [](const testing::Client& person, const std::string& code) {
    return person.post(my_card, {{"code", code}});
  };
  use(ann, "wrong").expect(422, "code_invalid");
  use(desk.stoa().nobody(), "wrong").expect(401, "not_signed_in");
  const auto old = new_code(desk, first), fresh = new_code(desk, first);
  use(ann, old).expect(422, "code_invalid");
  use(ann, fresh).expect(201);
  use(bob, fresh).expect(422, "code_invalid");
  const auto other = new_code(desk, second);
  use(ann, other).expect(409, "account_has_card");
  desk.write([](Write& tx) {
    tx.run("update card_codes set expires = $1", tx.now() - std::chrono::seconds(1));
  });
  use(bob, other).expect(422, "code_invalid");
  use(bob, new_code(desk, second)).expect(201);
}

TEST("library: an account that was linked by mistake is taken off, with what it did") {
  Desk desk;
  desk.add_copy("B-1");
  const auto id = desk.add_borrower("C-1");
  const auto wrong = desk.owner_of(id);
  wrong.post(desk.lend("B-1", "C-1").expect(201).url() + "/renew").expect(201);
  CHECK(desk.everything().find(to_string(wrong.account())) != std::string::npos);
  desk.stoa().del(borrowers_url + "/" + id + "/account").expect(204);
  desk.stoa().del(borrowers_url + "/" + id + "/account").expect(204);
  CHECK(desk.everything().find(to_string(wrong.account())) == std::string::npos);
  wrong.get(my_card).expect(404, "no_card");
  CHECK(desk.owner_of(id).get(my_card).expect(200).text("/card") == "C-1");
}

TEST("library: twenty people use a code at once, one gets the card") {
  Desk desk;
  for (int round = 0; round < 5; ++round) {
    const auto id = desk.add_borrower("C-" + std::to_string(round));
    const auto code = new_code(desk, id);
    std::atomic<int> linked = 0, refused = 0;
    std::vector<std::thread> people;
    for (int i = 0; i < 20; ++i) {
      people.emplace_back([&, person = desk.stoa().user()] {
        const auto answer = person.post(my_card, {{"code", code}});
        if (answer.status() == 201) ++linked;
        if (answer.status() == 422 && answer.text("/code") == "code_invalid") ++refused;
      });
    }
    for (auto& person : people) person.join();
    REQUIRE(linked == 1);
    REQUIRE(refused == 19);
  }
}

}  // namespace stoa::library
