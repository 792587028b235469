// What somebody may do with the records of a collection, by its rules, their role and their key.
//
// Values, made for one request; what depends on a record is a condition that its statement asks.
#pragma once

#include "apps/collections/collection.h"

namespace stoa::collections {

// Why somebody may do something, or may not.
enum class Because {
  owner,      // whoever owns the project may
  closed,     // without a rule nobody else may
  rule,       // a rule says so
  no_rule,    // the field has no rule of its own: what the record's says
  key,        // the key is for less
  not_there,  // there is no such record
};

class Rights {
 public:
  enum class Use { read, write };
  // What decides; `rule` where a rule does.
  struct Decision {
    Because because = {};
    const AccessRule* rule = nullptr;
  };

  Rights(const Collection& collection, const Caller& caller);

  // The records that they may read and, of those, the fields.
  store::Sight reading() const;
  // The records with which they may do this; of the fields, those that they may write.
  store::Sight doing(Deed deed) const;
  // The fields that they may read whatever the record: what may be named in a filter or a sort
  // order.
  const Shape& nameable() const;

  // What all of these are made of.
  Decision decision(Deed deed) const;
  Decision decision(const Field& field, Use use) const;
  const RuleCaller& caller() const { return caller_; }

 private:
  bool add_rows(Deed deed, store::Sight& sight) const;
  void add_fields(Use use, store::Sight& sight) const;
  bool key_allows(const Field& field, Use use) const;

  const Collection& of_;
  const Principal& principal_;
  RuleCaller caller_;
  bool owner_ = false;
};

}  // namespace stoa::collections
