// An upload on its way in: a raw body, or the file of a multipart form with the fields beside it.
//
// Made when the header of its request is there, filled on threads that may block, looked at once
// the request is whole. What it spooled goes with it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "kernel/files/spool.h"
#include "kernel/http/message.h"
#include "kernel/http/multipart.h"

namespace stoa {

// How a file comes: as a form with this boundary, or as the body itself where there is none.
struct UploadForm {
  std::string boundary;
  bool multipart() const { return !boundary.empty(); }
};
// Nothing when it is said wrongly, or the body is coded.
std::optional<UploadForm> upload_form_of(const http::Request& request);

class UploadSink : public http::BodySink, private http::Multipart::Receiver {
 public:
  // `field` is the file's name in a form; more than `max_bytes` of it are refused.
  UploadSink(std::filesystem::path folder, const UploadForm& form, std::string field,
             std::int64_t max_bytes);

  void take(std::string_view piece) override;
  void finish() override;

  // nullptr when there was no file.
  const files::Spooled* spooled() const { return spooled_.get(); }
  // As its sender called it, made safe.
  const std::string& name() const { return name_; }
  // The other fields of the form, in their order.
  const std::vector<std::pair<std::string, std::string>>& fields() const { return fields_; }
  bool form() const { return multipart_.has_value(); }

 private:
  void on_part(http::Multipart::Part part) override;
  void on_data(std::string_view bytes) override;
  void write(std::string_view bytes);

  const std::filesystem::path folder_;
  const std::string field_;
  const std::int64_t max_bytes_;
  std::optional<http::Multipart> multipart_;
  bool in_file_ = false;
  std::size_t field_bytes_ = 0;
  std::string name_;
  std::vector<std::pair<std::string, std::string>> fields_;
  std::unique_ptr<files::Spooled> spooled_;
};

}  // namespace stoa
