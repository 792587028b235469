// The faults that more than one part of the decoder finds, said once.
//
// Inside the model only. Pure; any thread.
#pragma once

#include "kernel/model/json_reader.h"
#include "kernel/model/text_rules.h"

namespace stoa {

inline Fault duplicate_field() { return {"duplicate_field", "This name stands here twice."}; }

inline Fault beyond_numbers(std::string_view number) {
  return {number.starts_with('-') ? "too_small" : "too_large",
          "This is beyond the numbers that can be kept."};
}

inline Fault text_fault(TextFlaw flaw) {
  if (flaw == TextFlaw::nul) {
    return {"nul_character", "The character U+0000 cannot be kept."};
  }
  return {"invalid_unicode", "Half of a surrogate pair is not a character."};
}

}  // namespace stoa
