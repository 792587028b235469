// A header that may be read twice.
struct A {};
