// Files on their way in and out of an app: what the exchange does beside its lane.
//
// For threads that may block, but for file_header().
#pragma once

#include <memory>

#include "kernel/app/mounted.h"
#include "kernel/http/message.h"

namespace stoa {

// Keeps the bytes of the Upload in a route's input, before the handler's transaction.
files::Kept keep_upload(const MountedApp& app, const Upload& upload, const http::Request& request);

// The answer that a handler's FileRef stands for, without the bytes: enough for its preconditions.
http::Response file_header(const Route& route, const FileRef& ref);

// What a handler wrote itself, to be saved.
http::Response text_file_answer(const Route& route, const TextFile& file);

// The bytes if they are there; nullptr for a picture that is to be made smaller first.
std::shared_ptr<FileBytes> file_at_hand(const MountedApp& app, const FileRef& ref);
// The bytes; those of a picture that fits a box are made at first demand and kept. Throws Refusal:
// picture_unreadable.
std::shared_ptr<FileBytes> file_bytes(const MountedApp& app, const FileRef& ref);

}  // namespace stoa
