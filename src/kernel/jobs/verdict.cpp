#include "kernel/jobs/verdict.h"

#include "kernel/jobs/job.h"
#include "kernel/model/capacity.h"

namespace stoa::jobs {
namespace {

// What a person can read, and a text column takes.
std::string readable(std::string_view what) {
  std::string text(what.substr(0, 500));
  for (char& c : text)
    if (c < ' ' || c > '~') c = c == '\n' ? ' ' : '?';
  return text;
}

std::string text_of(const Refusal& refusal) {
  std::string text = readable(refusal.problem.code) + ": " + readable(refusal.problem.title);
  if (!refusal.detail.empty()) text += " " + readable(refusal.detail);
  for (const FieldError& error : refusal.errors)
    text += readable(" " + error.pointer + ": " + error.message);
  return text.substr(0, 1000);
}

}  // namespace

Verdict verdict_of(const std::exception_ptr& error, bool by_lane) {
  try {
    std::rethrow_exception(error);
  } catch (const LeaseLost&) {
    return {Verdict::lost, "its lease was lost"};
  } catch (const GiveUp& up) {
    return {Verdict::failed, text_of(up.why), true};
  } catch (const Problem& problem) {
    return {Verdict::failed, text_of({problem})};
  } catch (const Refusal& refusal) {
    const bool not_run = by_lane && is_want_of_capacity(refusal.problem);
    return {not_run ? Verdict::not_run : Verdict::failed, text_of(refusal)};
  } catch (const std::exception& exception) {
    return {Verdict::failed, readable(exception.what())};
  } catch (...) {
    return {Verdict::failed, "something that is no std::exception was thrown"};
  }
}

}  // namespace stoa::jobs
