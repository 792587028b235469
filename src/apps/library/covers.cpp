#include "apps/library/covers.h"

namespace stoa::library {
namespace {

// Puts another file, or none, in the place of an edition's cover.
Edition replace_cover(Write& tx, Edition edition, std::optional<Id<File>> cover) {
  const std::optional<Id<File>> before = std::exchange(edition.cover, cover);
  edition = tx.update(edition);
  if (before) tx.detach(*before);
  return edition;
}

}  // namespace

FileRef get_cover(Read& tx, const Anyone&, const CoverView& in) {
  const Edition edition = tx.get(in.id);
  if (!edition.cover) throw cover_not_found;
  FileRef ref{.file = tx.get(*edition.cover)};
  if (in.size == CoverSize::small) ref.fit = {120, 180};
  if (in.size == CoverSize::medium) ref.fit = {400, 600};
  return ref;
}

Edition set_cover(Write& tx, const Librarian&, const NewCover& in) {
  return replace_cover(tx, tx.get(in.id), tx.attach(in.cover).id);
}

void remove_cover(Write& tx, const Librarian&, const Id<Edition>& id) {
  const Edition edition = tx.get(id);
  if (!edition.cover) throw cover_not_found;
  replace_cover(tx, edition, std::nullopt);
}

}  // namespace stoa::library
