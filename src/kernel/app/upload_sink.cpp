#include "kernel/app/upload_sink.h"

#include "kernel/files/file_name.h"
#include "kernel/model/utf8.h"

namespace stoa {
namespace {

// All fields of a form together; they are kept in memory.
constexpr std::size_t max_field_bytes = 64 << 10;

bool says_multipart(std::string_view content_type) {
  constexpr std::string_view multipart = "multipart/";
  std::string begin(content_type.substr(0, multipart.size()));
  for (char& c : begin) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return begin == multipart;
}

}  // namespace

std::optional<UploadForm> upload_form_of(const http::Request& request) {
  const std::string_view coding = request.headers.get("Content-Encoding");
  if (!coding.empty() && coding != "identity") return std::nullopt;
  const std::string type = request.headers.combined("Content-Type");
  if (!says_multipart(type)) return UploadForm{};
  auto boundary = http::Multipart::boundary_of(type);
  if (!boundary) return std::nullopt;
  return UploadForm{std::move(*boundary)};
}

UploadSink::UploadSink(std::filesystem::path folder, const UploadForm& form, std::string field,
                       std::int64_t max_bytes)
    : folder_(std::move(folder)), field_(std::move(field)), max_bytes_(max_bytes) {
  http::Multipart::Receiver& receiver = *this;
  if (form.multipart()) multipart_.emplace(form.boundary, receiver);
}

void UploadSink::take(std::string_view piece) {
  if (multipart_) {
    multipart_->feed(piece);
  } else {
    write(piece);
  }
}

void UploadSink::finish() {
  if (multipart_) multipart_->finish();
  if (spooled_) spooled_->finish();
}

void UploadSink::on_part(http::Multipart::Part part) {
  const bool readable =
      find_invalid_utf8(part.name) == part.name.npos && part.name.find('\0') == part.name.npos;
  if (!readable) throw Refusal{problems::malformed_form, "A field's name is not UTF-8."};
  in_file_ = part.name == field_;
  if (!in_file_) {
    fields_.emplace_back(std::move(part.name), "");
    return;
  }
  if (spooled_) throw Refusal{problems::malformed_form, "There are two files."};
  name_ = files::safe_name(part.file_name.value_or(""));
  write({});  // the file is there though it may be empty
}

void UploadSink::on_data(std::string_view bytes) {
  if (in_file_) return write(bytes);
  field_bytes_ += bytes.size();
  if (field_bytes_ > max_field_bytes) throw Refusal{problems::body_too_large};
  fields_.back().second += bytes;
}

void UploadSink::write(std::string_view bytes) {
  if (!spooled_) spooled_ = std::make_unique<files::Spooled>(folder_);
  const auto count = static_cast<std::int64_t>(bytes.size());
  if (count > max_bytes_ - spooled_->size()) throw Refusal{problems::body_too_large};
  spooled_->write(bytes);
}

}  // namespace stoa
