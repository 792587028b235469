#include "kernel/app/intake.h"

#include <algorithm>

#include "kernel/app/credentials.h"
#include "kernel/app/upload_sink.h"

namespace stoa {
namespace {

// A form's delimiters and other fields, beside the file.
constexpr std::int64_t form_bytes = 64 << 10;

bool has_a_chance(const Access& access, const http::Request& request) {
  try {
    check_site(request);
  } catch (const Refusal&) {
    return false;
  }
  return access.open() || credentials_of(request).kind != Credential::none;
}

}  // namespace

http::Intake intake_of(const Router& router, const http::Request& request,
                       const IntakeLimits& limits) {
  const Match match = router.find(request.method, request.path);
  if (!match.route || !match.route->route.upload) {
    return {.max_bytes = static_cast<std::uint64_t>(limits.max_body_bytes)};
  }
  const UploadRule& rule = *match.route->route.upload;
  const std::optional<UploadForm> form = upload_form_of(request);
  if (!form || !has_a_chance(match.route->route.access, request)) return {.unread = true};
  const std::int64_t most = std::min(rule.max_bytes, limits.max_upload_bytes);
  auto sink =
      std::make_shared<UploadSink>(match.route->app->spool->path(), *form, rule.field->name, most);
  return {.max_bytes = static_cast<std::uint64_t>(form->multipart() ? most + form_bytes : most),
          .sink = std::move(sink)};
}

}  // namespace stoa
