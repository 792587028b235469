-- The search by words, which finds what FTS5 with its tokenizer unicode61 finds: letters and digits
-- of any script make a word, upper and lower case are one, Latin letters lose their diacritics.

-- The words of a text. Marks fall away from a to z only, since й and ή are letters of their own.
-- Numbers that are not digits (Ⅷ, ½, ², 〇) belong to words, though [:alnum:] leaves them out. Other
-- forms of a small letter (ς) become the plain one, which lower() does not do.
create function words_in(text) returns text[]
language sql immutable strict parallel safe
return array_remove(
  regexp_split_to_array(
    normalize(
      regexp_replace(
        translate(normalize(lower($1 collate "und-x-icu"), nfd), 'µſςϐϑϕϖϰϱϵ', 'μsσβθφπκρε'),
        '([a-z])[\u0300-\u036f]+', '\1', 'g'),
      nfc),
    '[^[:alnum:]²³¹¼-¾⁰-⁹₀-₉⅐-ↈ①-⒛⓪-⓿〇〡-〩〸-〺]+'),
  '');

-- What of a text is stored.
create function search_document(text) returns tsvector
language sql immutable strict parallel safe
return array_to_tsvector(words_in($1));

-- All words must be there, the last may be unfinished. It is null, and so finds nothing, if there
-- is no word. Words hold nothing that a tsquery gives a meaning to.
create function search_query(text) returns tsquery
language sql immutable strict parallel safe
return (nullif(array_to_string(words_in($1), ' & '), '') || ':*')::tsquery;

-- Words go with their record.
create table works_search (
  id {id} primary key not null references works (id) on delete cascade,
  words tsvector not null
);
create index works_search_words on works_search using gin (words);

create table authors_search (
  id {id} primary key not null references authors (id) on delete cascade,
  words tsvector not null
);
create index authors_search_words on authors_search using gin (words);
