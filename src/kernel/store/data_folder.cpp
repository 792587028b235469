#include "kernel/store/data_folder.h"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <thread>
#include <utility>

#include "kernel/store/control_socket.h"

namespace stoa::store {
namespace fs = std::filesystem;
namespace {

// Modes are set after creating, so that the umask of whoever starts the process does not matter.
void create_private(const fs::path& folder) {
  if (fs::is_directory(folder)) return;
  if (folder.has_parent_path()) fs::create_directories(folder.parent_path());
  if (fs::create_directory(folder)) fs::permissions(folder, fs::perms::owner_all);
}

Descriptor open_lock(const fs::path& file) {
  Descriptor lock(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!lock || ::fchmod(lock.get(), 0600) != 0) throw_errno("Cannot open " + file.string());
  return lock;
}

}  // namespace

struct DataFolder::Impl {
  ~Impl() {
    if (!thread.joinable()) return;
    ::eventfd_write(stop.get(), 1);
    thread.join();
    ::unlink((folder / control_socket_name).c_str());
  }

  void serve();

  fs::path folder;
  Descriptor lock;  // closing it gives the folder up
  Descriptor stop;  // readable when the thread is to end
  Descriptor listener;
  ControlHandler handler;
  std::thread thread;
};

void DataFolder::Impl::serve() {
  for (;;) {
    if (!wait_readable(listener.get(), stop.get())) return;
    const Descriptor peer(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (peer && is_own_user(peer.get())) answer(peer.get(), stop.get(), handler);
  }
}

std::optional<DataFolder> DataFolder::own(const fs::path& folder) {
  create_private(fs::absolute(folder));
  DataFolder owned;
  owned.impl_->folder = fs::absolute(folder);
  owned.impl_->lock = open_lock(owned.impl_->folder / "stoa.lock");
  if (::flock(owned.impl_->lock.get(), LOCK_EX | LOCK_NB) == 0) return owned;
  if (errno == EWOULDBLOCK) return std::nullopt;
  throw_errno("Cannot lock " + folder.string());
}

std::string DataFolder::ask(const fs::path& folder, const std::string& command) {
  return ask_control_socket(folder, command);
}

void DataFolder::serve(ControlHandler handler) {
  impl_->handler = std::move(handler);
  impl_->stop = Descriptor(::eventfd(0, EFD_CLOEXEC));
  if (!impl_->stop) throw_errno("Cannot make an eventfd");
  impl_->listener = listen_control_socket(impl_->folder);
  impl_->thread = std::thread([impl = impl_.get()] { impl->serve(); });
}

DataFolder::DataFolder() : impl_(std::make_unique<Impl>()) {}
DataFolder::DataFolder(DataFolder&&) noexcept = default;
DataFolder& DataFolder::operator=(DataFolder&&) noexcept = default;
DataFolder::~DataFolder() = default;

}  // namespace stoa::store
