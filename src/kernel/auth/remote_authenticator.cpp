#include "kernel/auth/remote_authenticator.h"

#include <algorithm>

#include "kernel/auth/crypto.h"
#include "kernel/auth/secrets.h"
#include "kernel/model/codec.h"
#include "kernel/observe/log.h"

namespace stoa::auth {
namespace {

constexpr std::string_view audience = "stoa";
constexpr std::size_t most_remembered = 50'000;
constexpr std::chrono::seconds clocks_apart{60};
constexpr std::chrono::seconds noted_every{10};

Refusal away() {
  return {.problem = problems::unavailable,
          .detail = "Who asks cannot be found out: the accounts do not answer.",
          .retry_after_s = 1};
}

ShownKind shown_kind(Credential kind) {
  if (kind == Credential::cookie) return ShownKind::cookie;
  return kind == Credential::api_key ? ShownKind::api_key : ShownKind::token;
}

// Each kind has names of its own, and none gives away what was shown.
std::string name_of(const Credentials& shown) {
  const std::string_view kind = shown.kind == Credential::cookie    ? "cookie "
                                : shown.kind == Credential::api_key ? "key "
                                                                    : "token ";
  return std::string(kind) + hash_secret(shown.secret);
}

// nullopt for what says that somebody is there, but not who.
std::optional<Principal> principal_of(const Standing& standing, Credential kind) {
  Principal principal;
  if (!standing.active) return principal;
  const auto session = standing.session ? parse_uuid(*standing.session) : std::nullopt;
  if (!standing.account || !session) return std::nullopt;
  principal.credential = kind;
  principal.account = *standing.account;
  principal.session = *session;
  principal.roles = standing.roles;
  principal.scopes = standing.scopes;
  return principal;
}

}  // namespace

std::string fault_of_url(std::string_view url, bool allow_plaintext) {
  const bool tls = url.starts_with("https://"), plain = url.starts_with("http://");
  const std::string_view place = url.substr(tls ? 8 : plain ? 7 : 0);
  if ((!tls && !plain) || place.empty() || place.find_first_of("/?#@ ") != place.npos) {
    return "\"" + std::string(url) + "\" is not https://host or https://host:port";
  }
  const std::string_view host = place.substr(0, place.rfind(':'));
  const bool address = host.find_first_not_of("0123456789.") == host.npos;
  const bool here = host == "localhost" || host == "[::1]" || (address && host.starts_with("127."));
  if (plain && !here && !allow_plaintext) {
    return "\"" + std::string(url) +
           "\" is another machine, and secrets would travel in clear: use https, or say "
           "accounts.allow_plaintext = true if the network between is yours alone";
  }
  return "";
}

RemoteAuthenticator::RemoteAuthenticator(RemoteOptions options)
    : options_(std::move(options)),
      somebody_(options_.remember, most_remembered),
      nobody_(options_.remember, most_remembered),
      keys_([this](Errand errand) { return courier_.ask(std::move(errand)); },
            [this](const Reply& reply, bool usable) { note(reply, usable); }, options_.keys),
      courier_({.url = options_.url,
                .api_key = options_.api_key,
                .ca_file = options_.ca_file,
                .connect = options_.connect,
                .at_once = options_.at_once,
                .most_waiting = options_.most_waiting + 1},  // and the keys
               [this] { keys_.poll(); }) {
  courier_.start();
}

RemoteAuthenticator::~RemoteAuthenticator() = default;

void RemoteAuthenticator::authenticate(const Credentials& shown, Found found) {
  switch (shown.kind) {
    case Credential::none:
      return found({}, {});
    case Credential::token:
      return check_token(shown, std::move(found));
    case Credential::api_key:
      return is_api_key(shown.secret) ? find_out(shown, std::move(found)) : found({}, {});
    case Credential::cookie:
      return is_secret(shown.secret) ? find_out(shown, std::move(found)) : found({}, {});
  }
}

// The issuer is left to the one who is asked next: it may have another address for people than the
// one that it is asked at.
bool RemoteAuthenticator::is_genuine(const std::string& token) const {
  return verify_token(token, keys_.known()->keys,
                      {.audience = audience, .now = wall_clock(), .early = clocks_apart})
      .has_value();
}

// Forgeries end here, without a question that would cost more than it costs to make them.
void RemoteAuthenticator::check_token(const Credentials& shown, Found found) {
  const auto kid = kid_of(shown.secret);
  if (!kid) return found({}, {});
  const auto known = keys_.known();
  const bool there = std::any_of(known->keys.begin(), known->keys.end(),
                                 [&](const Jwk& key) { return key.kid == *kid; });
  if (there) return is_genuine(shown.secret) ? find_out(shown, std::move(found)) : found({}, {});
  keys_.learn([this, shown, found = std::move(found)](bool learnt) {
    if (!learnt) return tell({found}, {});
    if (!is_genuine(shown.secret)) return tell({found}, {.known = true});
    find_out(shown, found);
  });
}

void RemoteAuthenticator::find_out(const Credentials& shown, Found found) {
  const std::string name = name_of(shown);
  const auto now = Clock::now();
  std::unique_lock lock(mutex_);
  for (const Remembered* memory : {&somebody_, &nobody_}) {
    if (auto principal = memory->recall(name, now)) {
      lock.unlock();
      return found(std::move(*principal), {});
    }
  }
  const auto open = questions_.find(name);
  if (open != questions_.end()) {
    Question& question = open->second;
    const bool fresh = !question.left ||
                       (now - *question.left <= options_.remember && question.changes == changes_);
    if (!fresh && question.late.empty()) question.late_until = now + options_.whole;
    (fresh ? question.waiting : question.late).push_back(std::move(found));
    return;
  }
  Question question{.kind = shown.kind, .until = now + options_.whole};
  question.body = to_json(Showing{.kind = shown_kind(shown.kind), .secret = {shown.secret}});
  question.waiting.push_back(found);
  std::string body = question.body;
  const auto until = question.until;
  const bool room = questions_.size() < options_.most_waiting;
  if (room) questions_.emplace(name, std::move(question));
  lock.unlock();
  if (!room) return found({}, Refusal{.problem = problems::overloaded, .retry_after_s = 1});
  if (!send(name, std::move(body), until)) answered(name, {.fault = "too much is waiting"});
}

bool RemoteAuthenticator::send(const std::string& name, std::string body, Clock::time_point until) {
  return courier_.ask({.path = std::string(introspection_path),
                       .body = std::move(body),
                       .until = until,
                       .leaving = [this, name] { has_left(name); },
                       .done = [this, name](const Reply& reply) { answered(name, reply); }});
}

void RemoteAuthenticator::has_left(const std::string& name) {
  std::lock_guard lock(mutex_);
  const auto at = questions_.find(name);
  if (at == questions_.end()) return;
  at->second.left = Clock::now();
  at->second.changes = changes_;
}

void RemoteAuthenticator::forget(const AccountId& account) {
  std::lock_guard lock(mutex_);
  ++changes_;
  somebody_.forget(account);
}

// Who came late is asked for once more: a question that was on its way for long may have been
// answered before what they would want to know happened.
void RemoteAuthenticator::answered(const std::string& name, const Reply& reply) {
  std::vector<Found> waiting;
  std::string again;
  Clock::time_point until;
  Finding finding;
  {
    std::lock_guard lock(mutex_);
    const auto at = questions_.find(name);
    if (at == questions_.end()) return;
    Question& question = at->second;
    finding = finding_of(reply, question.kind);
    const auto now = Clock::now();
    if (finding.known && question.changes == changes_) {
      Remembered& memory = finding.principal.credential == Credential::none ? nobody_ : somebody_;
      memory.remember(name, finding.principal, question.left.value_or(now), now);
    }
    waiting.swap(question.waiting);
    if (question.late.empty()) {
      wipe(question.body);
      questions_.erase(at);
    } else {
      question.waiting.swap(question.late);
      question.left.reset();
      until = question.until = question.late_until;
      again = question.body;
    }
  }
  note(reply, finding.known);
  tell(std::move(waiting), finding);
  if (again.empty()) return;
  if (!send(name, std::move(again), until)) answered(name, {.fault = "too much is waiting"});
}

RemoteAuthenticator::Finding RemoteAuthenticator::finding_of(const Reply& reply,
                                                             Credential kind) const {
  if (!reply.fault.empty() || reply.status != 200) return {};
  try {
    const auto standing = from_json<Standing>(reply.body, {.strictness = Strictness::peer});
    auto principal = principal_of(standing, kind);
    if (!principal) return {};
    return {std::move(*principal), true};
  } catch (const Refusal&) {
    return {};
  }
}

// One of them who fails must not leave the others without an answer.
void RemoteAuthenticator::tell(std::vector<Found> waiting, const Finding& finding) const {
  for (Found& found : waiting) {
    try {
      finding.known ? found(finding.principal, {}) : found({}, away());
    } catch (const std::exception& error) {
      log::error("a request was lost", {{"error", std::string_view(error.what())}});
    }
  }
}

// The log hears when it begins and when it is over, and in between now and then.
void RemoteAuthenticator::note(const Reply& reply, bool usable) {
  const auto now = Clock::now();
  std::string why = reply.fault;
  {
    std::lock_guard lock(note_mutex_);
    const bool quiet = noted_ && now - *noted_ < noted_every;
    if ((usable && !away_) || quiet) return;
    away_ = !usable;
    noted_ = now;
  }
  if (usable) return log::info("the accounts answer again");
  if (why.empty() && reply.status != 200) why = "status " + std::to_string(reply.status);
  if (why.empty()) why = "what came is no answer";
  log::warning("the accounts do not answer",
               {{"url", std::string_view(options_.url)}, {"why", std::string_view(why)}});
}

}  // namespace stoa::auth
