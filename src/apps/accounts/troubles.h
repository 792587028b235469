// What the log of this process has warned of lately, for administrators.
#pragma once

#include "apps/accounts/model.h"

namespace stoa::accounts {

enum class TroubleLevel { warning, error };
BOOST_DESCRIBE_ENUM(TroubleLevel, warning, error)

// A line of the log without an error's own words (kernel/observe/recent.h).
struct Trouble {
  std::int64_t number = 0;  // from the start of the process
  Timestamp at = {};
  TroubleLevel level = TroubleLevel::warning;
  std::string message = {};
  std::optional<std::string> app = {}, route = {}, job = {}, event = {};
  std::optional<std::string> request = {};  // by which its line is found in the log
};
BOOST_DESCRIBE_STRUCT(Trouble, (), (number, at, level, message, app, route, job, event, request))

struct TroubleList {
  std::vector<Trouble> items = {};  // the newest first, 500 at the most
};
BOOST_DESCRIBE_STRUCT(TroubleList, (), (items))

TroubleList list_troubles(Read& tx, const Admin&);

}  // namespace stoa::accounts
