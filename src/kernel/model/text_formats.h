// The texts with a rule of their own: what they must look like, and their one normal form.
//
// Each normalise_… brings its text into the normal form and says whether it is one. Used by
// text_rules.cpp; pure, any thread.
#pragma once

#include <string>
#include <string_view>

namespace stoa {

// An address as HTML's <input type=email> takes it; the domain in lower case.
bool normalise_email(std::string& text);

// http or https with a host; ASCII (the rest is percent-encoded), no user name before the host,
// because that is how one host is made to look like another. Scheme and host in lower case.
bool normalise_url(std::string& text);

bool is_slug(std::string_view text);

enum class IsbnResult : unsigned char { good, bad_format, check_digit };
IsbnResult normalise_isbn10(std::string& text);
IsbnResult normalise_isbn13(std::string& text);

// A well-formed RFC 5646 langtag in its canonical case: zh-hant-tw becomes zh-Hant-TW.
bool normalise_language(std::string& text);

// Printable ASCII without a space.
bool is_cursor(std::string_view text);

}  // namespace stoa
