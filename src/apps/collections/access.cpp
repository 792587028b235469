#include "apps/collections/access.h"

namespace stoa::collections {
namespace {

using store::MadeRecords;
using store::Sight;

// The database is asked what rests on a record; where nothing does, it is known already.
bool is_certain(const Sight& sight) { return sight.rows.empty() && sight.fields.empty(); }

}  // namespace

Object read(Read& tx, const Collection& of, const Uuid& id, const Sight& sight) {
  auto found = MadeRecords(tx, of.types).find(id, sight);
  if (!found) throw Refusal{not_found_problem(of.types.shape())};
  return std::move(*found);
}

std::uint64_t check(Write& tx, const Collection& of, const Uuid& id, const Sight& sight) {
  if (is_certain(sight)) return sight.veil;
  const auto allowed = MadeRecords(tx, of.types).find(id, sight);
  if (!allowed) throw Refusal{problems::forbidden};
  return veil_of(allowed->get());
}

Object as_read(Write& tx, const Collection& of, const Rights& rights, Object record) {
  const Sight sight = rights.reading();
  std::uint64_t& veil = veil_of(record.get());
  if (is_certain(sight)) {
    veil = sight.veil;
    return record;
  }
  if (auto seen = MadeRecords(tx, of.types).find(record_id(of, record), sight))
    return std::move(*seen);
  for (const Field& field : of.types.shape().fields) veil |= field.defined() ? bit_of(field) : 0;
  return record;
}

}  // namespace stoa::collections
