#include "kernel/model/text_rules.h"

#include "kernel/model/describe.h"
#include "kernel/testing/test.h"

namespace stoa {
namespace {

// What a text becomes: its normal form, or the code of what is wrong.
template <class T>
std::string judged(std::string_view text) {
  std::string value(text);
  auto fault = check_text(type_of<T>(), value);
  return fault ? "! " + std::string(fault->code) : value;
}

struct Case {
  std::string_view in, out;
};
template <class T, std::size_t N>
void check_all(const Case (&cases)[N]) {
  for (const auto& [in, out] : cases) {
    CAPTURE(in);
    CHECK(judged<T>(in) == out);
  }
}

}  // namespace

TEST("model: the length of a text is counted in characters") {
  check_all<Text<1, 3>>({{"a", "a"},
                         {"\u20AC\u20AC\u20AC", "\u20AC\u20AC\u20AC"},
                         {"\U0001F600", "\U0001F600"},
                         {" a ", " a "},
                         {"", "! too_short"},
                         {"   ", "! too_short"},
                         {"\u00A0", "! too_short"},
                         {"abcd", "! too_long"},
                         {"\u20AC\u20AC\u20AC\u20AC", "! too_long"}});
  check_all<Text<2, 9>>({{"\u20AC", "! too_short"}, {"\u20AC\u20AC", "\u20AC\u20AC"}});
  check_all<Text<0, 3>>({{"", ""}, {" ", " "}, {"a\nb", "a\nb"}});
  check_all<std::string>(
      {{"\x1B[31m", "! bad_format"}, {"a\r\n", "! bad_format"}, {"\u0085", "! bad_format"}});
}

TEST("model: e-mail addresses, their domain in lower case") {
  check_all<Email>({{"Ada@Example.ORG", "Ada@example.org"},
                    {"a+b.c@x", "a+b.c@x"},
                    {"o'neil@a-b.example", "o'neil@a-b.example"},
                    {"@example.org", "! bad_format"},
                    {"ada@", "! bad_format"},
                    {"ada", "! bad_format"},
                    {"a@b@c", "! bad_format"},
                    {"a b@example.org", "! bad_format"},
                    {"a@-x.org", "! bad_format"},
                    {"a@x..org", "! bad_format"},
                    {"a@x.org\n", "! bad_format"},
                    {"\u00E4@x.org", "! bad_format"},
                    {"a@", "! too_short"}});
}

TEST("model: web addresses") {
  check_all<Url>({{"https://example.org", "https://example.org"},
                  {"HTTP://Example.ORG/Path?q=A#f", "http://example.org/Path?q=A#f"},
                  {"http://localhost:8080/", "http://localhost:8080/"},
                  {"http://[2001:DB8::1]:80/x", "http://[2001:db8::1]:80/x"},
                  {"https://a.b/%C3%A4", "https://a.b/%C3%A4"},
                  {"https://example.org.", "https://example.org."},
                  {"ftp://example.org", "! bad_format"},
                  {"javascript:alert(1)", "! bad_format"},
                  {"https:///path", "! bad_format"},
                  {"https://?query", "! bad_format"},
                  {"https://good.example@evil.example/", "! bad_format"},
                  {"https://a.b/\u00E4", "! bad_format"},
                  {"https://a.b/ c", "! bad_format"},
                  {"https://a.b/%zz", "! bad_format"},
                  {"https://a.b/%4", "! bad_format"},
                  {"https://a.b:99999/", "! bad_format"},
                  {"https://a.b:x/", "! bad_format"},
                  {"https://a..b/", "! bad_format"},
                  {"https://a.b\\@c/", "! bad_format"},
                  {"https://a.b/#x#y", "! bad_format"},
                  {"http://", "! too_short"}});
}

TEST("model: slugs") {
  check_all<Slug>({{"a", "a"},
                   {"a-2-c", "a-2-c"},
                   {"A", "! bad_format"},
                   {"-a", "! bad_format"},
                   {"a-", "! bad_format"},
                   {"a--b", "! bad_format"},
                   {"", "! too_short"}});
}

TEST("model: book numbers lose their hyphens and prove their check digit") {
  check_all<Isbn10>({{"0306406152", "0306406152"},
                     {"0-306-40615-2", "0306406152"},
                     {"0-8044-2957-x", "080442957X"},
                     {"080442957X", "080442957X"},
                     {"0306406153", "! check_digit"},
                     {"X306406152", "! bad_format"},
                     {"03064061-52-", "0306406152"},
                     {"030640615a", "! bad_format"},
                     {"----------", "! bad_format"},
                     {"030640615", "! too_short"},
                     {"0-3-0-6-4-0-6-1-5-2", "! too_long"}});
  check_all<Isbn13>({{"9780306406157", "9780306406157"},
                     {"978-0-306-40615-7", "9780306406157"},
                     {"979 10 90636 07 1", "9791090636071"},
                     {"9780306406158", "! check_digit"},
                     {"9770306406157", "! bad_format"},
                     {"978030640615X", "! bad_format"},
                     {"978-0-306-406157-", "9780306406157"},
                     {"978-0-306-4061-5", "! bad_format"}});
}

TEST("model: language tags get their canonical case") {
  check_all<Language>({{"en", "en"},
                       {"EN-us", "en-US"},
                       {"zh-hant-tw", "zh-Hant-TW"},
                       {"ZH-YUE-HK", "zh-yue-HK"},
                       {"sl-rozaj-biske-1994", "sl-rozaj-biske-1994"},
                       {"de-ch-1901", "de-CH-1901"},
                       {"es-419", "es-419"},
                       {"en-u-CA-gregory-x-Mine", "en-u-ca-gregory-x-mine"},
                       {"x-klingon", "x-klingon"},
                       {"e", "! too_short"},
                       {"en-", "! bad_format"},
                       {"-en", "! bad_format"},
                       {"en--us", "! bad_format"},
                       {"en_US", "! bad_format"},
                       {"en-a", "! bad_format"},
                       {"en-x", "! bad_format"},
                       {"12", "! bad_format"},
                       {"en-us-us", "! bad_format"}});
}

TEST("model: patterns match as a whole and in bounded time") {
  using Code = Pattern<"[A-Z]{2}-[0-9]+">;
  check_all<Code>({{"AB-12", "AB-12"}, {"xAB-12", "! bad_format"}, {"AB-12x", "! bad_format"}});
  CHECK(judged<Code>("AB-" + std::string(198, '1')) == "! too_long");
  // Exponential in a backtracking matcher.
  CHECK(judged<Pattern<"(a+)+b">>(std::string(200, 'a')) == "! bad_format");
}

TEST("model: cursors are printable") {
  check_all<Cursor>({{"abc_-.~=", "abc_-.~="}, {"a b", "! bad_format"}, {"", "! too_short"}});
}

}  // namespace stoa
