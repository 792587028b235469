#include "kernel/app/socket_handler.h"

#include <algorithm>
#include <stdexcept>

#include "kernel/model/envelope.h"

namespace stoa {
namespace {

void check_members(const std::string& message, const Shape& shape) {
  for (const Field& field : shape.fields) {
    if (is_of_envelope(field.name))
      throw std::logic_error("the message " + message + " has a member " + field.name +
                             ", which every message has already");
  }
}

}  // namespace

bool SocketHandler::writes() const {
  return std::any_of(hears.begin(), hears.end(),
                     [](const SocketMessage& message) { return message.lane == Lane::write; });
}

const SocketMessage* SocketHandler::find(std::string_view name) const {
  const auto at = std::find_if(hears.begin(), hears.end(),
                               [&](const SocketMessage& message) { return message.name == name; });
  return at == hears.end() ? nullptr : &*at;
}

void SocketHandler::check() const {
  for (const SocketMessage& message : hears) {
    if (find(message.name) != &message)
      throw std::logic_error("a socket hears two messages that are called " + message.name);
    check_members(message.name, message.type->object());
    if (message.reply) check_members(message.reply_name, *message.reply);
  }
  for (const Told& told : tells) check_members(told.name, *told.shape);
}

namespace detail {

std::string type_name(std::string_view pretty) {
  const auto at = pretty.find("S = ");
  if (at != pretty.npos) pretty = pretty.substr(at + 4);
  pretty = pretty.substr(0, pretty.find_first_of(";]"));
  if (const auto colon = pretty.rfind("::"); colon != pretty.npos) pretty.remove_prefix(colon + 2);
  std::string name;
  for (const char c : pretty) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper && !name.empty()) name += '_';
    name += upper ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return name;
}

}  // namespace detail
}  // namespace stoa
