// Item types: what kinds of things the library lends, as far as its rules tell them apart.
#pragma once

#include "apps/library/lending_model.h"

namespace stoa::library {

struct EditItemType : ItemTypeFields {
  Id<ItemType> id = {};
};
BOOST_DESCRIBE_STRUCT(EditItemType, (ItemTypeFields), (id))

Page<ItemType> list_item_types(Read&, const Anyone&, const Paging&);
ItemType get_item_type(Read&, const Anyone&, const Id<ItemType>&);
ItemType add_item_type(Write&, const Librarian&, const ItemTypeFields&);
ItemType edit_item_type(Write&, const Librarian&, const Patch<EditItemType>&);
void remove_item_type(Write&, const Librarian&, const Id<ItemType>&);

}  // namespace stoa::library
