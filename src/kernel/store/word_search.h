// The search by words on PostgreSQL, which finds what FTS5 with its tokenizer unicode61 finds:
// letters and digits of any script make a word, upper and lower case are one, Latin letters lose
// their diacritics.
//
// A migration brings the functions into its app's schema by the token {word_search}
// (kernel/store/migration.h); what was made stays as it was made. A constant; any thread.
#pragma once

#include <string_view>

namespace stoa::store {

inline constexpr std::string_view word_search = R"sql(
-- The words of a text. Marks fall away from a to z only, since й and ή are letters of their own.
-- Numbers that are not digits (Ⅷ, ½, ², 〇) belong to words, though [:alnum:] leaves them out. Other
-- forms of a small letter (ς) become the plain one, which lower() does not do. What a search asks
-- for has at most 200 letters, so that words are told apart by their first 255.
create function words_in(text) returns text[]
language sql immutable strict parallel safe
return array(
  select left(word, 255) from unnest(regexp_split_to_array(
    normalize(
      regexp_replace(
        translate(normalize(lower($1 collate "und-x-icu"), nfd), 'µſςϐϑϕϖϰϱϵ', 'μsσβθφπκρε'),
        '([a-z])[\u0300-\u036f]+', '\1', 'g'),
      nfc),
    '[^[:alnum:]²³¹¼-¾⁰-⁹₀-₉⅐-ↈ①-⒛⓪-⓿〇〡-〩〸-〺]+')) as word
  where word <> '');

-- What of a text is stored.
create function search_document(text) returns tsvector
language sql immutable strict parallel safe
return array_to_tsvector(words_in($1));

-- All words must be there, the last may be unfinished. It is null, and so finds nothing, if there
-- is no word. Words hold nothing that a tsquery gives a meaning to.
create function search_query(text) returns tsquery
language sql immutable strict parallel safe
return (nullif(array_to_string(words_in($1), ' & '), '') || ':*')::tsquery;
)sql";

}  // namespace stoa::store
