#include "kernel/auth/courier.h"

#include <curl/curl.h>

#include <algorithm>
#include <stdexcept>

#include "kernel/auth/crypto.h"
#include "kernel/observe/log.h"

namespace stoa::auth {
namespace {

using Clock = Errand::Clock;

constexpr std::size_t longest_answer = 64 * 1024;
constexpr int soon_ms = 50, at_rest_ms = 1000;
constexpr long kept_for_s = 50;  // a server of ours closes what is idle for 60

// libcurl makes itself ready once a process.
void need_curl() {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (ready != CURLE_OK) throw std::runtime_error("libcurl does not start");
}

std::size_t take_bytes(char* bytes, std::size_t size, std::size_t count, void* body) {
  auto& text = *static_cast<std::string*>(body);
  if (text.size() + size * count > longest_answer) return 0;  // libcurl gives up
  text.append(bytes, size * count);
  return size * count;
}

long milliseconds_until(Clock::time_point until) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
  return std::max<long>(1, static_cast<long>(left));
}

}  // namespace

struct Courier::Slot {
  CURL* easy = nullptr;
  std::string received;
  Errand errand;
  bool busy = false;
};

struct Courier::Lines {
  CURLM* multi = nullptr;
  curl_slist* post = nullptr;
  curl_slist* get = nullptr;
};

Courier::Courier(CourierOptions options, std::function<void()> idle)
    : options_(std::move(options)), idle_(std::move(idle)), lines_(std::make_unique<Lines>()) {}

void Courier::start() {
  need_curl();
  need_sodium();
  lines_->multi = curl_multi_init();
  if (!lines_->multi) throw std::runtime_error("libcurl does not start");
  lines_->get = curl_slist_append(nullptr, "Accept: application/json");
  std::string authorization = "Authorization: Bearer " + options_.api_key;
  for (const char* field :
       {"Accept: application/json", "Content-Type: application/json", authorization.c_str()}) {
    lines_->post = curl_slist_append(lines_->post, field);
  }
  wipe(authorization);
  for (int i = 0; i < options_.at_once; ++i) {
    slots_.push_back(std::make_unique<Slot>());
    slots_.back()->easy = curl_easy_init();
    if (!slots_.back()->easy) throw std::runtime_error("libcurl does not start");
  }
  thread_ = std::thread([this] { run(); });
}

Courier::~Courier() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) {
    curl_multi_wakeup(lines_->multi);
    thread_.join();
  }
  for (auto& slot : slots_) curl_easy_cleanup(slot->easy);
  curl_multi_cleanup(lines_->multi);
  curl_slist_free_all(lines_->post);
  curl_slist_free_all(lines_->get);
}

bool Courier::ask(Errand errand) {
  {
    std::lock_guard lock(mutex_);
    if (stopping_ || waiting_.size() >= options_.most_waiting) return false;
    waiting_.push_back(std::move(errand));
  }
  curl_multi_wakeup(lines_->multi);
  return true;
}

// A callback that throws must not end the thread that everybody waits for.
void Courier::call(Errand& errand, Reply reply) {
  wipe(errand.body);
  try {
    errand.done(std::move(reply));
  } catch (const std::exception& error) {
    log::error("an answer could not be used", {{"error", std::string_view(error.what())}});
  } catch (...) {
    log::error("an answer could not be used");
  }
}

// Only where it is to go, only whom it may trust.
void Courier::narrow(void* handle) const {
  CURL* easy = handle;
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1});
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
  if (!options_.ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, options_.ca_file.c_str());
}

void Courier::begin(Slot& slot, Errand errand) {
  slot.errand = std::move(errand);
  slot.received.clear();
  slot.busy = true;
  CURL* easy = slot.easy;
  const std::string url = options_.url + slot.errand.path;
  const long left = milliseconds_until(slot.errand.until);
  curl_easy_reset(easy);
  narrow(easy);
  curl_easy_setopt(easy, CURLOPT_PRIVATE, &slot);
  curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
  curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, kept_for_s);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, left);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                   std::min(left, static_cast<long>(options_.connect.count())));
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_bytes);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &slot.received);
  const bool posts = !slot.errand.body.empty();
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, posts ? lines_->post : lines_->get);
  if (posts) {
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, static_cast<long>(slot.errand.body.size()));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, slot.errand.body.data());
  }
  if (slot.errand.leaving) slot.errand.leaving();
  if (curl_multi_add_handle(lines_->multi, easy) != CURLM_OK) {
    finish(slot, {.fault = "libcurl does not take it"});
  }
}

void Courier::finish(Slot& slot, Reply reply) {
  Errand errand = std::move(slot.errand);
  slot.errand = {};
  slot.busy = false;
  call(errand, std::move(reply));
}

// In the order of asking, as many as there are slots; who has waited too long is told so.
void Courier::take_up() {
  for (auto& slot : slots_) {
    while (!slot->busy) {
      Errand next;
      {
        std::lock_guard lock(mutex_);
        if (waiting_.empty()) return;
        next = std::move(waiting_.front());
        waiting_.pop_front();
      }
      if (next.until > Clock::now()) {
        begin(*slot, std::move(next));
      } else {
        call(next, {.fault = "too much is waiting"});
      }
    }
  }
  for (;;) {
    Errand late;
    {
      std::lock_guard lock(mutex_);
      if (waiting_.empty() || waiting_.front().until > Clock::now()) return;
      late = std::move(waiting_.front());
      waiting_.pop_front();
    }
    call(late, {.fault = "too much is waiting"});
  }
}

void Courier::collect() {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(lines_->multi, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    CURL* easy = message->easy_handle;
    const CURLcode result = message->data.result;
    char* own = nullptr;
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &own);
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    curl_multi_remove_handle(lines_->multi, easy);
    auto& slot = *static_cast<Slot*>(static_cast<void*>(own));
    Reply reply{.status = static_cast<int>(status)};
    if (result == CURLE_OK) {
      reply.body = std::move(slot.received);
    } else {
      reply.fault = curl_easy_strerror(result);
    }
    finish(slot, std::move(reply));
  }
}

void Courier::refuse_all() {
  for (auto& slot : slots_) {
    if (!slot->busy) continue;
    curl_multi_remove_handle(lines_->multi, slot->easy);
    finish(*slot, {.fault = "the server is stopping"});
  }
  std::deque<Errand> rest;
  {
    std::lock_guard lock(mutex_);
    rest.swap(waiting_);
  }
  for (Errand& errand : rest) call(errand, {.fault = "the server is stopping"});
}

void Courier::run() {
  for (;;) {
    bool queued = false;
    {
      std::lock_guard lock(mutex_);
      if (stopping_) break;
    }
    idle_();
    take_up();
    int running = 0;
    curl_multi_perform(lines_->multi, &running);
    collect();
    {
      std::lock_guard lock(mutex_);
      queued = !waiting_.empty();
    }
    const bool free = std::any_of(slots_.begin(), slots_.end(), [](auto& s) { return !s->busy; });
    if (queued && free) continue;
    curl_multi_poll(lines_->multi, nullptr, 0, queued ? soon_ms : at_rest_ms, nullptr);
  }
  refuse_all();
}

}  // namespace stoa::auth
