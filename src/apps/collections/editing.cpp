#include "apps/collections/editing.h"

#include "apps/collections/catalogue.h"
#include "apps/collections/projects.h"

namespace stoa::collections {

void rebuild(Task& task, const Id<Project>& id, const std::function<Places(Plan&)>& change,
             const std::function<void(Write&, const Build&)>& keep) {
  std::optional<Plan> plan;
  task.read([&](Read& tx) { plan = read_plan(tx, tx.get(id)); });
  auto& catalogue = task.service<Catalogue>();
  const Places about = change(*plan);
  const auto made = catalogue.try_out(*plan, about);
  task.write_locking([&](Write& tx) {
    // Others wait here, before any of them looks at tables.
    tx.run("update projects set version = version where id = $1", id);
    const Project project = tx.get(id);
    if (project.version.value != plan->project.version.value) throw changed_meanwhile;
    tx.update(project);
    keep(tx, *made);
  });
  catalogue.refresh(id);
}

void edit(Task& task, const User& who, const Id<Project>& id,
          const std::function<Places(Plan&)>& change,
          const std::function<void(Write&, const Build&)>& keep) {
  task.read([&](Read& tx) { check_owner(tx, who, id); });
  rebuild(task, id, change, [&](Write& tx, const Build& made) {
    check_owner(tx, who, id);
    keep(tx, made);
  });
}

}  // namespace stoa::collections
