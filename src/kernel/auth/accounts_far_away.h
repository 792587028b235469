// The other end of a RemoteAuthenticator for tests: a real HTTP server that knows who showed what,
// and can be made to be slow, wrong or gone.
//
// Test code only; owned by one test. What it counts and answers may be asked from any thread.
#pragma once

#include <atomic>
#include <future>
#include <map>
#include <mutex>
#include <vector>

#include "kernel/auth/remote_authenticator.h"
#include "kernel/auth/secrets.h"
#include "kernel/http/server.h"
#include "kernel/model/codec.h"

namespace stoa::auth {

class AccountsFarAway {
 public:
  explicit AccountsFarAway(http::ServerOptions options = {}) : options_(std::move(options)) {
    options_.threads = 2;
    options_.port = 0;
    come();
  }
  ~AccountsFarAway() { go(); }

  // Gone, so that the port refuses; back, on the same port.
  void go() {
    release();
    server_.reset();
  }
  void come() {
    server_ = std::make_unique<http::Server>(
        options_, [this](std::shared_ptr<const http::Request> request, http::Respond respond) {
          serve(*request, std::move(respond));
        });
    server_->start();
    options_.port = server_->port();
  }
  std::string url(std::string_view scheme = "http", std::string_view host = "127.0.0.1") const {
    return std::string(scheme) + "://" + std::string(host) + ":" + std::to_string(options_.port);
  }

  void know(const std::string& secret, Standing standing) {
    std::lock_guard lock(mutex_);
    people_[secret] = std::move(standing);
  }
  void forget(const std::string& secret) {
    std::lock_guard lock(mutex_);
    people_.erase(secret);
  }
  void publish(std::vector<Jwk> keys) {
    std::lock_guard lock(mutex_);
    keys_.keys = std::move(keys);
  }
  // Answers everything like this from now on; status 0: as it should.
  void say(http::Response response) {
    std::lock_guard lock(mutex_);
    said_ = std::move(response);
  }
  // Questions wait until release(); what they hear was found out before they waited.
  void hold() {
    std::lock_guard lock(mutex_);
    holding_ = true;
  }
  void release() {
    std::vector<std::function<void()>> held;
    {
      std::lock_guard lock(mutex_);
      holding_ = false;
      held.swap(held_);
    }
    for (auto& answer : held) answer();
  }

  std::atomic<int> questions = 0, fetches = 0;
  const std::string api_key = make_api_key();

 private:
  void serve(const http::Request& request, http::Respond respond) {
    const bool asks = request.path == introspection_path;
    ++(asks ? questions : fetches);
    std::lock_guard lock(mutex_);
    http::Response response = said_;
    if (response.status == 0) response = asks ? standing(request) : json(to_json(keys_));
    if (!asks || !holding_) return respond(std::move(response));
    held_.push_back([respond, response] { respond(response); });
  }
  http::Response standing(const http::Request& request) {
    if (request.headers.get("Authorization") != "Bearer " + api_key) return {.status = 401};
    const auto shown = from_json<Showing>(request.body);
    const auto at = people_.find(shown.secret);
    return json(to_json(at == people_.end() ? Standing{} : at->second));
  }
  static http::Response json(std::string body) {
    http::Response response;
    response.body = std::move(body);
    return response;
  }

  http::ServerOptions options_;
  std::mutex mutex_;
  std::map<std::string, Standing> people_;
  Jwks keys_;
  http::Response said_{.status = 0};
  bool holding_ = false;
  std::vector<std::function<void()>> held_;
  std::unique_ptr<http::Server> server_;
};

}  // namespace stoa::auth
