// libpq's result, owned. Private to the PostgresConnection.
#pragma once

#include <libpq-fe.h>

#include <memory>

#include "kernel/store/postgres.h"

namespace stoa::store {

struct PostgresConnection::Result {
  explicit Result(PGresult* result = nullptr) : pointer(result, &PQclear) {}
  const PGresult* get() const { return pointer.get(); }
  explicit operator bool() const { return pointer != nullptr; }
  ExecStatusType status() const { return PQresultStatus(pointer.get()); }
  std::unique_ptr<PGresult, void (*)(PGresult*)> pointer;
};

}  // namespace stoa::store
