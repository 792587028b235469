-- name: list_hits
select l.id, l.title, l.color, l.sequence, l.forgotten, l.removed, l.version, l.created, l.updated,
       m.role,
       (select count(*) from tasks t where t.list = l.id and t.removed is null
          and t.status in ('needs_action', 'in_process')) as open,
       (select count(*) from members o where o.list = l.id) as members
from lists l join members m on m.list = l.id

-- name: member_hits
select m.id, m.list, m.account, m.role, m.version, m.created, m.updated, p.name
from members m left join profiles p on p.account = m.account

-- name: invitation_hits
select id, list, email, role, inviter, expires, created from invitations

-- name: feed_hits
select id, list, created from feeds

-- name: notice_hits
select n.id, n.task, t.list, t.title, n.due, n.created
from notices n join tasks t on t.id = n.task join members m on m.list = t.list and m.account = n.account

-- name: next_sequence
update lists set sequence = sequence + 1 where id = $1

-- name: task_hits
select id, list, parent, position, uid, title, notes, priority, start, due, repeat, repeat_from,
       labels, status, percent, due_date, due_at, series_start, completed, removed, sequence,
       author, version, created, updated
from tasks

-- name: neighbours
select (select max(position) from tasks where list = $1 and position < $2) as before,
       (select min(position) from tasks where list = $1 and position > $2) as behind

-- name: last_place
select max(position) as before from tasks where list = $1

-- name: task_matches
rowid in (select rowid from tasks_search where tasks_search match $1)

-- name: index_task
insert or replace into tasks_search (rowid, title, notes)
select rowid, title, coalesce(notes, '') from tasks where id {in $1}

-- name: unindex_task
delete from tasks_search where rowid = (select rowid from tasks where id = $1)

-- name: forget_words
insert into tasks_search (tasks_search) values ('optimize')
