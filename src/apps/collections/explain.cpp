#include "apps/collections/explain.h"

#include <algorithm>

#include "apps/collections/catalogue.h"
#include "apps/collections/definitions.h"
#include "apps/collections/projects.h"

namespace stoa::collections {
namespace {

using store::MadeRecords;
using store::Sight;
using Use = Rights::Use;

constexpr std::size_t conditions_at_once = most_made_fields;

// Whoever is asked about, as if they came: an account's roles are known of whoever asks alone.
Caller caller_of(const Question& question, const User& who) {
  Caller caller;
  if (!question.account) return caller;
  Principal& principal = caller.principal;
  principal.account = *question.account;
  principal.credential = question.scopes ? Credential::api_key : Credential::token;
  if (principal.account == who.account()) principal.roles = who.principal.roles;
  if (question.scopes) principal.scopes.assign(question.scopes->begin(), question.scopes->end());
  return caller;
}

void check_question(const Question& question) {
  std::vector<FieldError> errors;
  if (question.scopes && !question.account)
    errors.push_back({"/account", "required", "A key is somebody's."});
  for (std::size_t i = 0; question.scopes && i < question.scopes->size(); ++i) {
    if (is_scope((*question.scopes)[i])) continue;
    errors.push_back({"/scopes/" + std::to_string(i), "not_in_set", "This is no scope."});
  }
  if (!errors.empty()) throw Refusal{problems::validation_failed, "", std::move(errors)};
}

// What a deed is called by, to which record.
std::pair<std::string, std::string> request_for(Deed deed, const Collection& of, const Uuid& id) {
  const std::string list = "/api/collections" + of.path(), one = list + "/" + to_string(id);
  switch (deed) {
    case Deed::create:
      return {"POST", list};
    case Deed::update:
      return {"PATCH", one};
    case Deed::remove:
      return {"DELETE", one};
    default:
      return {"GET", one};
  }
}

StepKind step_of(Deed deed) { return static_cast<StepKind>(static_cast<int>(deed) + 1); }

class Explainer {
 public:
  Explainer(Read& tx, const Collection& of, const Caller& caller, const Question& question)
      : tx_(tx), of_(of), question_(question), rights_(of, caller) {
    if (question.record)
      there_ = MadeRecords(tx, of.types).find(question.record->value, {}).has_value();
  }

  void ask_route(const Route& route, const Principal& principal) {
    ExplainedStep step{StepKind::key, Verdict::allowed, Because::key};
    try {
      check_access(route.access, route.scope(), principal);
    } catch (const Refusal& refusal) {
      step.verdict = Verdict::refused;
      refuse(refusal.problem.code, "The key has no scope for this.");
    }
    add(std::move(step));
  }

  void ask(Deed deed) {
    const auto [because, rule] = rights_.decision(deed);
    ExplainedStep step{step_of(deed), Verdict::refused, because};
    if (question_.record && !there_) {
      step.because = Because::not_there;
    } else {
      step.verdict = rows(deed == Deed::read ? rights_.reading() : rights_.doing(deed));
      if (rule) explain_rule(*rule, step.rule);
    }
    if (step.verdict == Verdict::refused) {
      // What cannot be read is not there; what may not be done with it is another thing.
      const bool hidden = deed == Deed::read || step.because == Because::not_there;
      refuse(hidden ? not_found_problem(of_.types.shape()).code : problems::forbidden.code,
             sentence(step));
    }
    add(std::move(step));
  }

  Explanation finish() {
    made_.role = rights_.caller().role;
    add_fields();
    if (made_.why.empty()) made_.why = sentence(made_.steps.back());
    return std::move(made_);
  }

 private:
  void refuse(std::string_view code, std::string why) {
    if (made_.verdict == Verdict::refused) return;
    made_.verdict = Verdict::refused;
    made_.problem = std::string(code);
    made_.why = std::move(why);
  }

  void add(ExplainedStep step) {
    if (step.verdict == Verdict::depends && made_.verdict == Verdict::allowed)
      made_.verdict = Verdict::depends;
    made_.steps.push_back(std::move(step));
  }

  Verdict rows(const Sight& sight) {
    if (sight.rows.empty()) return Verdict::allowed;
    for (const FilterNode& row : sight.rows)
      if (row.kind == FilterNode::Kind::constant && !row.holds) return Verdict::refused;
    if (!question_.record) return Verdict::depends;
    return MadeRecords(tx_, of_.types).find(question_.record->value, sight) ? Verdict::allowed
                                                                            : Verdict::refused;
  }

  // As the reader's own fields are found: a bit for each condition that does not hold.
  std::uint64_t veil(const Sight& sight) {
    auto found = MadeRecords(tx_, of_.types)
                     .find(question_.record->value, {.veil = sight.veil, .fields = sight.fields});
    return found ? veil_of(found->get()) : sight.veil;
  }

