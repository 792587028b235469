#include "kernel/app/file_answer.h"

#include <fmt/format.h>

#include <stdexcept>

#include "kernel/app/upload_sink.h"
#include "kernel/files/content_type.h"
#include "kernel/files/file_name.h"
#include "kernel/files/picture_child.h"

namespace stoa {
namespace {

constexpr std::string_view fitted_type = "image/jpeg";
// Whatever it holds, opened by itself it runs nothing and reaches nothing.
constexpr std::string_view runs_nothing = "sandbox; default-src 'none'; frame-ancestors 'none'";
// Of a picture that is to be made smaller; it is read into memory, one at a time.
constexpr std::size_t max_picture_bytes = 64 << 20;

// The bytes tell what they are called, so that their name is a strong ETag too.
files::BlobName blob_of(const FileRef& ref) {
  if (!ref.fit) return ref.file.sha256;
  return fmt::format("{}.{}x{}", ref.file.sha256, ref.fit->width, ref.fit->height);
}

std::string name_of(const FileRef& ref, std::string_view type) {
  std::string name = ref.file.name.empty() ? "file" : ref.file.name;
  const std::string_view extension = files::extension_of(type);
  if (ref.fit || ref.file.name.empty()) {
    name = name.substr(0, name.rfind('.')) + std::string(extension);
  }
  return name;
}

std::string read_whole(FileBytes& file) {
  if (file.size() > max_picture_bytes) throw Refusal{problems::picture_unreadable};
  std::string all;
  while (all.size() < file.size()) {
    std::string piece = file.read(all.size(), max_picture_bytes);
    if (piece.empty()) throw Refusal{problems::picture_unreadable};
    all += piece;
  }
  return all;
}

void keep_fitted(const MountedApp& app, const FileRef& ref, FileBytes& original) {
  files::Spooled fitted(app.spool->path());
  fitted.write(files::shrink_picture(read_whole(original), {ref.fit->width, ref.fit->height}));
  fitted.finish();
  app.blobs->put(blob_of(ref), fitted);
}

}  // namespace

files::Kept keep_upload(const MountedApp& app, const Upload& upload, const http::Request& request) {
  const auto& sink = dynamic_cast<const UploadSink&>(*request.sink);
  return app.blobs->put(upload.sha256, *sink.spooled());
}

http::Response file_header(const Route& route, const FileRef& ref) {
  http::Response response;
  response.status = route.status;
  const std::string_view type = ref.fit ? fitted_type : std::string_view(ref.file.content_type);
  const bool save = ref.attachment || !files::may_be_shown(type);
  response.headers.set("Content-Type", type);
  response.headers.set("Content-Disposition", files::content_disposition(save, name_of(ref, type)));
  response.headers.set("ETag", "\"" + blob_of(ref) + "\"");
  response.headers.set("Accept-Ranges", "bytes");
  response.headers.set("Cache-Control", route.access.open() ? "no-cache" : "private, no-cache");
  response.headers.set("Content-Security-Policy", runs_nothing);
  return response;
}

http::Response text_file_answer(const Route& route, const TextFile& file) {
  http::Response response;
  response.status = route.status;
  response.headers.set("Content-Type", file.content_type);
  response.headers.set("Content-Disposition",
                       files::content_disposition(true, files::safe_name(file.name)));
  response.headers.set("Cache-Control", route.access.open() ? "no-cache" : "private, no-cache");
  response.headers.set("Content-Security-Policy", runs_nothing);
  response.body = file.content;
  return response;
}

std::shared_ptr<FileBytes> file_at_hand(const MountedApp& app, const FileRef& ref) {
  return app.blobs->open(blob_of(ref));
}

std::shared_ptr<FileBytes> file_bytes(const MountedApp& app, const FileRef& ref) {
  if (auto bytes = file_at_hand(app, ref)) return bytes;
  auto bytes = app.blobs->open(ref.file.sha256);
  if (!bytes) throw std::runtime_error("the bytes of file " + to_string(ref.file.id) + " are gone");
  if (!ref.fit) return bytes;
  keep_fitted(app, ref, *bytes);
  return app.blobs->open(blob_of(ref));
}

}  // namespace stoa
