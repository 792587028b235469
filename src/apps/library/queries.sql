-- name: work_hits
select w.id, w.title, w.first_published, w.popularity, w.updated, '[]' as authors, '[]' as genres from works w

-- name: works_by_id
select id, title, first_published, popularity, updated, '[]' as authors, '[]' as genres from works where id {in $1}

-- name: covers_of
select work, id as edition from editions where cover is not null and work {in $1} order by id desc

-- name: credits_of
select c.work, a.id, a.name from credits c join authors a on a.id = c.author
where c.work {in $1} order by c.work, c.position

-- name: genres_of
select wg.work, g.slug, g.name from work_genres wg join genres g on g.id = wg.genre
where wg.work {in $1} order by wg.work, g.name

-- name: book_hits
select e.id, e.work, e.title, w.original_title, w.first_published, '[]' as authors, '[]' as genres,
       e.isbn10, e.isbn13, e.language, e.publisher, e.published, w.ratings
from editions e join works w on w.id = e.work

-- name: genre_facets
select g.slug as value, g.name as label, count(*) as works
from work_genres wg join genres g on g.id = wg.genre
where wg.work in (select w.id from works w

-- name: language_facets
select e.language as value, e.language as label, count(distinct e.work) as works
from editions e where e.language is not null and e.work in (select w.id from works w

-- name: add_credit
insert into credits (work, author, position) values ($1, $2, $3)

-- name: drop_credits
delete from credits where work = $1

-- name: add_genre
insert into work_genres (work, genre) select $1, id from genres where slug = $2

-- name: drop_genres
delete from work_genres where work = $1

-- name: index_work
insert or replace into works_search (rowid, title, authors, genres)
select w.rowid, w.title || ' ' || coalesce(w.original_title, ''),
       coalesce((select group_concat(a.name, ' ') from credits c join authors a on a.id = c.author
                 where c.work = w.id), ''),
       coalesce((select group_concat(g.name, ' ') from work_genres wg join genres g on g.id = wg.genre
                 where wg.work = w.id), '')
from works w where w.id {in $1}

-- name: unindex_work
delete from works_search where rowid = (select rowid from works where id = $1)

-- name: works_of_author
select w.id, w.title, w.original_title, w.first_published, w.ratings, w.popularity, w.version,
       w.created, w.updated
from works w join credits c on c.work = w.id where c.author = $1

-- name: author_hits
select id, name, about, version, created, updated from authors

-- name: index_author
insert or replace into authors_search (rowid, name) select rowid, name from authors where id {in $1}

-- name: unindex_author
delete from authors_search where rowid = (select rowid from authors where id = $1)

-- name: genre_hits
select id, slug, name, version, created, updated from genres

-- name: edition_hits
select id, work, title, isbn10, isbn13, language, publisher, published, cover, version, created, updated
from editions

-- name: work_matches
w.rowid in (select rowid from works_search where works_search match $1)

-- name: author_matches
rowid in (select rowid from authors_search where authors_search match $1)

-- name: holdings
select e.id as edition, count(c.id) as copies, count(c.id) - count(l.id) - count(h.id) as available
from editions e join copies c on c.edition = e.id
left join loans l on l.copy = c.id and l.returned is null
left join holds h on h.copy = c.id
where e.work = $1 and c.condition in ('good', 'damaged') group by e.id

-- name: item_type_hits
select id, slug, name, version, created, updated from item_types

-- name: borrower_category_hits
select id, slug, name, version, created, updated from borrower_categories

-- name: copy_hits
select c.id, c.edition, c.barcode, c.location, t.slug as item_type, c.condition, l.due,
       (h.id is not null) as on_hold,
       (l.id is null and h.id is null and c.condition in ('good', 'damaged')) as available
from copies c join item_types t on t.id = c.item_type
left join loans l on l.copy = c.id and l.returned is null
left join holds h on h.copy = c.id

-- name: borrower_hits
select id, card, name, category, suspended_until, note, account, leaving, version, created, updated
from borrowers

-- name: borrower_matches
id in (select borrower from borrower_words where word >= $1 and word < $2)

-- name: add_borrower_word
insert into borrower_words (word, borrower) values ($1, $2)

-- name: drop_borrower_words
delete from borrower_words where borrower = $1

-- name: card_code
select borrower from card_codes where hash = $1 and expires > $2

-- name: add_card_code
insert into card_codes (borrower, hash, expires) values ($1, $2, $3)

-- name: drop_card_code
delete from card_codes where borrower = $1

-- name: policy_hits
select id, category, item_type, loan_days, renewals, max_loans, version, created, updated
from loan_policies

-- name: policy_for
select 1 as rank, id, category, item_type, loan_days, renewals, max_loans, version, created, updated
from loan_policies where category = $1 and item_type = $2
union all
select 2 as rank, id, category, item_type, loan_days, renewals, max_loans, version, created, updated
from loan_policies where category = $1 and item_type is null
union all
select 3 as rank, id, category, item_type, loan_days, renewals, max_loans, version, created, updated
from loan_policies where category is null and item_type = $2
union all
select 4 as rank, id, category, item_type, loan_days, renewals, max_loans, version, created, updated
from loan_policies where category is null and item_type is null
order by rank limit 1

-- name: closed_day_hits
select id, date, reason, version, created, updated from closed_days

-- name: closed_between
select date from closed_days where date >= $1 and date <= $2 order by date

-- name: loan_hits
select l.id, l.copy, l.borrower, l.lent, l.due, l.returned, l.renewals, e.title,
       c.barcode, b.card
from loans l join copies c on c.id = l.copy join editions e on e.id = c.edition
left join borrowers b on b.id = l.borrower

-- name: count_open_loans
select count(*) as count from loans where borrower = $1 and returned is null

-- name: notice_hits
select n.id, n.loan, n.kind, n.due, e.title, n.created
from notices n join loans l on l.id = n.loan join copies c on c.id = l.copy
join editions e on e.id = c.edition

-- name: loans_to_notice
select l.id as loan, l.copy, l.borrower, b.account, l.due, e.title
from loans l join borrowers b on b.id = l.borrower join copies c on c.id = l.copy
join editions e on e.id = c.edition
where l.returned is null and l.due <= $1 and b.account is not null
and not exists (select 1 from notices n where n.loan = l.id and n.due = l.due
  and n.kind = case when l.due < $2 then 'overdue' else 'due_soon' end)
order by b.account, l.due, l.id limit 200

-- name: hold_hits
select h.id, h.work, h.edition, h.borrower, coalesce(e.title, w.title) as title, b.card,
       case when h.copy is null then
         (select count(*) from holds f where f.work = h.work and f.id <= h.id and f.copy is null)
       else 0 end as position,
       c.barcode, h.until, h.created
from holds h join works w on w.id = h.work join borrowers b on b.id = h.borrower
left join editions e on e.id = h.edition left join copies c on c.id = h.copy

-- name: next_hold
select h.id, h.work, h.edition, h.borrower, h.copy, h.until, h.version, h.created, h.updated
from holds h join editions e on e.work = h.work
where e.id = $1 and (h.edition is null or h.edition = e.id) and h.copy is null
order by h.id limit 1

-- name: hold_of_borrower
select h.id, h.work, h.edition, h.borrower, h.copy, h.until, h.version, h.created, h.updated
from holds h join editions e on e.work = h.work
where h.borrower = $1 and e.id = $2 and (h.edition is null or h.edition = e.id)

-- name: stock_of_work
select count(c.id) as copies, count(c.id) - count(l.id) - count(h.id) as free,
       (select count(*) from holds w where w.work = $1 and w.copy is null
        and (w.edition is null or w.edition = $2 or $2 is null)) as waiting
from editions e join copies c on c.edition = e.id
left join loans l on l.copy = c.id and l.returned is null
left join holds h on h.copy = c.id
where e.work = $1 and (e.id = $2 or $2 is null) and c.condition in ('good', 'damaged')
