#include "kernel/http/finish.h"

#include <algorithm>

#include "kernel/http/conditional.h"
#include "kernel/http/gzip.h"
#include "kernel/http/syntax.h"
#include "kernel/http/target.h"
#include "kernel/http/writer.h"

namespace stoa::http {
namespace {

constexpr std::size_t worth_gzip_bytes = 1024;
constexpr std::uint64_t file_piece_bytes = 128 * 1024;
constexpr Problem precondition_failed{412, "precondition_failed",
                                      "This is no longer what the request says it is."};

// What browsers need to hear with every answer; a route that knows better sets its own.
constexpr struct {
  std::string_view name, value;
} standing_headers[] = {
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"X-Frame-Options", "DENY"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
    {"Cache-Control", "no-store"},
};

// Browsers remember this for a name and all its ports. That would cut people off from whatever
// else they run on localhost, and means nothing over plain HTTP (RFC 6797 §7.2).
void add_transport_security(const Request& request, Response& response) {
  constexpr std::string_view name = "Strict-Transport-Security";
  if (!request.secure || response.headers.has(name)) return;
  auto host = host_of(request);
  if (!host.empty() && !is_loopback_name(host)) response.headers.add(name, "max-age=31536000");
}

// What lies between must neither keep a stream nor wait until it is worth sending; the second field
// is what nginx and those who learnt from it look at.
void keep_flowing(Response& response) {
  response.headers.set("Cache-Control", "no-store");
  response.headers.set("X-Accel-Buffering", "no");
}

void add_standing_headers(const Request& request, Response& response) {
  if (response.pushed) keep_flowing(response);
  response.headers.set("X-Request-Id", request.id);
  for (const auto& [name, value] : standing_headers) {
    if (!response.headers.has(name)) response.headers.add(name, value);
  }
  add_transport_security(request, response);
}

void drop_body(Response& response) {
  response.body.clear();
  response.shared_body.reset();
  response.stream.reset();
  response.pushed.reset();
  response.file.reset();
}

void remove(Response& response, std::initializer_list<std::string_view> names) {
  Headers kept;
  for (const Header& field : response.headers) {
    bool drop = std::any_of(names.begin(), names.end(),
                            [&](auto name) { return same_text(field.name, name); });
    if (!drop) kept.add(field.name, field.value);
  }
  response.headers = std::move(kept);
}

void replace_body(Response& response, std::string body) {
  response.shared_body.reset();
  response.body = std::move(body);
}

// The problem takes the place of the answer but keeps what was said about the exchange.
void replace_by_problem(const Request& request, Response& response, const Problem& problem) {
  Response refusal = problem_response({problem}, request.id);
  if (response.headers.has("Vary")) refusal.headers.set("Vary", response.headers.combined("Vary"));
  add_standing_headers(request, refusal);
  response = std::move(refusal);
}

void become_not_modified(Response& response) {
  response.status = 304;
  drop_body(response);
  remove(response, {"Content-Type", "Content-Length", "Content-Encoding", "Accept-Ranges"});
}

// Only a plain GET that was answered in full can be answered in part.
RangeChoice range_of(const Request& request, const Response& response) {
  if (request.method != "GET" || response.status != 200) return {};
  if (response.stream || response.pushed) return {};
  if (!request.headers.has("Range") || response.headers.get("Accept-Ranges") != "bytes") return {};
  if (!range_still_valid(request, response)) return {};
  return choose_range(request.headers.combined("Range"), body_size(response));
}

// Reads a file as it is sent.
class FileStream : public BodySource {
 public:
  FileStream(std::shared_ptr<FileBytes> file, std::uint64_t first, std::uint64_t count)
      : file_(std::move(file)), at_(first), left_(count) {}

  std::string next() override {
    auto piece = file_->read(at_, static_cast<std::size_t>(std::min(left_, file_piece_bytes)));
    at_ += piece.size();
    left_ -= piece.size();
    return piece;
  }

