#include "apps/library/item_types.h"

#include "apps/library/lending_problems.h"
#include "apps/library/queries.h"

namespace stoa::library {

Page<ItemType> list_item_types(Read& tx, const Anyone&, const Paging& in) {
  return tx.page<ItemType>(sql::item_type_hits, {}, "slug", in);
}

ItemType get_item_type(Read& tx, const Anyone&, const Id<ItemType>& id) { return tx.get(id); }

ItemType add_item_type(Write& tx, const Librarian&, const ItemTypeFields& in) {
  return tx.insert(ItemType{in});
}

ItemType edit_item_type(Write& tx, const Librarian&, const Patch<EditItemType>& in) {
  ItemType type = tx.get(in.fields.id);
  EditItemType edit{type, type.id};
  in.apply(edit);
  static_cast<ItemTypeFields&>(type) = edit;
  return tx.update(type);
}

void remove_item_type(Write& tx, const Librarian&, const Id<ItemType>& id) {
  if (tx.exists<Copy>("item_type = $1", id) || tx.exists<LoanPolicy>("item_type = $1", id))
    throw item_type_in_use;
  tx.remove(id);
}

}  // namespace stoa::library
