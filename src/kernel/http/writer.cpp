#include "kernel/http/writer.h"

#include <algorithm>
#include <charconv>
#include <ctime>

#include "kernel/http/dates.h"
#include "kernel/http/syntax.h"

#include "kernel/model/types.h"

namespace stoa::http {
namespace {

std::string_view reason(int status) {
  switch (status) {
    case 101:
      return "Switching Protocols";
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 206:
      return "Partial Content";
    case 207:
      return "Multi-Status";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 416:
      return "Range Not Satisfiable";
    case 417:
      return "Expectation Failed";
    case 421:
      return "Misdirected Request";
    case 422:
      return "Unprocessable Content";
    case 426:
      return "Upgrade Required";
    case 428:
      return "Precondition Required";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "";  // a reason may be empty (RFC 9112 §4), the space before it may not
  }
}

template <class Number>
void append_number(std::string& out, Number number, int base = 10) {
  char digits[20];
  auto end = std::to_chars(digits, digits + sizeof digits, number, base).ptr;
  out.append(digits, end);
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out += name;
  out += ": ";
  out += value;
  out += "\r\n";
}

bool is_framing(std::string_view name) {
  switch (name.size()) {
    case 4:
      return same_text(name, "Date");
    case 7:
      return same_text(name, "Trailer") || same_text(name, "Upgrade");
    case 10:
      return same_text(name, "Connection") || same_text(name, "Keep-Alive");
    case 14:
      return same_text(name, "Content-Length");
    case 17:
      return same_text(name, "Transfer-Encoding");
    default:
      return false;
  }
}

// A value from a client that found its way into an answer must not begin a second header.
bool is_safe(const Header& field) {
  for (char c : field.value) {
    if (c == '\r' || c == '\n' || c == '\0') return false;
  }
  return is_token(field.name);
}

// A handler that answers HEAD without making the body may say how long it would have been.
std::string_view promised_length(const Response& response, const AnswerMode& mode) {
  if (!mode.head || response.stream || response.pushed || !whole_body(response).empty()) return {};
  auto length = response.headers.get("Content-Length");
  return std::all_of(length.begin(), length.end(), is_digit) ? length : std::string_view();
}

void append_framing(std::string& out, const Response& response, const AnswerMode& mode) {
  bool bodiless = response.status == 204 || response.status == 304;
  if (bodiless) return;
  if (response.pushed || (response.stream && !response.stream_bytes)) {
    if (mode.http_1_1) append_field(out, "Transfer-Encoding", "chunked");
    return;
  }
  out += "Content-Length: ";
  if (auto length = promised_length(response, mode); !length.empty()) {
    out += length;
  } else {
    append_number(out, response.stream_bytes.value_or(whole_body(response).size()));
  }
  out += "\r\n";
}

}  // namespace

std::string_view http_date_now() {
  thread_local std::time_t second = 0;
  thread_local std::string text;
  if (std::time_t now = wall_clock().micros / 1'000'000; now != second) {
    second = now;
    text = http_date(now);
  }
  return text;
}

std::string_view whole_body(const Response& response) {
  return response.shared_body ? std::string_view(*response.shared_body) : response.body;
}

std::uint64_t body_size(const Response& response) {
  return response.file ? response.file->size() : whole_body(response).size();
}

BodyFraming body_framing(const Response& response, const AnswerMode& mode) {
  if (mode.head || response.status == 204 || response.status == 304) return BodyFraming::none;
  if (response.status == 101) return BodyFraming::until_close;
  if (!response.stream && !response.pushed) return BodyFraming::whole;
  if (response.stream_bytes) return BodyFraming::counted;
  return mode.http_1_1 ? BodyFraming::chunked : BodyFraming::until_close;
}

void write_header(std::string& out, const Response& response, const AnswerMode& mode) {
  out += "HTTP/1.1 ";
  append_number(out, response.status);
  out += ' ';
  out += reason(response.status);
  out += "\r\n";
  append_field(out, "Date", http_date_now());
  bool upgrades = response.status == 101;
  if (!upgrades) append_framing(out, response, mode);
  if (upgrades || response.status == 426) {
    append_field(out, "Upgrade", response.headers.get("Upgrade"));
    append_field(out, "Connection", upgrades || mode.keep_alive ? "Upgrade" : "Upgrade, close");
  } else if (!mode.keep_alive) {
    out += "Connection: close\r\n";
  } else if (!mode.http_1_1) {
    out += "Connection: keep-alive\r\n";
  }
  for (const Header& field : response.headers) {
    if (!is_framing(field.name) && is_safe(field)) append_field(out, field.name, field.value);
  }
  out += "\r\n";
}

void begin_chunk(std::string& out, std::size_t size) {
  append_number(out, size, 16);
  out += "\r\n";
}

void write_chunk(std::string& out, std::string_view piece) {
  begin_chunk(out, piece.size());
  out += piece;
  out += "\r\n";
}

}  // namespace stoa::http
