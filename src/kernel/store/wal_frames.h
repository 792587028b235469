// The frames of SQLite's write-ahead log, as its file format has them: a header of 24 bytes (which
// page; how many pages the database has, if it ends a commit; salts; checksums), and the page.
//
// Pure functions over bytes; any thread.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string_view>

namespace stoa::store {

inline constexpr std::uint64_t wal_head_bytes = 32, frame_head_bytes = 24;

inline std::uint32_t big_endian(std::string_view bytes, std::size_t at) {
  std::uint32_t number = 0;
  for (const char c : bytes.substr(at, 4)) number = number << 8 | static_cast<unsigned char>(c);
  return number;
}

// Gives the frames one after the other: visit(page, pages, salts, content).
template <class Visit>
void each_frame(std::string_view frames, std::uint32_t page_size, Visit visit) {
  const std::size_t size = frame_head_bytes + page_size;
  if (page_size < 512 || page_size > 65536 || frames.size() % size != 0)
    throw std::runtime_error("the frames of a write-ahead log do not fit its pages");
  for (; !frames.empty(); frames.remove_prefix(size)) {
    const auto page = big_endian(frames, 0);
    if (page == 0) throw std::runtime_error("a frame of a write-ahead log has no page");
    visit(page, big_endian(frames, 4), frames.substr(8, 8), frames.substr(24, page_size));
  }
}

// That they are a log's own and end with a commit; how many pages the database has after it.
inline std::uint32_t check_frames(std::string_view frames, std::uint32_t page_size,
                                  std::string_view salts) {
  std::uint32_t last = 0;
  each_frame(frames, page_size,
             [&](std::uint32_t, std::uint32_t pages, std::string_view of, std::string_view) {
               if (of != salts)
                 throw std::runtime_error("a write-ahead log holds frames that are not its own");
               last = pages;
             });
  if (last == 0) throw std::runtime_error("a write-ahead log ends within a commit");
  return last;
}

}  // namespace stoa::store
