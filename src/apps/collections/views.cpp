#include "apps/collections/views.h"

#include "apps/collections/definitions.h"
#include "apps/collections/editing.h"
#include "apps/collections/projects.h"

namespace stoa::collections {

Page<View> list_views(Read& tx, const User& who, const ViewQuery& query) {
  return tx.page<View>("select * from views", of_own_projects(who, query.project), "name, id",
                       query);
}

View get_view(Read& tx, const User& who, const Id<View>& id) {
  const auto view = tx.find(id);
  if (view && is_member(tx, who, view->project)) return *view;
  throw Refusal{not_found_problem(shape_of<View>())};
}

View add_view(Task& task, const User& who, const ViewFields& in) {
  View view{in};
  view.id = {make_uuid_v7(task.now())};
  edit(
      task, who, in.project,
      [&](Plan& plan) {
        plan.views.push_back(view);
        return view.id.value;
      },
      [&](Write& tx, const Build&) {
        check_name(tx, in.project, in.name);
        view = tx.insert(view);
      });
  return view;
}

void remove_view(Task& task, const User& who, const Id<View>& id) {
  View view;
  task.read([&](Read& tx) { view = get_view(tx, who, id); });
  edit(
      task, who, view.project,
      [&](Plan& plan) {
        std::erase_if(plan.views, [&](const View& one) { return one.id == id; });
        return id.value;
      },
      [&](Write& tx, const Build&) { tx.remove(id); });
}

}  // namespace stoa::collections
