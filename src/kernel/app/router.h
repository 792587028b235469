// Which route answers a method and a path.
//
// Built once from all apps; read by every I/O thread without a lock.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/app/mounted.h"

namespace stoa {

class MadeRoutes;

struct Match {
  const MountedRoute* route = nullptr;
  std::vector<std::string_view> values;  // of the path's parameters in order, still percent-encoded
  std::string allow;                     // when the path is there but not for this method
};

class Router {
 public:
  Router();
  ~Router();
  // Throws std::logic_error when two routes have the same method and pattern.
  void add(const MountedRoute& route);
  // The routes of an app that it makes while it is served: asked where none of its others fits.
  void add(const std::string& app, const MadeRoutes& made);
  // HEAD finds GET's route. A literal segment wins over a parameter.
  Match find(std::string_view method, std::string_view path) const;

 private:
  struct Node;
  std::unique_ptr<Node> root_;
  std::map<std::string, const MadeRoutes*, std::less<>> made_;
};

}  // namespace stoa