  void explain_rule(const AccessRule& rule, std::vector<ExplainedPart>& parts) {
    std::vector<std::pair<std::size_t, FilterNode>> open;
    flatten(rule, 0, parts, open);
    if (!there_) return;
    for (std::size_t i = 0; i < open.size(); i += conditions_at_once) {
      Sight sight;
      const std::size_t end = std::min(open.size(), i + conditions_at_once);
      for (std::size_t j = i; j < end; ++j)
        sight.fields.emplace_back(static_cast<int>(j - i), std::move(open[j].second));
      const std::uint64_t bits = veil(sight);
      for (std::size_t j = i; j < end; ++j) parts[open[j].first].holds = !(bits >> (j - i) & 1);
    }
  }

  // `open` are those parts that a record has to answer.
  void flatten(const AccessRule& rule, std::int64_t depth, std::vector<ExplainedPart>& parts,
               std::vector<std::pair<std::size_t, FilterNode>>& open) const {
    FilterNode bound = rule.bind(rights_.caller());
    ExplainedPart part{depth, rule.text()};
    if (bound.kind == FilterNode::Kind::constant)
      part.holds = bound.holds;
    else
      open.emplace_back(parts.size(), std::move(bound));
    parts.push_back(std::move(part));
    for (const AccessRule& one : rule.parts()) flatten(one, depth + 1, parts, open);
  }

  void add_fields() {
    const Deed writing = question_.deed == Deed::create ? Deed::create : Deed::update;
    const Sight read = rights_.reading(), write = rights_.doing(writing);
    const std::uint64_t unread = there_ ? veil(read) : read.veil;
    const std::uint64_t unwritten = there_ ? veil(write) : write.veil;
    for (const Field& field : of_.types.shape().fields) {
      if (!field.defined() && field.role != FieldRole::owner) continue;
      ExplainedField& made = made_.fields.emplace_back(ExplainedField{field.name});
      made.read = right(field, Use::read, read, unread);
      made.write = field.defined() ? right(field, Use::write, write, unwritten)
                                   : ExplainedRight{Verdict::refused, Because::closed};
    }
  }

  ExplainedRight right(const Field& field, Use use, const Sight& sight, std::uint64_t veil) const {
    const auto [because, rule] = rights_.decision(field, use);
    ExplainedRight made{Verdict::allowed, because};
    if (rule) made.rule = rule->text();
    const bool open = !there_ && std::any_of(sight.fields.begin(), sight.fields.end(),
                                             [&](auto& one) { return one.first == field.veil; });
    if (veil >> field.veil & 1)
      made.verdict = Verdict::refused;
    else if (open)
      made.verdict = Verdict::depends;
    return made;
  }

  std::string sentence(const ExplainedStep& step) const {
    switch (step.because) {
      case Because::owner:
        return "Whoever owns the project may do everything.";
      case Because::closed:
        return "There is no rule for this, so that it is for the owners of the project alone.";
      case Because::not_there:
        return "There is no such record, or it has been removed.";
      case Because::key:
        return "The key has a scope for this.";
      default:
        break;
    }
    const std::string rule = step.rule.front().text;
    if (step.verdict == Verdict::depends) return "It depends on the record whether " + rule + ".";
    return (step.verdict == Verdict::allowed ? "The rule holds: " : "The rule does not hold: ") +
           rule + ".";
  }

  Read& tx_;
  const Collection& of_;
  const Question& question_;
  const Rights rights_;
  bool there_ = false;
  Explanation made_;
};

}  // namespace

Explanation explain(Task& task, const User& who, const Question& question) {
  check_question(question);
  Id<Project> project;
  task.read([&](Read& tx) {
    project = get_definition(tx, who, question.id).project;
    check_owner(tx, who, project);
  });
  auto& catalogue = task.service<Catalogue>();
  const auto of = catalogue.collection(project, question.id);
  if (!of) throw Refusal{not_found_problem(shape_of<Definition>())};
  const auto [method, path] =
      request_for(question.deed, *of, question.record.value_or(Id<AnyRecord>()).value);
  const Match route = catalogue.routes().find(method, path);
  if (!route.route) throw Refusal{not_found_problem(shape_of<Definition>())};
  const Caller caller = caller_of(question, who);
  Explanation made;
  task.read([&](Read& tx) {
    Explainer explainer(tx, *of, caller, question);
    if (question.scopes) explainer.ask_route(route.route->route, caller.principal);
    // Of what they may not read they are not told more.
    if (question.deed == Deed::update || question.deed == Deed::remove) explainer.ask(Deed::read);
    explainer.ask(question.deed);
    made = explainer.finish();
  });
  return made;
}

}  // namespace stoa::collections
