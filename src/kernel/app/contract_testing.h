// Shelves, boxes and items: a small app with what every record, list and write keeps.
//
// For the tests named "contract:".
#pragma once

#include <atomic>
#include <boost/json.hpp>

#include "kernel/testing/stoa.h"

namespace stoa::contract {

namespace json = boost::json;
using testing::Client;
using testing::Stoa;

struct ShelfFields {
  Text<1, 20> name = {};
};
BOOST_DESCRIBE_STRUCT(ShelfFields, (), (name))
struct Shelf : ShelfFields {
  static constexpr auto table = "shelves";
  Id<Shelf> id = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Shelf, (ShelfFields), (id, version, created, updated))

struct BoxFields {
  Text<1, 20> label = {};
  std::optional<Id<Shelf>> shelf = {};
};
BOOST_DESCRIBE_STRUCT(BoxFields, (), (label, shelf))
struct Box : BoxFields {
  static constexpr auto table = "boxes";
  Id<Box> id = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Box, (BoxFields), (id, version, created, updated))
struct EditBox : BoxFields {
  Id<Box> id = {};
};
BOOST_DESCRIBE_STRUCT(EditBox, (BoxFields), (id))

struct ItemFields {
  Id<Box> box = {};
  List<Id<Shelf>, 0, 5> seen_on = {};
};
BOOST_DESCRIBE_STRUCT(ItemFields, (), (box, seen_on))
struct Item : ItemFields {
  static constexpr auto table = "items";
  Id<Item> id = {};
  Version version = {};
  Created created = {};
  Updated updated = {};
};
BOOST_DESCRIBE_STRUCT(Item, (ItemFields), (id, version, created, updated))

struct Keeper : Role<"contract.keeper"> {};

inline constexpr Problem label_taken{409, "label_taken", "Taken."};

inline Shelf add_shelf(Write& tx, const Keeper&, const ShelfFields& in) {
  return tx.insert(Shelf{in});
}
inline Shelf get_shelf(Read& tx, const Keeper&, const Id<Shelf>& id) { return tx.get(id); }

inline Page<Box> list_boxes(Read& tx, const Anyone&, const Paging& in) {
  return tx.page<Box>("select * from boxes", {}, "id", in);
}
inline Box add_box(Write& tx, const Anyone&, const BoxFields& in) { return tx.insert(Box{in}); }
// A row rule: what is labelled "hidden" is there for nobody.
inline Box get_box(Read& tx, const Anyone&, const Id<Box>& id) {
  Box box = tx.get(id);
  if (box.label == "hidden") throw Refusal{not_found_problem(shape_of<Box>())};
  return box;
}
inline Box edit_box(Write& tx, const Anyone&, const Patch<EditBox>& in) {
  Box box = tx.get(in.fields.id);
  EditBox edit{box, box.id};
  in.apply(edit);
  static_cast<BoxFields&>(box) = edit;
  return tx.update(box);
}
inline void remove_box(Write& tx, const Anyone&, const Id<Box>& id) { tx.remove(id); }

inline Page<Item> list_items(Read& tx, const Anyone&, const Paging& in) {
  return tx.page<Item>("select * from items", {}, "id", in);
}
inline Item add_item(Write& tx, const Anyone&, const ItemFields& in) { return tx.insert(Item{in}); }
inline Item get_item(Read& tx, const Anyone&, const Id<Item>& id) { return tx.get(id); }

inline std::atomic<int> tasks_run = 0;
inline Box task_box(Task& task, const User&, const BoxFields& in) {
  ++tasks_run;
  Box box;
  task.write([&](Write& tx) { box = tx.insert(Box{in}); });
  if (in.label == "broken") throw label_taken;
  return box;
}
inline WithHeaders<Box> cookie_box(Write& tx, const Anyone&, const BoxFields& in) {
  return {tx.insert(Box{in}), {{"Set-Cookie", "secret=1"}}};
}

inline const std::vector<embedded::File>& files() {
  static constexpr std::string_view sql = R"(
    create table shelves (id {id} primary key not null, name {text} not null,
      version {int} not null, created {instant} not null, updated {instant} not null) strict;
    create table boxes (id {id} primary key not null, label {text} not null, shelf {id},
      version {int} not null, created {instant} not null, updated {instant} not null) strict;
    create unique index boxes_label on boxes (label);
    create table items (id {id} primary key not null, box {id} not null, seen_on {json} not null,
      version {int} not null, created {instant} not null, updated {instant} not null) strict;)";
  static const std::vector<embedded::File> all = {
      {"migrations/0001_all.sql", {sql.data(), sql.data() + sql.size()}}};
  return all;
}

inline App app() {
  return App("contract", "Boxes", files())
      .post<&add_shelf>("/shelves", "Add")
      .get<&get_shelf>("/shelves/{id}", "Get")
      .get<&list_boxes>("/boxes", "List")
      .post<&add_box>("/boxes", "Add", {label_taken})
      .get<&get_box>("/boxes/{id}", "Get")
      .patch<&edit_box>("/boxes/{id}", "Edit", {label_taken})
      .del<&remove_box>("/boxes/{id}", "Remove")
      .must_match()
      .get<&list_items>("/items", "List")
      .post<&add_item>("/items", "Add")
      .get<&get_item>("/items/{id}", "Get")
      .post<&task_box>("/tasks", "Add by a task", {label_taken})
      .post<&cookie_box>("/cookies", "Add and set a cookie", {label_taken})
      .unique("boxes_label", label_taken);
}

inline const std::string base = "/api/contract";

inline testing::Answer keyed(const Client& client, const std::string& path, const json::value& body,
                             const std::string& key) {
  return client.send("POST", base + path, json::serialize(body),
                     {{"Content-Type", "application/json"}, {"Idempotency-Key", key}});
}

inline std::int64_t count_boxes(Stoa& stoa) {
  return stoa.get(base + "/boxes?count=exact").at("/total/rows").as_int64();
}

}  // namespace stoa::contract
