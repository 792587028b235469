// The words of a recurrence rule, for its reader and its writer. Inside kernel/time only.
#pragma once

#include <array>
#include <string_view>

namespace stoa {

inline constexpr std::array<std::string_view, 7> frequency_names = {
    "SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"};
inline constexpr std::array<std::string_view, 7> weekday_names = {"MO", "TU", "WE", "TH",
                                                                  "FR", "SA", "SU"};

}  // namespace stoa
