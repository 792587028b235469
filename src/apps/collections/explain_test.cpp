// Explanations: what they say, whom they are for, and that random rules decide as they say.
#include <boost/json.hpp>
#include <random>

#include "apps/collections/shelf_testing.h"

namespace stoa::collections {
namespace {

using boost::json::value;

struct Explained : Shelf {
  std::string definition;
  std::string url() const { return "/api/collections/definitions/" + definition; }

  explicit Explained(object rules) { definition = define(books(std::move(rules))).text("/id"); }

  static std::string id_of(const std::string& record) {
    return record.substr(record.rfind('/') + 1);
  }
  // What a change of it says: not what it is called.
  object change(object rules) const {
    object made = books(std::move(rules));
    made.erase("project");
    made.erase("name");
    return made;
  }
  // Somebody's deed; of no record if there is none.
  Answer ask(const Client& about, std::string_view deed, const std::string& record = "") const {
    object question{{"deed", deed}};
    if (!about.account().is_nil()) question["account"] = to_string(about.account());
    if (!record.empty()) question["record"] = id_of(record);
    return ann.post(url() + "/explain", question).expect(200);
  }
  std::string add(object record) const { return ann.post(books_url, record).expect(201).url(); }
};

TEST("collections: it is explained what each part of a rule came to for a record") {
  Explained shelf(
      {{"read", "true"}, {"update", "@role = \"editor\" OR (owner = @me AND NOT pages > 10)"}});
  shelf.join(shelf.bob, "writer");
  const std::string book = shelf.add({{"title", "A"}, {"pages", 20}});
  const Answer made = shelf.ask(shelf.bob, "update", book);
  CHECK(made.text("/verdict") == "refused");
  CHECK(made.text("/problem") == "forbidden");
  CHECK(made.text("/role") == "writer");
  CHECK(made.at("/steps/0/asks") == "read");
  CHECK(made.at("/steps/0/verdict") == "allowed");
  const value rule = made.at("/steps/1/rule");
  auto part = [](int depth, std::string_view text, value holds) {
    return object{{"depth", depth}, {"text", text}, {"holds", std::move(holds)}};
  };
  CHECK(rule == array{part(0, "@role = \"editor\" OR (owner = @me AND NOT pages > 10)", false),
                      part(1, "@role = \"editor\"", false),
                      part(1, "owner = @me AND NOT pages > 10", false),
                      part(2, "owner = @me", false), part(2, "NOT pages > 10", false)});
  CHECK(made.text("/why") ==
        "The rule does not hold: @role = \"editor\" OR (owner = @me AND NOT pages > 10).");

  // Of no record, what the caller alone decides is known.
  const Answer open = shelf.ask(shelf.bob, "update");
  CHECK(open.text("/verdict") == "depends");
  CHECK(open.at("/steps/1/rule/1/holds") == false);
  CHECK(open.at("/steps/1/rule/3/holds").is_null());
}

TEST("collections: it is explained that nobody said who may, and who needs no rule") {
  Explained shelf({{"fields", object{{"price", object{{"read", "@role = \"buyer\""}}},
                                     {"note", object{{"write", "owner = @me"}}}}}});
  const std::string book = shelf.add({{"title", "A"}});
  const Answer closed = shelf.ask(shelf.bob, "read", book);
  CHECK(closed.at("/steps/0/because") == "closed");
  CHECK(closed.text("/problem") == "books_not_found");
  CHECK(closed.text("/why").starts_with("There is no rule for this"));
  CHECK(shelf.ask(shelf.stoa.nobody(), "create").text("/problem") == "forbidden");

  const Answer owner = shelf.ask(shelf.ann, "remove", book);
  CHECK(owner.text("/verdict") == "allowed");
  CHECK(owner.text("/role") == "owner");
  CHECK(owner.at("/steps/1/because") == "owner");

  const auto fields = shelf.ask(shelf.bob, "update", book).at("/fields").as_array();
  auto field = [&](std::string_view name) {
    for (const value& one : fields)
      if (one.at("name").as_string() == std::string(name)) return one;
    return value();
  };
  CHECK(field("price").at("read") ==
        object{{"verdict", "refused"}, {"because", "rule"}, {"rule", "@role = \"buyer\""}});
  CHECK(field("price").at("write").at("because") == "no_rule");
  CHECK(field("note").at("write").at("verdict") == "refused");
  CHECK(field("title").at("read").at("verdict") == "allowed");

  shelf.ann.del(book).expect(204);
  CHECK(shelf.ask(shelf.ann, "read", book).at("/steps/0/because") == "not_there");
}

TEST("collections: an explanation is for those who keep the project alone") {
  Explained shelf({{"read", "true"}});
  const object question{{"deed", "read"}};
  const std::string url = shelf.url() + "/explain";
  shelf.bob.post(url, question).expect(404, "definition_not_found");
  shelf.stoa.nobody().post(url, question).expect(401);
  shelf.join(shelf.bob, "editor");
  shelf.bob.post(url, question).expect(403, "forbidden");
  shelf.stoa.post(url, question).expect(200);
  shelf.ann.post(url, object{{"deed", "read"}, {"scopes", array{"a:b:read"}}})
      .expect_field("/account", "required");
  const std::string ann = to_string(shelf.ann.account());
  shelf.ann.post(url, object{{"deed", "read"}, {"account", ann}, {"scopes", array{"books"}}})
      .expect_field("/scopes/0", "not_in_set");
}

TEST("collections: it is explained what a key does not reach") {
  Explained shelf({});
  const std::string book = shelf.add({{"title", "A"}});
  auto ask = [&](std::string_view deed, std::string_view scope) {
    return shelf.ann
        .post(shelf.url() + "/explain", object{{"deed", deed},
                                               {"account", to_string(shelf.ann.account())},
                                               {"record", Explained::id_of(book)},
                                               {"scopes", array{scope}}})
        .expect(200);
  };
  CHECK(ask("remove", "collections:shelf.books.price:write").text("/problem") == "scope_missing");
  CHECK(ask("read", "library:books:read").text("/problem") == "scope_missing");
  const Answer part = ask("update", "collections:shelf.books.price:write");
  CHECK(part.text("/verdict") == "allowed");
  CHECK(part.at("/steps/0/asks") == "key");
  const value fields = part.at("/fields");
  for (const value& field : fields.as_array()) {
    const bool is_price = field.at("name") == "price";
    CHECK(field.at("write").at("because") == (is_price                      ? "owner"
                                              : field.at("name") == "owner" ? "closed"
                                                                            : "key"));
  }
}

// ---- agreement ----------------------------------------------------------------------------------

struct Dice {
  std::mt19937 random{20261130};
  std::size_t below(std::size_t n) { return random() % n; }

