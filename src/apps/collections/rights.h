// What somebody may do with the records of a collection, by its rules, their role and their key.
//
// Values, made for one request; what depends on a record is a condition that its statement asks.
#pragma once

#include "apps/collections/collection.h"

namespace stoa::collections {

class Rights {
 public:
  Rights(const Collection& collection, const Caller& caller);

  // The records that they may read and, of those, the fields.
  store::Sight reading() const;
  // The records with which they may do this; of the fields, those that they may write.
  store::Sight doing(Deed deed) const;
  // The fields that they may read whatever the record: what may be named in a filter or a sort
  // order.
  const Shape& nameable() const;

 private:
  enum class Use { read, write };
  bool add_rows(const AccessRule* rule, store::Sight& sight) const;
  void add_fields(Use use, store::Sight& sight) const;
  const AccessRule* rule_of(const Field& field, Use use) const;
  bool key_allows(const Field& field, Use use) const;

  const Collection& of_;
  const Principal& principal_;
  RuleCaller caller_;
  bool owner_ = false;
};

}  // namespace stoa::collections
