#include "apps/collections/files.h"

#include <algorithm>

#include "apps/collections/access.h"
#include "apps/collections/history.h"
#include "kernel/files/content_type.h"

namespace stoa::collections {
namespace {

// Stands for a record of whichever collection: all ids lie in memory alike.
struct AttachedTo {};
BOOST_DESCRIBE_STRUCT(AttachedTo, (), ())

struct AttachmentRow {
  Id<File> file = {};
};
BOOST_DESCRIBE_STRUCT(AttachmentRow, (), (file))

// What a record tells of a file (kernel/model/schema_read.cpp).
struct ToldFile {
  std::string name = {};
  std::int64_t size = 0;
  std::string content_type = {}, sha256 = {}, url = {};
};
BOOST_DESCRIBE_STRUCT(ToldFile, (), (name, size, content_type, sha256, url))

enum class PictureSize { small, medium };
BOOST_DESCRIBE_ENUM(PictureSize, small, medium)
constexpr FileRef::Box small_picture{160, 160}, medium_picture{640, 640};

constexpr std::string_view any_text = "text/plain; charset=utf-8";

// As the first bytes of a file tell it.
std::string found_type(const std::string& said) {
  return said == "text/plain" ? std::string(any_text) : said;
}

bool may_be_picture(const FileRule& rule) {
  constexpr std::string_view readable[] = {"image/jpeg", "image/png", "image/webp"};
  return rule.types.empty() ||
         std::find_first_of(rule.types.begin(), rule.types.end(), std::begin(readable),
                            std::end(readable)) != rule.types.end();
}

void check_media_types(const Field& field) {
  std::vector<FieldError> errors;
  for (std::size_t i = 0; i < field.type->file->types.size(); ++i) {
    const std::string& type = field.type->file->types[i];
    if (!files::extension_of(found_type(type)).empty()) continue;
    errors.push_back(
        {"/schema/properties/" + field.name + "/x-stoa-media-types/" + std::to_string(i),
         "not_in_set", "No file is found to be of this type; docs/guide-schemas.md lists those."});
  }
  if (!errors.empty()) throw Refusal{problems::validation_failed, "", std::move(errors)};
}

std::string address_of(const Collection& of, const Uuid& id, const std::string& field) {
  return "/api/collections" + of.path() + "/" + to_string(id) + "/files/" + field;
}

std::optional<Id<File>> attached(Read& tx, const Uuid& id, const std::string& field) {
  const auto rows = tx.rows<AttachmentRow>(
      "select file from attachments where record = $1 and field = $2", Id<AttachedTo>{id}, field);
  if (rows.empty()) return std::nullopt;
  return rows.front().file;
}

// Puts another file, or none, in the place of a record's; one version more.
void replace_file(Write& tx, const Collection& of, const Caller& caller, const Field& field,
                  Object& record, const Upload* upload) {
  const Uuid id = record_id(of, record);
  const auto was = before_change(of, record);
  const auto before = attached(tx, id, field.name);
  if (before)
    tx.run("delete from attachments where record = $1 and field = $2", Id<AttachedTo>{id},
           field.name);
  void* told = field.in(record.get());
  field.type->optional->reset(told);
  if (upload) {
    const File file = tx.attach(*upload);
    tx.run("insert into attachments (definition, record, field, file) values ($1, $2, $3, $4)",
           of.definition, Id<AttachedTo>{id}, field.name, file.id);
    const ToldFile data{file.name, file.size, file.content_type, file.sha256,
                        address_of(of, id, field.name)};
    decode(*field.type, told, to_json(data), {.strictness = Strictness::peer});
  }
  veil_of(record.get()) = 0;
  store::MadeWrites(tx, of.types).update(record);
  record_change(tx, of, caller, RecordDeed::changed, record, was);
  if (before) tx.detach(*before);
}

// The record, if they may write this field of it.
Object writable_record(Write& tx, const Collection& of, const Field& field, const Rights& rights,
                       const Uuid& id) {
  Object record = read(tx, of, id, rights.reading());
  const std::uint64_t unwritable = check(tx, of, id, rights.doing(Deed::update));
  if (unwritable >> field.veil & 1) throw Refusal{problems::forbidden};
  return record;
}

// ---- as routes ----------------------------------------------------------------------------------

// A field of a collection, for the closures of its routes.
struct FilePlace {
  std::shared_ptr<const Collection> of;
  const FileField* file;

