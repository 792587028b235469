// Tables that come in, line by line.

#include "kernel/app/import_testing.h"

namespace stoa::import_toy {

TEST("import: a CSV table, line by line through the handler of its collection") {
  Garden garden;
  const auto import = garden.import("", "height;name\n3;rose\n;\"sweet pea\"\r\n");
  CHECK(import.text("/state") == "done");
  CHECK(import.at("/imported").as_int64() == 2);
  CHECK(import.at("/records").as_int64() == 2);
  CHECK(import.at("/file").is_null());
  CHECK(garden.names() == Lines{"rose", "sweet pea"});
}

TEST("import: NDJSON is told by its first character") {
  Garden garden;
  const auto import =
      garden.import("", "{\"name\": \"rose\"}\n\n{\"name\": \"oak\", \"height\": 40}");
  CHECK(import.text("/state") == "done");
  CHECK(garden.names() == Lines{"oak", "rose"});
}

TEST("import: what is exported is imported again") {
  Garden garden;
  garden.import("", "name,height\n'=rose,3\n\"a \"\"b\"\", c\",\n");
  const std::string table = garden.stoa.get("/api/garden/plants/export?fields=name,height").body();
  Garden other;
  CHECK(other.import("", table).text("/state") == "done");
  CHECK(other.names() == garden.names());
  CHECK(other.names() == Lines{"=rose", "a \"b\", c"});
}

TEST("import: one line that is not right, and nothing is there; each is told of") {
  Garden garden;
  garden.import("", "name\nrose\n");
  const auto import = garden.import(
      "", "name,height\noak,5\nash,tall\nelm,1000\n,7\nrose,1\n\"x\"y,1\na,1,2,3\nfir,1\n");
  CHECK(import.text("/state") == "refused");
  CHECK(import.at("/imported").as_int64() == 0);
  CHECK(import.at("/refused").as_int64() == 6);
  CHECK(garden.faults(import) == Lines{"3 /height wrong_type", "4 /height too_large",
                                       "5 /name required", "6 - name_taken", "7 - malformed_line",
                                       "8 - too_many"});
  CHECK(garden.names() == Lines{"rose"});
}

TEST("import: mode valid takes the lines that are right") {
  Garden garden;
  const auto import =
      garden.import("mode=valid",
                    "{\"name\": \"oak\"}\n{\"nam\": 1}\n[]\n{\"name\": \"oak\"}\nnot\n"
                    "{\"name\": \"elm\"}\n");
  CHECK(import.text("/state") == "done");
  CHECK(import.at("/imported").as_int64() == 2);
  CHECK(import.at("/refused").as_int64() == 4);
  CHECK(garden.names() == Lines{"elm", "oak"});
}

TEST("import: mode check leaves nothing but its report") {
  Garden garden;
  auto import = garden.import("mode=check", "name\noak\nelm\n");
  CHECK(import.text("/state") == "done");
  CHECK(import.at("/imported").as_int64() == 0);
  import = garden.import("mode=check", "name\noak\noak\n");
  CHECK(import.text("/state") == "refused");
  CHECK(garden.faults(import) == Lines{"3 - name_taken"});
  CHECK(garden.count() == 0);
}

TEST("import: what only the import itself finds out is taken back") {
  Garden garden;
  const auto import = garden.import("", many(0, 250) + "plant 3,1\n");
  CHECK(import.text("/state") == "refused");
  CHECK(import.at("/imported").as_int64() == 0);
  CHECK(garden.faults(import) == Lines{"252 - name_taken"});
  CHECK(garden.count() == 0);
}

TEST("import: faults scattered over many portions cost no good line") {
  Garden garden;
  garden.import("", many(100, 110));
  const auto import = garden.import("mode=valid", many(0, 330));
  CHECK(import.at("/imported").as_int64() == 320);
  CHECK(import.at("/refused").as_int64() == 10);
  CHECK(garden.count() == 330);
  CHECK(garden.faults(import).front() == "102 - name_taken");
}

TEST("import: a table that is there already costs no commit a line") {
  Garden garden;
  garden.import("", many(0, 300));
  const auto before = garden.stoa.database().stats().commits;
  const auto import = garden.import("mode=valid", many(0, 300));
  CHECK(import.at("/refused").as_int64() == 300);
  CHECK(garden.stoa.database().stats().commits - before < 50);
}

TEST("import: a header that names no member refuses the whole") {
  Garden garden;
  const auto import = garden.import("mode=valid", "name,heigth\noak,1\n");
  CHECK(import.text("/state") == "refused");
  CHECK(garden.faults(import) == Lines{"1 /heigth unknown_field"});
}

TEST("import: who may not add one may not add many; an import is its owner's") {
  Garden garden;
  auto ann = garden.stoa.user();
  ann.send("POST", "/api/garden/imports?collection=plants", "name\noak\n").expect(403, "forbidden");
  garden.stoa.nobody()
      .send("POST", "/api/garden/imports?collection=plants", "name\noak\n")
      .expect(401, "not_signed_in");
  garden.send("collection=seeds", "plant\n1\n")
      .expect(422)
      .expect_field("/collection", "not_in_set");
  garden.send("collection=plants", std::string("\0\1\2", 3)).expect(415, "wrong_file_type");
  garden.send("collection=plants&mode=half", "name\noak\n").expect(422);
  const auto import = garden.import("", "name\noak\n");
  const std::string url = "/api/garden/imports/" + import.text("/id");
  ann.get(url).expect(404, "import_not_found");
  ann.get(url + "/faults").expect(404, "import_not_found");
  ann.post(url + "/cancel").expect(404, "import_not_found");
  CHECK(ann.get("/api/garden/imports").expect(200).at("/items").as_array().empty());
  CHECK(garden.stoa.get("/api/garden/imports").at("/items").as_array().size() == 1);
}

}  // namespace stoa::import_toy
