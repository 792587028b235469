-- Covers of editions: a file of the kernel's, whose bytes lie elsewhere.

alter table editions add column cover {id} references _files (id);
create index editions_cover on editions (cover);
