#include "apps/collections/editing.h"

#include "apps/collections/catalogue.h"
#include "apps/collections/projects.h"

namespace stoa::collections {

void edit(Task& task, const User& who, const Id<Project>& id,
          const std::function<Uuid(Plan&)>& change,
          const std::function<void(Write&, const Build&)>& keep) {
  std::optional<Plan> plan;
  task.read([&](Read& tx) {
    check_owner(tx, who, id);
    plan = read_plan(tx, tx.get(id));
  });
  auto& catalogue = task.service<Catalogue>();
  const Uuid about = change(*plan);
  const auto made = catalogue.try_out(*plan, about);
  task.write([&](Write& tx) {
    check_owner(tx, who, id);
    const Project project = tx.get(id);
    if (project.version.value != plan->project.version.value) throw changed_meanwhile;
    tx.update(project);  // first: others wait here, before any of them looks at tables
    keep(tx, *made);
  });
  catalogue.refresh(id);
}

}  // namespace stoa::collections
