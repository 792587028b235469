// Values to libpq's parameters, and its columns to values.
//
// Numbers, booleans and ids travel with their type; texts without, so that a date or a json column
// takes them. Answers come as text. Private to the PostgresConnection.
#pragma once

#include <array>
#include <deque>
#include <span>
#include <string>
#include <vector>

#include "kernel/store/connection.h"

struct pg_result;

namespace stoa::store {

using TypeOid = unsigned int;  // libpq's Oid

// Parameters as PQsendQueryPrepared takes them; valid as long as this lives and the values' bytes
// do.
class BoundParameters {
 public:
  // Throws StoreError for a text with U+0000, which PostgreSQL cannot hold.
  explicit BoundParameters(std::span<const Value> values);

  int count() const { return static_cast<int>(pointers_.size()); }
  const char* const* pointers() const { return pointers_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }
  const TypeOid* oids() const { return oids_.data(); }
  // One letter a parameter: i d b u y for the types that are sent, t for text, 0 for null.
  const std::string& types() const { return types_; }

 private:
  void add(const Value& value);
  void add_bytes(char type, TypeOid oid, std::string_view bytes, bool binary);

  std::vector<const char*> pointers_;
  std::vector<int> lengths_, formats_;
  std::vector<TypeOid> oids_;
  std::string types_;
  std::deque<std::array<char, 8>> numbers_;
  std::deque<std::string> texts_;  // with the zero at the end that a text parameter needs
};

// Whether a statement prepared for parameters of these types takes those: a null goes anywhere.
bool takes(std::string_view prepared_types, std::string_view types);

// One row of a result.
class PostgresRow final : public Row {
 public:
  explicit PostgresRow(const pg_result* result);
  void move_to(int row) { row_ = row; }

  std::size_t size() const override { return decoded_.size(); }
  std::string_view name(std::size_t column) const override;
  Value at(std::size_t column) const override;

 private:
  const pg_result* result_;
  int row_ = 0;
  mutable std::vector<std::string> decoded_;  // of ids and bytes, which come as hexadecimal
};

}  // namespace stoa::store
