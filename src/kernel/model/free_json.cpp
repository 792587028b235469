#include "kernel/model/free_json.h"

#include <map>
#include <set>
#include <vector>

#include "kernel/model/codec.h"
#include "kernel/model/json_writer.h"
#include "kernel/model/numbers.h"
#include "kernel/model/text_faults.h"

namespace stoa {
namespace {

class FreeReader {
 public:
  FreeReader(JsonReader& in, std::string& out, FieldErrors& errors)
      : in_(in), out_(out), errors_(errors) {}

  void value(const Path& at) {
    auto kind = in_.peek();
    auto from = in_.offset();
    switch (kind) {
      case JsonKind::object:
        return object(at);
      case JsonKind::array:
        return array(at);
      case JsonKind::string:
        check(in_.string().flaw, at);
        break;
      case JsonKind::number:
        number(at);
        break;
      default:
        in_.skip();
    }
    out_ += in_.since(from);
  }

 private:
  void object(const Path& at) {
    std::set<std::string, std::less<>> seen;
    JsonString key;
    out_ += '{';
    for (in_.begin_object(); in_.next_member(key);) {
      auto [name, fresh] = seen.emplace(key.text);
      Path member(at, *name);
      check(key.flaw, member);
      if (!fresh) errors_.add(member, duplicate_field());
      if (out_.back() != '{') out_ += ',';
      append_json_string(out_, *name);
      out_ += ':';
      value(member);
    }
    out_ += '}';
  }

  void array(const Path& at) {
    std::size_t index = 0;
    out_ += '[';
    for (in_.begin_array(); in_.next_item(); ++index) {
      if (index != 0) out_ += ',';
      value(Path(at, index));
    }
    out_ += ']';
  }

  void number(const Path& at) {
    auto text = in_.number();
    if (!real_number(text)) errors_.add(at, beyond_numbers(text));
  }

  void check(TextFlaw flaw, const Path& at) {
    if (flaw != TextFlaw::none) errors_.add(at, text_fault(flaw));
  }

  JsonReader& in_;
  std::string& out_;
  FieldErrors& errors_;
};

struct Member {
  std::string name;
  std::string value;
};

std::vector<Member> members_of(std::string_view object) {
  std::vector<Member> members;
  if (!object.starts_with('{')) return members;
  JsonReader in(object);
  JsonString key;
  for (in.begin_object(); in.next_member(key);) {
    members.push_back({std::string(key.text), {}});
    in.peek();
    auto from = in.offset();
    in.skip();
    members.back().value = in.since(from);
  }
  return members;
}

// A member without a value is one that a patch took away, or is about to give one.
const std::string gone;

std::string object_of(const std::vector<Member>& members) {
  std::string out = "{";
  for (const auto& member : members) {
    if (member.value == gone) continue;
    if (out.size() > 1) out += ',';
    append_json_string(out, member.name);
    out += ':';
    out += member.value;
  }
  return out += '}';
}

}  // namespace

void read_free_json(JsonReader& in, std::string& out, const Path& at, FieldErrors& errors) {
  FreeReader(in, out, errors).value(at);
}

std::string compact_json(std::string_view json) {
  JsonReader in(json);
  FieldErrors errors;
  std::string out;
  read_free_json(in, out, Path(), errors);
  in.end();
  errors.throw_any();
  return out;
}

std::string merge_json(std::string_view target, std::string_view patch) {
  if (!patch.starts_with('{')) return std::string(patch);
  auto members = members_of(target);
  std::map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < members.size(); ++i) places.emplace(members[i].name, i);
  for (const auto& change : members_of(patch)) {
    auto [place, fresh] = places.emplace(change.name, members.size());
    if (fresh) members.push_back({change.name, gone});
    auto& value = members[place->second].value;
    value = change.value == "null" ? gone : merge_json(value, change.value);
  }
  return object_of(members);
}

}  // namespace stoa
