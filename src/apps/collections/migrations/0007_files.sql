-- Which file a field of a record is. The record itself tells of it only what clients see.

create table attachments (
  definition {id} not null references definitions (id),
  record {id} not null,
  field {text} not null,
  file {id} not null references _files (id)
) strict;
create unique index attachments_place on attachments (record, field);
create index attachments_definition on attachments (definition, field);
create unique index attachments_file on attachments (file);
