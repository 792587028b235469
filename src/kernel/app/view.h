// How a client wants an answer to be given: which of its members, and which records that it refers
// to beside them. `fields` and `expand` are understood by every GET that answers with a record or a
// list of them.
//
// Pure functions; any thread. expand() runs in the read's own lane.
#pragma once

#include <string>
#include <vector>

#include "kernel/app/mounted.h"
#include "kernel/http/message.h"
#include "kernel/model/field_mask.h"
#include "kernel/store/aggregate.h"

namespace stoa {

// A member that refers to another record, the route that answers with that record, and what of it
// is expanded in turn.
struct Expansion {
  std::string member;
  const MountedRoute* route = nullptr;
  std::vector<Expansion> inner = {};
};

enum class ExportFormat { csv, ndjson };

struct View {
  ExportFormat format = ExportFormat::csv;  // of an export
  Aggregating aggregating = {};             // of an aggregate
  FieldMask fields = {};
  std::vector<Expansion> expand = {};
  bool plain() const { return fields.all() && expand.empty(); }
};

inline constexpr std::size_t most_expand_depth = 3;
inline constexpr std::size_t most_expansions = 10;           // named in one request
inline constexpr std::size_t most_expanded_records = 200;    // read for one answer
inline constexpr std::size_t most_expanded_bytes = 4 << 20;  // written into one

// Whether a parameter is one of a view, on this route.
bool is_view_parameter(const Route& route, std::string_view name);
// Members of a list's input that mean nothing where it is given as a whole, or summed up.
const std::vector<std::string>& parameters_left_out(const Route& route);

// Whether a request says nothing of `expand`: the records beside the answer have their own rules of
// who may read them.
bool expands_nothing(const http::Request& request);

// Members of a route's answer that `expand` may name.
std::vector<std::string> expandable_members(const MountedRoute& mounted);

// What those are members of; nullptr where there are none.
const Shape* expandable_row(const MountedRoute& mounted);
// What the records of such a member look like.
const Type& expanded_type(const MountedRoute& mounted, const std::string& member);

// Throws Refusal: validation_failed at /fields or /expand; forbidden where the caller may not read
// what is to be expanded.
View read_view(const MountedRoute& mounted, const http::Request& request, const Caller& caller);

// For each row of an answer, or for the one record that it is, what `expand` adds to it: a JSON
// object of the records by member, null for one that this caller cannot see. Each record is asked
// for at its own route, in the same snapshot, as if the caller had done so.
std::vector<std::string> expand(const View& view, const Route& route, const Object& answer,
                                Read& tx, const Caller& caller);

// The rows of a list's answer, each by itself, as the view wants them.
std::vector<std::string> encode_rows(const View& view, const Route& route, const Object& answer,
                                     const std::vector<std::string>& expanded);

// The answer's JSON, as the view wants it.
std::string encode_view(const View& view, const Route& route, const Object& answer,
                        const std::vector<std::string>& expanded);

}  // namespace stoa
