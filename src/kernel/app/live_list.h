// A list of an app as live changes ask for it: by its own route, as its caller, with its query.
//
// What it shows is therefore what a GET shows: the app's rules, the client's filter, the members
// and the records beside them that it wants. Made for a subscription; its reads are in the read
// lane.
#pragma once

#include "kernel/app/mounted.h"
#include "kernel/app/view.h"
#include "kernel/live/list.h"

namespace stoa {

// Whether rows of a list are records of a table, so that its log tells of them.
bool can_be_live(const Route& route);
// That table.
const std::string& live_table(const Route& route);

class LiveList : public live::List {
 public:
  LiveList(const MountedRoute& mounted, Caller caller, Object input, View view);

  std::vector<live::Row> rows(const std::vector<Uuid>& ids) const override;
  std::vector<Uuid> ids(std::size_t most) const override;

  // In the read lane: asks the list for nothing. Throws what a GET of it would throw, and
  // validation_failed for a list that does not page its rows by a statement.
  void try_it(store::Connection& connection) const;

 private:
  Outcome call(Read& tx) const;
  const Projections* projections() const;
  void read(const store::Work& work) const;

  const MountedRoute& mounted_;
  const Caller caller_;
  const Object input_;
  const View view_;
};

}  // namespace stoa
