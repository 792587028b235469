#include "apps/library/desk.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "apps/library/app.h"
#include "apps/library/calendar.h"
#include "apps/library/lending.h"
#include "kernel/store/catalogue.h"
#include "kernel/testing/stoa.h"

namespace stoa::library {
namespace {

using testing::Answer;
using testing::Client;
using testing::Stoa;
namespace json = boost::json;

json::object merged(json::object base, const json::object& more) {
  for (const auto& [key, value] : more) base[key] = value;
  return base;
}

std::string shown(const store::Value& value) {
  if (auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (auto* text = std::get_if<std::string_view>(&value)) return std::string(*text);
  auto* blob = std::get_if<store::Blob>(&value);
  if (!blob || blob->bytes.size() != sizeof(Uuid)) return "-";
  Uuid id;
  std::copy(blob->bytes.begin(), blob->bytes.end(), id.bytes.begin());
  return to_string(id);
}

template <class T>
T only(std::vector<T> found) {
  REQUIRE(found.size() == 1);
  return std::move(found.front());
}

}  // namespace

Timestamp days_ago(int days) { return wall_clock() - std::chrono::days(days); }
Date today() { return day_of(wall_clock()); }

Desk::Desk() : Desk(testing::StoaOptions{}) {}

Desk::Desk(const testing::StoaOptions& options) : stoa_(std::make_unique<Stoa>(app(), options)) {
  const auto author = add("authors", {{"name", "Ursula K. Le Guin"}});
  work = add("works", {{"title", "The Dispossessed"}, {"authors", {author}}});
  edition = add("editions", {{"work", work}, {"title", "The Dispossessed"}});
  book = add("item-types", {{"slug", "book"}, {"name", "Book"}});
  adult = add("borrower-categories", {{"slug", "adult"}, {"name", "Adult"}});
  policy = add("policies", {{"loan_days", 28}, {"renewals", 2}, {"max_loans", 10}});
}

Desk::~Desk() = default;

Client Desk::librarian() { return stoa_->user({"library.librarian"}); }

Client Desk::owner_of(const std::string& borrower) {
  const auto code = stoa_->post("/api/library/borrowers/" + borrower + "/code", {}).expect(201);
  Client person = stoa_->user();
  person.post("/api/library/me/card", {{"code", code.text("/code")}}).expect(201);
  return person;
}

std::string Desk::add(const std::string& where, const json::object& what) {
  return stoa_->post("/api/library/" + where, what).expect(201).text("/id");
}

std::string Desk::add_copy(const std::string& barcode) { return add_copy(barcode, {}); }

std::string Desk::add_copy(const std::string& barcode, json::object more) {
  return add("copies", merged({{"edition", edition},
                               {"barcode", barcode},
                               {"location", "Main hall, shelf 12"},
                               {"item_type", book}},
                              more));
}

std::string Desk::add_borrower(const std::string& card) { return add_borrower(card, {}); }

std::string Desk::add_borrower(const std::string& card, json::object more) {
  return add("borrowers",
             merged({{"card", card}, {"name", "Reader " + card}, {"category", adult}}, more));
}

Answer Desk::lend(const std::string& barcode, const std::string& card) {
  return stoa_->post("/api/library/loans", {{"barcode", barcode}, {"card", card}});
}

Answer Desk::give_back(const std::string& barcode) {
  return stoa_->post("/api/library/returns", {{"barcode", barcode}});
}

Answer Desk::renew(const std::string& loan) {
  return stoa_->post("/api/library/loans/" + loan + "/renew", {});
}

std::string Desk::lend_at(Timestamp then, const std::string& barcode, const std::string& card) {
  std::string loan;
  write(then, [&](Write& tx) {
    const auto copy = only(tx.query<Copy>("where barcode = $1", barcode));
    const auto borrower = only(tx.query<Borrower>("where card = $1", card));
    loan = to_string(start_loan(tx, copy, borrower, then).id);
  });
  return loan;
}

std::string Desk::give_back_at(Timestamp then, const std::string& barcode) {
  std::string closed;
  write(then, [&](Write& tx) {
    const auto copy = only(tx.query<Copy>("where barcode = $1", barcode));
    const auto loan = only(tx.query<Loan>("where copy = $1 and returned is null", copy.id));
    closed = to_string(close_loan(tx, loan, then).id);
  });
  return closed;
}

void Desk::write(Timestamp now, const std::function<void(Write&)>& work) {
  stoa_->database().write_now([&](store::Connection& connection) {
    Write tx(connection, {.now = now});
    work(tx);
  });
}

void Desk::write(const std::function<void(Write&)>& work) { write(wall_clock(), work); }

std::int64_t Desk::rows_in(const std::string& table) {
  std::int64_t count = 0;
  stoa_->database().read_now([&](store::Connection& connection) {
    connection.run("select count(*) from " + table, {}, [&](const store::Row& row) {
      count = std::get<std::int64_t>(row.at(0));
      return false;
    });
  });
  return count;
}

std::string Desk::everything() {
  std::string all;
  stoa_->database().read_now([&](store::Connection& connection) {
    for (const auto& table : store::read_catalogue(connection).tables) {
      connection.run("select * from " + store::quoted_name(table.name), {},
                     [&](const store::Row& row) {
                       all += table.name;
                       for (std::size_t i = 0; i < row.size(); ++i) all += "|" + shown(row.at(i));
                       all += '\n';
                       return true;
                     });
    }
  });
  return all;
}

}  // namespace stoa::library
