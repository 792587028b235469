// A collection as it is now: the types of its records, its rules, where it is; made of a
// definition.
//
// A view is one too: of the same records it shows some. Made by a Build (build.h); immutable
// afterwards but for what it remembers, any thread.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>

#include "apps/collections/room.h"
#include "kernel/store/made_records.h"
#include "kernel/store/rule.h"

namespace stoa::collections {

// Who belongs to a project, as what. Owned by the Catalogue, which keeps it up to date; any thread.
class Membership {
 public:
  // "" for whoever does not belong to it.
  std::string role(const AccountId& account) const {
    const std::shared_lock lock(mutex_);
    const auto at = roles_.find(account);
    return at == roles_.end() ? "" : at->second;
  }
  void replace(std::map<AccountId, std::string> roles) {
    const std::lock_guard lock(mutex_);
    roles_ = std::move(roles);
  }

 private:
  mutable std::shared_mutex mutex_;
  std::map<AccountId, std::string> roles_;
};

enum class Deed { read, create, update, remove };

struct FieldRule {
  std::optional<AccessRule> read = {}, write = {};
};

// A field that is a file, and what its routes take: the id of a record, with a file or a size.
struct FileField {
  std::string name;
  const Type* upload = nullptr;
  const Type* look = nullptr;
};

struct Collection {
  Id<Definition> definition;  // of a view: that whose records it shows
  std::string project, name, title;
  const Membership* members = nullptr;
  bool is_view = false;
  bool history = false;  // what the records were is kept, and read here

  store::MadeRecord types;
  const Type* row = nullptr;         // what its readers are given: all fields, or those of a view
  const Type* page = nullptr;        // of rows
  const Type* patch = nullptr;       // MadePatch
  std::map<Deed, AccessRule> rules;  // without one, it is for owners of the project alone
  std::optional<AccessRule> filter;  // which records a view has
  std::map<std::string, FieldRule> fields;
  // By whose words records are found, if its readers may be shown all of these.
  std::vector<std::string> searched;
  std::vector<FileField> files;
  // Fields whose values are one record's: by these it is made or changed at once.
  std::vector<std::vector<std::string>> keys;
  mutable Room room;  // for more records

  std::string path() const { return "/" + project + "/" + name; }
  // "shelf.books", as scopes call it; of a field "shelf.books.price".
  std::string resource(const std::string& field = {}) const {
    return project + "." + name + (field.empty() ? "" : "." + field);
  }
  const AccessRule* rule(Deed deed) const {
    const auto at = rules.find(deed);
    return at == rules.end() ? nullptr : &at->second;
  }
  // The row without these fields, for whoever may not name them.
  const Shape& without(std::uint64_t veil) const;

 private:
  mutable std::mutex mutex_;
  mutable TypeBook parts_;
  mutable std::map<std::uint64_t, const Shape*> known_;
};

inline const Uuid& record_id(const Collection& of, const Object& record) {
  return *static_cast<const Uuid*>(of.types.shape().find(FieldRole::self_id)->in(record.get()));
}

}  // namespace stoa::collections
