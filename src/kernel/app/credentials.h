// What a request shows of who sends it, and whether a browser was made to send it.
//
// Pure functions; any thread.
#pragma once

#include "kernel/auth/authenticator.h"
#include "kernel/http/message.h"

namespace stoa {

// The session cookie: __Host- binds it to this very host where there is TLS (RFC 6265bis §4.1.3).
std::string_view session_cookie(bool secure);
// That of a browser on its way to an identity provider and back.
std::string_view elsewhere_cookie(bool secure);

// An Authorization field wins over cookies, even a bad one: it is never a fallback.
Credentials credentials_of(const http::Request& request);

// The password of an Authorization with Basic (RFC 7617), which is "" where there is none to be
// read; nullopt for another scheme.
std::optional<std::string> basic_password(const http::Request& request);

Origin origin_of(const http::Request& request);

// Throws cross_site for an unsafe request that a page of another site sent (or one that carries a
// cookie and does not say where it comes from). A request with Authorization has nothing that a
// browser adds by itself.
void check_site(const http::Request& request);

// WWW-Authenticate of a 401 (RFC 6750 §3).
std::string_view challenge(const Credentials& shown);

}  // namespace stoa
