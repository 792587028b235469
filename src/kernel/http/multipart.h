// A multipart/form-data body (RFC 7578), taken apart as it comes in.
//
// Knows no files and no sockets; of one request, one thread at a time. It keeps no more than a
// delimiter or the header of a part.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "kernel/model/problem.h"

namespace stoa::http {

class Multipart {
 public:
  struct Part {
    std::string name;
    std::optional<std::string> file_name;  // as it was sent: a path, a line feed, anything
  };
  // Who is told of the parts, in their order. May throw a Refusal.
  class Receiver {
   public:
    virtual ~Receiver() = default;
    virtual void on_part(Part part) = 0;
    virtual void on_data(std::string_view bytes) = 0;  // of the part told of last
  };

  // The boundary of "multipart/form-data; boundary=…"; nothing when it is not that, or has none
  // that is allowed.
  static std::optional<std::string> boundary_of(std::string_view content_type);

  Multipart(std::string_view boundary, Receiver& receiver);
  // Throw Refusal: malformed_form.
  void feed(std::string_view bytes);
  void finish();  // there is no more

 private:
  enum class State { preamble, data, delimiter, header, over };
  bool take_data();
  bool take_delimiter();
  bool take_header();

  const std::string delimiter_;
  Receiver& receiver_;
  State state_ = State::preamble;
  int parts_ = 0;
  std::string rest_;  // not yet understood
};

}  // namespace stoa::http
