#include "kernel/app/live_list.h"

#include "kernel/app/projections.h"

#include "kernel/store/list_probe.h"

namespace stoa {

bool can_be_live(const Route& route) {
  if (!route.listing.row || route.exports || route.aggregates || route.lane != Lane::read)
    return false;
  const Field* id = route.listing.row->find("id");
  return id && id->type->kind == Kind::id && !id->type->computed && !live_table(route).empty();
}

const std::string& live_table(const Route& route) {
  return route.listing.row->find("id")->type->object().table;
}

LiveList::LiveList(const MountedRoute& mounted, Caller caller, Object input, View view)
    : mounted_(mounted),
      caller_(std::move(caller)),
      input_(std::move(input)),
      view_(std::move(view)) {
  mounted_.route.listing.paging(input_.get()).limit = {live::most_asked};
}

Outcome LiveList::call(Read& tx) const { return mounted_.route.call(&tx, caller_, input_.get()); }

const Projections* LiveList::projections() const { return mounted_.app->projections.get(); }

void LiveList::read(const store::Work& work) const try {
  if (mounted_.replaced) throw Refusal{problems::not_found};  // its client asks for the new one
  mounted_.app->database->read_now(store::ReadJob{.work = work, .heavy = mounted_.route.heavy});
} catch (const Problem& problem) {
  throw Refusal{problem};
}

std::vector<live::Row> LiveList::rows(const std::vector<Uuid>& ids) const {
  std::vector<live::Row> rows;
  read([&](store::Connection& connection) {
    rows.clear();
    Read tx(connection, wall_clock(), projections());
    ListProbe probe{.only = ids};
    tx.probe(probe);
    Outcome outcome = call(tx);
    if (!view_.expand.empty()) {
      Read beside(connection, tx.now(), projections());  // what it reads are not the list's pages
      outcome.expanded = expand(view_, mounted_.route, outcome.body, beside, caller_);
    }
    auto json = encode_rows(view_, mounted_.route, outcome.body, outcome.expanded);
    const Field& items = *mounted_.route.output->object().find("items");
    const Field& id = *mounted_.route.listing.row->find("id");
    for (std::size_t i = 0; i < json.size(); ++i) {
      const void* row = items.type->list->at(items.in(outcome.body.get()), i);
      rows.push_back({*static_cast<const Uuid*>(id.in(row)), std::move(json[i])});
    }
  });
  return rows;
}

std::vector<Uuid> LiveList::ids(std::size_t most) const {
  ListProbe probe{.most_ids = most};
  read([&](store::Connection& connection) {
    Read tx(connection, wall_clock(), projections());
    tx.probe(probe);
    call(tx);
  });
  return std::move(probe.ids);
}

void LiveList::try_it(store::Connection& connection) const {
  Read tx(connection, wall_clock(), projections());
  ListProbe probe{.only = std::vector<Uuid>{}};
  tx.probe(probe);
  call(tx);
  if (probe.asked) return;
  throw Refusal{problems::validation_failed,
                "",
                {{"/subscribe", "not_live", "Of this list no changes can be told."}}};
}

}  // namespace stoa
