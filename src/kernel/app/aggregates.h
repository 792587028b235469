// What a list comes to: GET /api/<app>/<list>/aggregate, beside every list: counts, sums, extremes,
// as a whole or by groups.
//
// The list's own handler runs, with its rules, its parameters and its client's filter; the page
// that it asks its transaction for is summed up instead of read (kernel/store/list_probe.h). Among
// the heavy reads, for it looks at all rows. Pure but for its transaction; any thread.
#pragma once

#include "kernel/app/route.h"
#include "kernel/store/aggregate.h"

namespace stoa {

class App;
class Read;

// Gives each list of an app its aggregate. Throws std::logic_error for a list with a parameter of
// its own that means something else here.
void add_aggregates(App& app);

// Whether an aggregate has a parameter of that name beside those of its list; reads it.
bool is_aggregate_parameter(std::string_view name);
// Throws Refusal validation_failed. Other parameters are left alone.
Aggregating read_aggregating(const std::vector<std::pair<std::string, std::string>>& query);

// Aggregates, of the rows that this caller is shown.
Outcome aggregate_list(const Route& route, Read& tx, const Caller& caller, const Object& input,
                       const Aggregating& asked);

}  // namespace stoa
