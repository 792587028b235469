-- Lending: copies and what they are, borrowers and what they may, when the library is open, and who
-- has what. All that is kept of a person stands in borrowers, borrower_words, card_codes and the
-- borrower of a loan, so that these are all the places to forget them in.

create table item_types (
  id {id} primary key not null,
  slug {text} not null,
  name {text} not null,
  version {int} not null,
  created {instant} not null,
  updated {instant} not null
) strict;
create unique index item_types_slug on item_types (slug);

create table borrower_categories (
  id {id} primary key not null,
  slug {text} not null,
  name {text} not null,
  version {int} not null,
  created {instant} not null,
  updated {instant} not null
) strict;
create unique index borrower_categories_slug on borrower_categories (slug);

create table copies (
  id {id} primary key not null,
  edition {id} not null references editions (id),
  barcode {text} not null,
  location {text} not null,
  item_type {id} not null references item_types (id),
  condition {text} not null check (condition in ('good', 'damaged', 'lost', 'withdrawn')),
  note {text},
  version {int} not null,
  created {instant} not null,
  updated {instant} not null
) strict;
create unique index copies_barcode on copies (barcode);
create index copies_edition on copies (edition, id);
create index copies_item_type on copies (item_type);

create table borrowers (
  id {id} primary key not null,
  card {text} not null,
  name {text} not null,
  category {id} not null references borrower_categories (id),
  suspended_until {date},
  note {text},
  account {id},
  leaving {instant},
  version {int} not null,
  created {instant} not null,
  updated {instant} not null
) strict;
create unique index borrowers_card on borrowers (card);
create unique index borrowers_account on borrowers (account);
create index borrowers_name on borrowers (name, id);
create index borrowers_category on borrowers (category);

-- The words of a borrower's name as they are searched for (names.h). No FTS5: its index keeps what
-- was removed from it for as long as it likes.
create table borrower_words (
  word {text} not null,
  borrower {id} not null references borrowers (id)
) strict;
create unique index borrower_words_word on borrower_words (word, borrower);
create index borrower_words_borrower on borrower_words (borrower);

-- What ties a borrower to an account, until it is used: at most one a borrower.
create table card_codes (
  borrower {id} primary key not null references borrowers (id),
  hash {text} not null,
  expires {instant} not null
) strict;
create unique index card_codes_hash on card_codes (hash);

-- Null stands for any. Nulls are distinct to a unique index, so that each of the four forms of a
-- pair has an index of its own.
create table loan_policies (
  id {id} primary key not null,
  category {id} references borrower_categories (id),
  item_type {id} references item_types (id),
  loan_days {int} not null check (loan_days between 1 and 365),
  renewals {int} not null check (renewals between 0 and 50),
  max_loans {int} not null check (max_loans between 0 and 500),
  version {int} not null,
  created {instant} not null,
  updated {instant} not null
) strict;
create unique index loan_policies_pair on loan_policies (category, item_type);
create unique index loan_policies_category on loan_policies (category) where item_type is null;
create unique index loan_policies_item_type on loan_policies (item_type) where category is null;
create unique index loan_policies_default on loan_policies ((category is null))
  where category is null and item_type is null;
create index loan_policies_of_item_type on loan_policies (item_type, id);

create table closed_days (
  id {id} primary key not null,
  date {date} not null,
  reason {text} not null,
  version {int} not null,
  created {instant} not null,
  updated {instant} not null
) strict;
create unique index closed_days_date on closed_days (date);

-- One row at the most, whose id is known (settings.cpp).
create table library_settings (
  id {id} primary key not null,
  closed_weekdays {json} not null,
  keep_history_days {int} not null check (keep_history_days between 0 and 36500),
  version {int} not null,
  created {instant} not null,
  updated {instant} not null
) strict;

create table loans (
  id {id} primary key not null,
  copy {id} not null references copies (id),
  borrower {id} references borrowers (id),
  lent {instant} not null,
  due {date} not null,
  returned {instant},
  renewals {int} not null check (renewals >= 0),
  version {int} not null,
  created {instant} not null,
  updated {instant} not null,
  constraint loans_open_has_borrower check (returned is not null or borrower is not null)
) strict;
-- A copy is on loan once.
create unique index loans_open_copy on loans (copy) where returned is null;
create index loans_open_borrower on loans (borrower, due, id) where returned is null;
create index loans_open_due on loans (due, id) where returned is null;
create index loans_copy on loans (copy, due, id);
create index loans_borrower on loans (borrower, due, id);
create index loans_due on loans (due, id);
create index loans_to_forget on loans (returned) where borrower is not null;
