#include "kernel/app/router.h"

#include <stdexcept>

#include "kernel/app/made_routes.h"
#include "kernel/app/path.h"

namespace stoa {

struct Router::Node {
  std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
  std::unique_ptr<Node> parameter;
  std::map<std::string, const MountedRoute*, std::less<>> methods;
};

namespace {

using Segments = std::vector<std::string_view>;

// Depth first, literals before the parameter; `values` holds the parameters of the way taken.
template <class Node>
const Node* walk(const Node& node, const Segments& segments, std::size_t at, Segments& values) {
  if (at == segments.size()) return node.methods.empty() ? nullptr : &node;
  if (auto literal = node.literals.find(segments[at]); literal != node.literals.end()) {
    if (auto* found = walk(*literal->second, segments, at + 1, values)) return found;
  }
  if (!node.parameter || segments[at].empty()) return nullptr;
  values.push_back(segments[at]);
  if (auto* found = walk(*node.parameter, segments, at + 1, values)) return found;
  values.pop_back();
  return nullptr;
}

template <class Methods>
std::string allowed(const Methods& methods) {
  std::string allow = "OPTIONS";
  for (auto& [method, route] : methods) allow += ", " + method + (method == "GET" ? ", HEAD" : "");
  return allow;
}

}  // namespace

Router::Router() : root_(std::make_unique<Node>()) {}
Router::~Router() = default;

void Router::add(const MountedRoute& mounted) {
  Node* node = root_.get();
  std::string path = mounted.route.full_path();
  for (std::string_view segment : path_segments(path)) {
    auto& next = segment.starts_with('{') ? node->parameter : node->literals[std::string(segment)];
    if (!next) next = std::make_unique<Node>();
    node = next.get();
  }
  if (!node->methods.emplace(mounted.route.method, &mounted).second) {
    throw std::logic_error("two routes for " + mounted.route.method + " " + path);
  }
}

void Router::add(const std::string& app, const MadeRoutes& made) { made_.emplace(app, &made); }

Match Router::find(std::string_view method, std::string_view path) const {
  Match match;
  const Segments segments = path_segments(path);
  const Node* node = walk(*root_, segments, 0, match.values);
  if (!node) {
    const auto made = segments.size() > 1 ? made_.find(segments[1]) : made_.end();
    return made == made_.end() ? match : made->second->find(method, path);
  }
  auto at = node->methods.find(method == "HEAD" ? "GET" : method);
  if (at != node->methods.end()) {
    match.route = at->second;
  } else {
    match.allow = allowed(node->methods);
  }
  return match;
}

}  // namespace stoa