 private:
  std::shared_ptr<FileBytes> file_;
  std::uint64_t at_, left_;
};

void become_stream(Response& response, std::uint64_t first, std::uint64_t count) {
  response.stream = std::make_shared<FileStream>(std::move(response.file), first, count);
  response.stream_bytes = count;
  response.file.reset();
}

void become_part(Response& response, ByteRange range) {
  auto count = range.last - range.first + 1;
  response.status = 206;
  response.headers.set("Content-Range", "bytes " + std::to_string(range.first) + "-" +
                                            std::to_string(range.last) + "/" +
                                            std::to_string(body_size(response)));
  if (response.file) return become_stream(response, range.first, count);
  replace_body(response, std::string(whole_body(response).substr(range.first, count)));
}

bool can_gzip(const Response& response) {
  if (response.stream || response.pushed || response.file) return false;
  if (response.status == 206 || response.status == 204) return false;
  if (whole_body(response).empty() || response.headers.has("Content-Encoding")) return false;
  if (response.headers.combined("Cache-Control").find("no-transform") != std::string::npos) {
    return false;
  }
  return is_compressible(response.headers.get("Content-Type"));
}

void add_vary(Response& response) {
  auto vary = response.headers.combined("Vary");
  if (vary == "*" || vary.find("Accept-Encoding") != std::string::npos) return;
  response.headers.set("Vary", vary.empty() ? "Accept-Encoding" : vary + ", Accept-Encoding");
}

// Chooses the coding before the preconditions are judged, since a 304 must carry the tag of just
// the form that a 200 would have had. Says whether the body is to be compressed.
bool choose_coding(const Request& request, Response& response) {
  if (!can_gzip(response)) return false;
  bool worth = whole_body(response).size() > worth_gzip_bytes;
  auto accepted = accepted_codings(request.headers.combined("Accept-Encoding"));
  if (worth) add_vary(response);
  if (!accepted.gzip || !(worth || !accepted.identity)) return false;
  if (response.headers.has("ETag")) {
    response.headers.set("ETag", gzip_etag(response.headers.get("ETag")));
  }
  return true;
}

void compress(Response& response) {
  auto packed = gzip(whole_body(response));
  if (!packed) return;
  response.headers.set("Content-Encoding", "gzip");
  replace_body(response, std::move(*packed));
}

}  // namespace

void finish(const Request& request, Response& response) {
  add_standing_headers(request, response);
  bool safe = request.method == "GET" || request.method == "HEAD";
  RangeChoice range = range_of(request, response);
  bool packing = range.kind == RangeChoice::Kind::whole && choose_coding(request, response);

  if (safe && response.status >= 200 && response.status < 300) {
    switch (judge(request, response)) {
      case Verdict::not_modified:
        return become_not_modified(response);
      case Verdict::failed:
        return replace_by_problem(request, response, precondition_failed);
      case Verdict::send:
        break;
    }
  }
  switch (range.kind) {
    case RangeChoice::Kind::part:
      return become_part(response, range.range);
    case RangeChoice::Kind::unsatisfiable: {
      auto size = std::to_string(body_size(response));
      replace_by_problem(request, response, problems::range_not_satisfiable);
      return response.headers.set("Content-Range", "bytes */" + size);
    }
    case RangeChoice::Kind::whole:
      break;
  }
  if (response.file) return become_stream(response, 0, response.file->size());
  if (packing) compress(response);
}

Response problem_response(const Refusal& refusal, std::string_view request_id) {
  Response response;
  response.status = refusal.problem.status;
  response.headers.add("Content-Type", "application/problem+json");
  if (refusal.retry_after_s > 0) {
    response.headers.add("Retry-After", std::to_string(refusal.retry_after_s));
  }
  response.body = problem_json(refusal, request_id);
  return response;
}

}  // namespace stoa::http
