#include "kernel/mail/smtp.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <cstdlib>
#include <memory>
#include <stdexcept>

namespace stoa::mail {
namespace {

struct FreeEasy {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct FreeMime {
  void operator()(curl_mime* mime) const { curl_mime_free(mime); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Easy = std::unique_ptr<CURL, FreeEasy>;
using Mime = std::unique_ptr<curl_mime, FreeMime>;
using List = std::unique_ptr<curl_slist, FreeList>;

// The last thing that was asked of the server before the farewell, by its verb, and what it
// answered.
struct Talk {
  std::string asked, answer;
  bool over = false;
};

std::string_view first_line(const char* data, std::size_t size) {
  std::string_view line(data, size);
  return line.substr(0, line.find_first_of("\r\n"));
}

int listen_in(CURL*, curl_infotype type, char* bytes, std::size_t size, void* to) {
  Talk& talk = *static_cast<Talk*>(to);
  const std::string_view line = first_line(bytes, size);
  // What signs in is sent as lines of its own, which have no verb and are nobody's to keep.
  talk.over = talk.over || (type == CURLINFO_HEADER_OUT && line == "QUIT");
  if (talk.over) return 0;
  if (type == CURLINFO_HEADER_OUT) talk.asked = line.substr(0, line.find_first_of(" :"));
  if (type == CURLINFO_HEADER_IN) talk.answer = line;
  return 0;
}

void add(List& list, const std::string& line) {
  curl_slist* longer = curl_slist_append(list.get(), line.c_str());
  if (!longer) throw std::bad_alloc();
  if (!list) list.reset(longer);
}

void add_part(curl_mime* mime, const std::string& content, const char* type) {
  curl_mimepart* part = curl_mime_addpart(mime);
  curl_mime_data(part, content.data(), content.size());
  curl_mime_type(part, type);
  curl_mime_encoder(part, "quoted-printable");
}

List fields_of(const Letter& letter, const Sender& from) {
  const std::string domain = from.address.substr(from.address.find('@') + 1);
  List fields;
  add(fields, "Date: " + header_date(letter.written));
  add(fields, "From: " + header_mailbox(from.name, from.address));
  add(fields, "To: " + header_mailbox(letter.name, letter.address));
  add(fields, "Subject: " + header_text(letter.said.subject));
  add(fields, "Message-ID: <" + to_string(letter.id) + "@" + domain + ">");
  add(fields, "Auto-Submitted: auto-generated");  // RFC 3834: no holiday notice answers it
  add(fields, "Content-Language: " + letter.said.language);
  add(fields, "Content-Type: multipart/alternative");
  return fields;
}

Mime body_of(CURL* easy, const Letter& letter) {
  Mime body(curl_mime_init(easy));
  add_part(body.get(), letter.said.text, "text/plain; charset=utf-8");
  add_part(body.get(), letter.said.html, "text/html; charset=utf-8");
  return body;
}

// 5xx is for good (RFC 5321 §4.2.1). What is wrong with the recipient is said when they are named;
// a refusal of any other command is about us.
Undeliverable::Why why_of(int code, const Talk& talk) {
  if (code < 500 || code > 599) return Undeliverable::Why::later;
  if (talk.asked == "RCPT") return Undeliverable::Why::address;
  const bool about_mail = talk.asked == "DATA" || talk.asked.empty() || talk.asked == ".";
  return about_mail ? Undeliverable::Why::never : Undeliverable::Why::later;
}

void set_up(CURL* easy, const SmtpOptions& options, Talk& talk) {
  curl_easy_setopt(easy, CURLOPT_URL, options.url.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT, static_cast<long>(options.patience.count()));
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, 15L);
  curl_easy_setopt(easy, CURLOPT_USE_SSL,
                   options.allow_plaintext ? CURLUSESSL_TRY : CURLUSESSL_ALL);
  if (!options.ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, options.ca_file.c_str());
  if (!options.password.empty()) curl_easy_setopt(easy, CURLOPT_PASSWORD, options.password.c_str());
  curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
  curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, &listen_in);
  curl_easy_setopt(easy, CURLOPT_DEBUGDATA, &talk);
}

}  // namespace

Smtp::Smtp(SmtpOptions options) : options_(std::move(options)) {
  if (!options_.url.starts_with("smtp://") && !options_.url.starts_with("smtps://"))
    throw std::runtime_error("smtp.url begins with smtp:// or smtps://");
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0)
    throw std::runtime_error("libcurl does not start");
}

Fate Smtp::take(const Letter& letter) {
  Easy easy(curl_easy_init());
  if (!easy) throw std::bad_alloc();
  Talk talk;
  set_up(easy.get(), options_, talk);
  const std::string from = "<" + options_.from.address + ">", to = "<" + letter.address + ">";
  List recipients;
  add(recipients, to);
  const List fields = fields_of(letter, options_.from);
  const Mime body = body_of(easy.get(), letter);
  curl_easy_setopt(easy.get(), CURLOPT_MAIL_FROM, from.c_str());
  curl_easy_setopt(easy.get(), CURLOPT_MAIL_RCPT, recipients.get());
  curl_easy_setopt(easy.get(), CURLOPT_HTTPHEADER, fields.get());
  curl_easy_setopt(easy.get(), CURLOPT_MIMEPOST, body.get());
  const CURLcode outcome = curl_easy_perform(easy.get());
  if (outcome == CURLE_OK) return Fate::sent;
  const int code = std::atoi(talk.answer.c_str());
  const bool refused = code >= 400;
  throw Undeliverable(refused ? why_of(code, talk) : Undeliverable::Why::later,
                      refused ? talk.answer : curl_easy_strerror(outcome));
}

}  // namespace stoa::mail
