// A library to test lending in: one edition of one work, one type of items, one category of
// borrowers, one policy for all, and short ways to do what is done at the desk. For tests only.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "apps/library/lending_model.h"

namespace boost::json {
class object;
}
namespace stoa::testing {
class Answer;
class Client;
class Stoa;
struct StoaOptions;
}  // namespace stoa::testing

namespace stoa::library {

class Desk {
 public:
  Desk();
  explicit Desk(const testing::StoaOptions& options);
  ~Desk();

  testing::Stoa& stoa() { return *stoa_; }
  testing::Client librarian();
  // Somebody signed in whose card this is: by a code, as people do it.
  testing::Client owner_of(const std::string& borrower);

  // Each gives the id of what it adds.
  std::string add(const std::string& where, const boost::json::object& what);
  std::string add_copy(const std::string& barcode);
  std::string add_copy(const std::string& barcode, boost::json::object more);
  std::string add_borrower(const std::string& card);
  std::string add_borrower(const std::string& card, boost::json::object more);

  testing::Answer lend(const std::string& barcode, const std::string& card);
  testing::Answer give_back(const std::string& barcode);
  testing::Answer renew(const std::string& loan);
  // As if it had been done then; the loan's id.
  std::string lend_at(Timestamp then, const std::string& barcode, const std::string& card);
  std::string give_back_at(Timestamp then, const std::string& barcode);

  void write(Timestamp now, const std::function<void(Write&)>& work);
  void write(const std::function<void(Write&)>& work);
  std::int64_t rows_in(const std::string& table);
  // All that the database holds, its log included, a line for each row.
  std::string everything();

  std::string work, edition, book, adult, policy;

 private:
  std::unique_ptr<testing::Stoa> stoa_;
};

Timestamp days_ago(int days);
Date today();

}  // namespace stoa::library
