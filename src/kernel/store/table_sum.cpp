#include "kernel/store/table_sum.h"

#include <fmt/format.h>

#include <bit>
#include <string_view>
#include <type_traits>

#include "kernel/model/fnv.h"

namespace stoa::store {
namespace {

// Takes its bytes as they come.
class Hash {
 public:
  void add(std::string_view bytes) { state_ = fnv(bytes, state_); }
  void add(std::uint64_t number) {
    for (int i = 0; i < 8; ++i, number >>= 8) state_ = fnv_step(state_, number & 0xff);
  }
  // Every bit of the state in every bit of the result (the finaliser of MurmurHash3), so that the
  // sum of many tells more than each of them.
  std::uint64_t mixed() const {
    auto h = state_;
    h = (h ^ (h >> 33)) * 0xff51afd7ed558ccd;
    h = (h ^ (h >> 33)) * 0xc4ceb9fe1a85ec53;
    return h ^ (h >> 33);
  }

 private:
  std::uint64_t state_ = fnv_start;
};

void add(Hash& hash, char kind, std::string_view bytes) {
  hash.add({&kind, 1});
  hash.add(std::uint64_t{bytes.size()});
  hash.add(bytes);
}

// What two databases hold in their own way counts as one: SQLite has numbers for booleans, and
// keeps the zero with a sign as the one without.
void add(Hash& hash, const Value& value) {
  std::visit(
      [&](const auto& v) {
        using T = std::decay_t<decltype(v)>;
        if constexpr (std::is_same_v<T, std::int64_t> || std::is_same_v<T, bool>) {
          hash.add("i");
          hash.add(static_cast<std::uint64_t>(v));
        } else if constexpr (std::is_same_v<T, double>) {
          hash.add("d");
          hash.add(std::bit_cast<std::uint64_t>(v == 0 ? 0.0 : v));
        } else if constexpr (std::is_same_v<T, std::string_view>) {
          add(hash, 't', v);
        } else if constexpr (std::is_same_v<T, Blob>) {
          add(hash, 'b', v.bytes);
        } else {
          hash.add("n");
        }
      },
      value);
}

}  // namespace

void TableSum::add(const Row& row) {
  Hash hash;
  for (std::size_t i = 0; i < row.size(); ++i) store::add(hash, row.at(i));
  ++rows;
  sum += hash.mixed();
}

std::string to_string(const TableSum& sum) {
  return fmt::format("{} row{}, {:016x}", sum.rows, sum.rows == 1 ? "" : "s", sum.sum);
}

}  // namespace stoa::store
