#include "kernel/testing/stoa.h"

#include <boost/json.hpp>
#include <future>

#include "kernel/http/finish.h"

namespace stoa::testing {
namespace {

std::filesystem::path make_folder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "stoa-test-XXXXXX").string();
  if (!mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder");
  return pattern;
}

KernelOptions kernel_options(const std::filesystem::path& folder,
                             const std::optional<PostgresTestDatabase>& postgres,
                             const StoaOptions& options, Authenticator* authenticator) {
  KernelOptions made;
  if (!options.own_accounts) made.authenticator = authenticator;
  made.config.data = folder;
  made.config.accounts_password_memory_kib = 8192;
  if (postgres) made.config.database_url = postgres->url();
  made.demo = options.demo;
  made.strict_problems = true;
  if (options.configure) options.configure(made.config);
  return made;
}

}  // namespace

const Answer& Answer::expect(int expected) const {
  INFO("answered " << response_.status << " " << response_.body);
  REQUIRE(response_.status == expected);
  return *this;
}

const Answer& Answer::expect(int expected, std::string_view code) const {
  expect(expected);
  INFO("answered " << response_.body);
  REQUIRE(text("/code") == code);
  REQUIRE(header("Content-Type") == "application/problem+json");
  return *this;
}

const Answer& Answer::expect_field(std::string_view pointer, std::string_view code) const {
  expect(422, "validation_failed");
  INFO("answered " << response_.body << ", expected " << code << " at " << pointer);
  bool found = false;
  const json::value errors = at("/errors");
  for (const json::value& error : errors.as_array()) {
    found = found ||
            (error.at("pointer").as_string() == pointer && error.at("code").as_string() == code);
  }
  REQUIRE(found);
  return *this;
}

json::value Answer::json() const {
  boost::system::error_code failed;
  json::value value = json::parse(response_.body, failed);
  INFO("answered " << response_.body);
  REQUIRE(!failed);
  return value;
}

json::value Answer::at(std::string_view pointer) const {
  json::value value = json();
  boost::system::error_code failed;
  const json::value* found = value.find_pointer(pointer, failed);
  INFO("no " << pointer << " in " << response_.body);
  REQUIRE(found != nullptr);
  return *found;
}

Stoa::Stoa(std::vector<App> apps, StoaOptions options)
    : folder_(make_folder()), postgres_(PostgresTestDatabase::make()) {
  KernelOptions made = kernel_options(folder_, postgres_, options, &authenticator_);
  if (!options.own_accounts) made.directory = &directory_;
  made.postman = &postman_;
  made.clock = [this] { return wall_clock() + std::chrono::microseconds(travelled_); };
  kernel_ = std::make_unique<Kernel>(std::move(made), std::move(apps));
  kernel_->open();
  admin_.emplace(user({"admin"}));
}

Stoa::~Stoa() {
  kernel_.reset();
  std::filesystem::remove_all(folder_);
}

Client Stoa::user(std::vector<std::string> roles) {
  const AccountId account{make_uuid_v7(wall_clock())};
  return {*kernel_, TrustingAuthenticator::authorization(account, roles), account};
}

std::string percent_encoded(std::string_view text) {
  std::string encoded;
  for (const unsigned char c : text) {
    if (std::isalnum(c)) {
      encoded += static_cast<char>(c);
    } else {
      constexpr char digits[] = "0123456789ABCDEF";
      encoded += {'%', digits[c >> 4], digits[c & 15]};
    }
  }
  return encoded;
}

Answer Stoa::get(std::string path, std::vector<http::Header> headers) {
  return admin_->get(std::move(path), std::move(headers));
}
Answer Stoa::post(std::string path, const json::value& body) {
  return admin_->post(std::move(path), body);
}
Answer Stoa::patch(std::string path, const json::value& body) {
  return admin_->patch(std::move(path), body);
}
Answer Stoa::del(std::string path) { return admin_->del(std::move(path)); }
Answer Stoa::send(std::string method, std::string target, std::string body,
                  std::vector<http::Header> headers) {
  return admin_->send(std::move(method), std::move(target), std::move(body), std::move(headers));
}