  std::string comparison() {
    const std::string_view all[] = {"owner = @me",   "owner != @me",      "@role = \"writer\"",
                                    "@role != \"\"", "@signed_in = true", "pages > 5",
                                    "pages != 3",    "title = \"*a*\"",   "note = null",
                                    "note = @role",  "price <= 2.5",      "true",
                                    "false",         "title = \"B\\*\"",  "note:*"};
    return std::string(all[below(std::size(all))]);
  }
  std::string rule(int depth) {
    const std::string sign = below(4) == 0 ? "NOT " : "";
    if (depth == 0 || below(3) == 0) return sign + comparison();
    const std::string join = below(2) ? " AND " : " OR ";
    return sign + "(" + rule(depth - 1) + join + rule(depth - 1) + ")";
  }
  object rules() {
    object all, fields;
    for (std::string_view deed : {"read", "create", "update", "remove"})
      if (below(5)) all[deed] = rule(2);
    for (std::string_view field : {"note", "price"}) {
      object one;
      for (std::string_view use : {"read", "write"})
        if (below(2)) one[use] = rule(1);
      fields[field] = std::move(one);
    }
    all["fields"] = std::move(fields);
    return all;
  }
};

// Asks for the deed itself, and has undone what was done.
bool does(const Shelf& shelf, const Client& who, std::string_view deed, const std::string& record) {
  if (deed == "read") return who.get(record).status() == 200;
  if (deed == "update") return who.patch(record, object{}).status() == 200;
  const bool removed = who.del(record).status() == 204;
  if (removed) shelf.ann.post(record + "/restore").expect(200);
  return removed;
}

TEST("collections: random rules decide as it is explained") {
  Explained shelf({});
  const Client eve = shelf.stoa.user(), nobody = shelf.stoa.nobody();
  shelf.join(shelf.bob, "writer");
  object definition = shelf.change({{"create", "@role = \"writer\""}, {"read", "true"}});
  shelf.ann.put(shelf.url(), definition).expect(200);
  const std::vector<std::string> records{
      shelf.add({{"title", "A"}, {"pages", 3}}),
      shelf.bob.post(books_url, object{{"title", "Ba"}, {"pages", 9}, {"note", "writer"}})
          .expect(201)
          .url(),
      shelf.bob.post(books_url, object{{"title", "B*"}, {"price", 2.5}}).expect(201).url()};
  const Client* const callers[] = {&shelf.ann, &shelf.bob, &eve, &nobody};
  Dice dice;
  int allowed = 0, refused = 0;
  for (int round = 0; round < 40; ++round) {
    definition["rules"] = dice.rules();
    shelf.ann.put(shelf.url(), definition).expect(200);
    const Client& who = *callers[dice.below(4)];
    const std::string& record = records[dice.below(records.size())];
    for (std::string_view deed : {"read", "update", "remove"}) {
      const Answer said = shelf.ask(who, deed, record);
      const bool done = does(shelf, who, deed, record);
      INFO(serialize(definition["rules"]) << " " << deed << " " << said.body());
      CHECK(said.text("/verdict") == (done ? "allowed" : "refused"));
      ++(done ? allowed : refused);
      if (!done || deed == "remove") continue;
      const object seen = who.get(record).json().as_object();
      const value fields = said.at("/fields");
      for (const value& field : fields.as_array()) {
        const std::string name = field.at("name").as_string().c_str();
        CHECK((field.at("read").at("verdict") == "allowed") == seen.contains(name));
        if (deed != "update" || name == "owner" || !seen.contains(name)) continue;
        const int status = who.patch(record, object{{name, seen.at(name)}}).status();
        CHECK((field.at("write").at("verdict") == "allowed") == (status == 200));
      }
    }
    const Answer said = shelf.ask(who, "create");
    const bool made = who.post(books_url, object{{"title", std::to_string(round)}}).status() == 201;
    if (said.text("/verdict") != "depends") CHECK(made == (said.text("/verdict") == "allowed"));
  }
  CHECK(allowed > 15);
  CHECK(refused > 15);
}

}  // namespace
}  // namespace stoa::collections
