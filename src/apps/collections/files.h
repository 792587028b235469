// The files of records: put, given and taken away at addresses of their own.
//
// A record tells of its file what a client wants to know; which file of the app it is, the table
// `attachments` knows, and nobody else. Whoever may read the record and the field may have the
// bytes, also through a view that shows it. Handlers are for the lanes; the rest is pure.
#pragma once

#include "apps/collections/collection.h"

namespace stoa::collections {

inline constexpr Problem no_such_file{404, "no_such_file", "The record has no such file."};

// The files that a definition names, with the types of what their routes take. Throws Refusal
// validation_failed for a media type that is never found out (kernel/files/content_type.h).
std::vector<FileField> file_fields(TypeBook& book, const Shape& record);

// Those of a collection, or of a view, which only gives.
void add_file_routes(App& app, const std::shared_ptr<const Collection>& collection);

// A record as a view tells of it: its files have addresses below the view's own.
void readdress_files(const Collection& view, const Object& record);

// A record that is made has no files yet, whatever the line says that was imported.
void clear_files(const Collection& of, void* record);

// Lets go of all files of a collection that is removed, or of the fields that it has no more.
void detach_files(Write& tx, const Id<Definition>& definition);
void detach_dropped_files(Write& tx, const Id<Definition>& definition, const Shape& before,
                          const Shape& now);

}  // namespace stoa::collections
