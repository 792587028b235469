-- Mails are rows of the kernel's now (_mails). Those of this table were never delivered, and their
-- links are over within a day.
drop table mails;