  const Field& field() const { return *of->types.shape().find(file->name); }
  // A member of what one of its routes takes.
  template <class T>
  static const T& member(const Type& input, std::string_view name, const void* value) {
    return *static_cast<const T*>(input.object().find(name)->in(value));
  }
};

Route file_route(const FilePlace& place, Lane lane) {
  Route route;
  route.lane = lane;
  route.access.kind = Access::Kind::guest;
  route.access.in_part = true;
  route.resource = place.of->resource();
  return route;
}

Route get_file_route(const FilePlace& place) {
  Route route = file_route(place, Lane::read);
  route.input = {
      .form = InputForm::fields, .type = place.file->look, .shape = &place.file->look->object()};
  route.sends_file = true;
  route.call = [place](void* tx, const Caller& caller, const void* input) -> Outcome {
    Read& reading = *static_cast<Read*>(tx);
    const Type& type = *place.file->look;
    const auto& id = FilePlace::member<Uuid>(type, "id", input);
    const Object record = read(reading, *place.of, id, Rights(*place.of, caller).reading());
    // Who may not read the field is told nothing of it.
    if (place.field().veiled_in(record.get())) throw no_such_file;
    const auto file = attached(reading, id, place.file->name);
    if (!file) throw no_such_file;
    FileRef ref{.file = reading.get(*file)};
    if (!type.object().find("size")) return {.file = std::move(ref)};
    const auto& size = FilePlace::member<std::optional<PictureSize>>(type, "size", input);
    if (size) ref.fit = *size == PictureSize::small ? small_picture : medium_picture;
    return {.file = std::move(ref)};
  };
  return route;
}

Route put_file_route(const FilePlace& place) {
  Route route = file_route(place, Lane::write);
  route.input = {.form = InputForm::fields,
                 .type = place.file->upload,
                 .shape = &place.file->upload->object()};
  route.output = place.of->row;
  route.call = [place](void* tx, const Caller& caller, const void* input) -> Outcome {
    Write& writing = *static_cast<Write*>(tx);
    const Collection& of = *place.of;
    const Rights rights(of, caller);
    const Type& type = *place.file->upload;
    Object record = writable_record(writing, of, place.field(), rights,
                                    FilePlace::member<Uuid>(type, "id", input));
    replace_file(writing, of, caller, place.field(), record,
                 &FilePlace::member<Upload>(type, "file", input));
    return {.body = as_read(writing, of, rights, std::move(record))};
  };
  return route;
}

Route remove_file_route(const FilePlace& place) {
  Route route = file_route(place, Lane::write);
  route.input = {.form = InputForm::id,
                 .type = place.of->types.shape().find(FieldRole::self_id)->type};
  route.status = 204;
  route.call = [place](void* tx, const Caller& caller, const void* input) -> Outcome {
    Write& writing = *static_cast<Write*>(tx);
    const auto& id = *static_cast<const Uuid*>(input);
    Object record =
        writable_record(writing, *place.of, place.field(), Rights(*place.of, caller), id);
    if (!attached(writing, id, place.file->name)) throw no_such_file;
    replace_file(writing, *place.of, caller, place.field(), record, nullptr);
    return {};
  };
  return route;
}

}  // namespace

std::vector<FileField> file_fields(TypeBook& book, const Shape& record) {
  std::vector<FileField> all;
  for (const Field& field : record.fields) {
    if (field.role != FieldRole::file) continue;
    check_media_types(field);
    const std::string name = record.name + "." + field.name;
    const Type& id = book.id_of(ShapeOf(record));
    Shape look{name + ".look", "", {{"id", &id}}};
    if (may_be_picture(*field.type->file))
      look.fields.push_back({"size", &type_of<std::optional<PictureSize>>()});
    Shape upload{name + ".upload", "", {{"id", &id}, {"file", &type_of<Upload>()}}};
    all.push_back({field.name, &book.object(std::move(upload)), &book.object(std::move(look))});
  }
  return all;
}

void add_file_routes(App& app, const std::shared_ptr<const Collection>& of) {
  for (const FileField& file : of->files) {
    if (!of->row->object().find(file.name)) continue;
    const FilePlace place{of, &file};
    const std::string path = of->path() + "/{id}/files/" + file.name;
    const std::string name = of->project + "_" + of->name + "_file-" + file.name;
    const std::string what = "the file " + file.name + " of one of " + of->title;
    app.add_route(get_file_route(place), "get_" + name, "GET", path, "Get " + what, {no_such_file});
    if (of->is_view) continue;
    app.add_route(put_file_route(place), "put_" + name, "PUT", path, "Put " + what,
                  {problems::forbidden});
    const FileRule& rule = *place.field().type->file;
    std::vector<std::string> types;
    for (const std::string& type : rule.types) types.push_back(found_type(type));
    app.upload(rule.max_bytes, std::move(types));
    app.add_route(remove_file_route(place), "remove_" + name, "DELETE", path, "Remove " + what,
                  {problems::forbidden, no_such_file});
  }
}

void readdress_files(const Collection& view, const Object& record) {
  for (const FileField& file : view.files) {
    const Field& field = *view.types.shape().find(file.name);
    auto* told = const_cast<void*>(field.type->optional->get(field.in(record.get())));
    if (!told) continue;
    const Field& url = *field.type->element->object().find("url");
    *static_cast<std::string*>(url.in(told)) = address_of(view, record_id(view, record), file.name);
  }
}

void clear_files(const Collection& of, void* record) {
  for (const FileField& file : of.files) {
    const Field& field = *of.types.shape().find(file.name);
    field.type->optional->reset(field.in(record));
  }
}

void detach_files(Write& tx, const Id<Definition>& definition) {
  const auto rows =
      tx.rows<AttachmentRow>("select file from attachments where definition = $1", definition);
  tx.run("delete from attachments where definition = $1", definition);
  for (const AttachmentRow& row : rows) tx.detach(row.file);
}

void detach_dropped_files(Write& tx, const Id<Definition>& definition, const Shape& before,
                          const Shape& now) {
  for (const Field& field : before.fields) {
    const Field* still = now.find(field.name);
    if (field.role != FieldRole::file || (still && still->role == FieldRole::file)) continue;
    const auto rows =
        tx.rows<AttachmentRow>("select file from attachments where definition = $1 and field = $2",
                               definition, field.name);
    tx.run("delete from attachments where definition = $1 and field = $2", definition, field.name);
    for (const AttachmentRow& row : rows) tx.detach(row.file);
  }
}

}  // namespace stoa::collections
