#include "kernel/store/search_index.h"

#include <algorithm>

#include "kernel/store/sql.h"

namespace stoa::store {
namespace {

// An id of no record in particular.
const Type& id_type() {
  static const Type type = detail::plain<Uuid>(stoa::Kind::id);
  return type;
}

}  // namespace

void index_records(Session& session, std::string_view statement, const std::vector<Uuid>& ids) {
  for (std::size_t first = 0; first < ids.size(); first += indexed_at_once) {
    const auto last = std::min(ids.size(), first + indexed_at_once);
    AnyOf list{&id_type(), {}};
    for (auto i = first; i < last; ++i) list.values.push_back(&ids[i]);
    Parameters parameters(list);
    const auto sql = parameters.spell_out_lists(statement);
    session.enqueue(sql, parameters.values());
  }
}

}  // namespace stoa::store