// "Bearer <account> <role>,<role>"; a blank at the end does not come over a wire.
std::string TrustingAuthenticator::authorization(const AccountId& account,
                                                 const std::vector<std::string>& roles) {
  std::string text = "Bearer " + to_string(account) + " ";
  for (const std::string& role : roles) text += role + ",";
  return text;
}

void TrustingAuthenticator::authenticate(const Credentials& credentials, Found found) {
  const std::string& secret = credentials.secret;
  const auto account = parse_uuid(secret.substr(0, 36));
  if (!account) return found({}, {});
  {
    const std::lock_guard lock(mutex_);
    if (forgotten_.contains(*account)) return found({}, {});
  }
  Principal principal{.credential = Credential::token, .account = {*account}};
  for (std::size_t at = 37; at < secret.size();) {
    const std::size_t comma = secret.find(',', at);
    principal.roles.push_back(secret.substr(at, comma - at));
    at = comma + 1;
  }
  found(std::move(principal), {});
}

void TrustingAuthenticator::forget(const AccountId& account) {
  const std::lock_guard lock(mutex_);
  forgotten_.insert(account.value);
}

std::optional<Contact> OpenDirectory::contact(const AccountId& account) {
  if (account == gone) return std::nullopt;
  return Contact{
      .address = to_string(account) + "@people.invalid", .name = "Ann", .locale = locale};
}

mail::Fate WatchedPostman::take(const mail::Letter& letter) {
  if (refusal) throw *refusal;
  const std::lock_guard lock(mutex_);  // several mails are delivered at a time
  taken.push_back(letter);
  return fate;
}

// As the server does it: a body that its route wants in a sink goes there.
void Client::take_body(http::Request& request) const {
  if (request.body.empty()) return;
  const http::Intake intake = kernel_->admit(request);
  if (!intake.sink) return;
  intake.sink->take(request.body);
  intake.sink->finish();
  request.sink = intake.sink;
  request.body.clear();
}

Answer Client::send(std::string method, std::string target, std::string body,
                    std::vector<http::Header> headers) const {
  auto request = std::make_shared<http::Request>();
  std::size_t question = target.find('?');
  request->method = std::move(method);
  request->path = target.substr(0, question);
  request->query = question == target.npos ? "" : target.substr(question + 1);
  request->target = std::move(target);
  request->body = std::move(body);
  request->peer = "127.0.0.1";
  request->id = "test";
  if (!authorization_.empty()) request->headers.add("Authorization", authorization_);
  for (http::Header& header : headers) request->headers.add(header.name, header.value);
  try {
    take_body(*request);
  } catch (const Refusal& refusal) {
    return Answer(http::problem_response(refusal, request->id));
  }
  auto promise = std::make_shared<std::promise<http::Response>>();
  auto answer = promise->get_future();
  kernel_->handle(request,
                  [promise](http::Response response) { promise->set_value(std::move(response)); });
  return Answer(answer.get());
}

Answer Client::get(std::string path, std::vector<http::Header> headers) const {
  return send("GET", std::move(path), {}, std::move(headers));
}

Answer Client::post(std::string path, const json::value& body) const {
  return send("POST", std::move(path), json::serialize(body),
              {{"Content-Type", "application/json"}});
}

Answer Client::put(std::string path, const json::value& body) const {
  return send("PUT", std::move(path), json::serialize(body),
              {{"Content-Type", "application/json"}});
}

Answer Client::patch(std::string path, const json::value& body) const {
  return send("PATCH", std::move(path), json::serialize(body),
              {{"Content-Type", "application/merge-patch+json"}});
}

Answer Client::del(std::string path) const { return send("DELETE", std::move(path)); }

}  // namespace stoa::testing
