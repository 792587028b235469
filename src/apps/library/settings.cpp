#include "apps/library/settings.h"

#include <set>

namespace stoa::library {
namespace {

// The one row's id is the same everywhere, so that no second row can come to be.
constexpr Id<LibrarySettings> the_one{
    {{0x01, 0x89, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 0x01}}};

void refuse_repeated(const std::vector<Weekday>& days) {
  if (std::set<Weekday>(days.begin(), days.end()).size() == days.size()) return;
  throw Refusal{problems::validation_failed,
                "",
                {{"/closed_weekdays", "duplicate_item", "A weekday stands here twice."}}};
}

}  // namespace

LibrarySettings settings_of(Read& tx) {
  if (auto kept = tx.find(the_one)) return std::move(*kept);
  LibrarySettings fresh;
  fresh.id = the_one;
  return fresh;
}

LibrarySettings get_settings(Read& tx, const Anyone&) { return settings_of(tx); }

LibrarySettings edit_settings(Write& tx, const Librarian&, const Patch<LibrarySettingsFields>& in) {
  LibrarySettings settings = settings_of(tx);
  LibrarySettingsFields edit = settings;
  in.apply(edit);
  refuse_repeated(edit.closed_weekdays);
  static_cast<LibrarySettingsFields&>(settings) = edit;
  return settings.version.value == 0 ? tx.insert(settings) : tx.update(settings);
}

}  // namespace stoa::library
