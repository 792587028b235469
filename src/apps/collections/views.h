// Views: parts of collections that are read at addresses of their own.
#pragma once

#include "apps/collections/model.h"

namespace stoa::collections {

struct ViewQuery : Paging {
  std::optional<Id<Project>> project = {};
};
BOOST_DESCRIBE_STRUCT(ViewQuery, (Paging), (project))

Page<View> list_views(Read& tx, const User& who, const ViewQuery& query);
View get_view(Read& tx, const User& who, const Id<View>& id);
View add_view(Task& task, const User& who, const ViewFields& in);
void remove_view(Task& task, const User& who, const Id<View>& id);

}  // namespace stoa::collections
