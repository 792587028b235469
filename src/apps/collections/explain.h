// Why somebody may do something with the records of a collection, or may not: for those who keep
// it.
//
// What decides is asked, not imitated: the route's access, Rights, and the statement that a request
// would make.
#pragma once

#include "apps/collections/rights.h"

namespace stoa::collections {

BOOST_DESCRIBE_ENUM(Deed, read, create, update, remove)
BOOST_DESCRIBE_ENUM(Because, owner, closed, rule, no_rule, key, not_there)

struct Question {
  Id<Definition> id = {};
  std::optional<AccountId> account = {};  // none: somebody who is not signed in
  Deed deed = Deed::read;
  std::optional<Id<AnyRecord>> record = {};
  std::optional<List<Text<1, 200>, 0, 50>> scopes = {};  // of the key by which they come
};
BOOST_DESCRIBE_STRUCT(Question, (), (id, account, deed, record, scopes))

enum class Verdict {
  allowed,
  refused,
  depends  // on the record, of which none was named
};
BOOST_DESCRIBE_ENUM(Verdict, allowed, refused, depends)

// The whole of a rule, or a part of it; a part is one deeper than what it is a part of.
struct ExplainedPart {
  std::int64_t depth = 0;
  std::string text = {};
  std::optional<bool> holds = {};  // none where it depends on the record
};
BOOST_DESCRIBE_STRUCT(ExplainedPart, (), (depth, text, holds))

enum class StepKind { key, read, create, update, remove };
BOOST_DESCRIBE_ENUM(StepKind, key, read, create, update, remove)

// Something that is asked before it is done.
struct ExplainedStep {
  StepKind asks = {};
  Verdict verdict = {};
  Because because = {};
  std::vector<ExplainedPart> rule = {};
};
BOOST_DESCRIBE_STRUCT(ExplainedStep, (), (asks, verdict, because, rule))

struct ExplainedRight {
  Verdict verdict = {};
  Because because = {};
  std::optional<std::string> rule = {};
};
BOOST_DESCRIBE_STRUCT(ExplainedRight, (), (verdict, because, rule))

struct ExplainedField {
  std::string name = {};
  ExplainedRight read = {}, write = {};
};
BOOST_DESCRIBE_STRUCT(ExplainedField, (), (name, read, write))

struct Explanation {
  Verdict verdict = Verdict::allowed;
  std::string why = {};                     // a sentence
  std::optional<std::string> problem = {};  // the code that they are refused with
  std::string role = {};                    // in the project; "" for none
  std::vector<ExplainedStep> steps = {};    // in their order; the first that refuses decides
  std::vector<ExplainedField> fields = {};
};
BOOST_DESCRIBE_STRUCT(Explanation, (), (verdict, why, problem, role, steps, fields))

// For the owners of its project: others are told what any other route tells them.
Explanation explain(Task& task, const User& who, const Question& question);

}  // namespace stoa::collections
