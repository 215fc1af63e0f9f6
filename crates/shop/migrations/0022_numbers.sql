-- Files of 問合せ番号 that were uploaded, each once (hash: SHA-256 of its bytes). content: the file itself, while its columns
-- can still be chosen by hand; lines: what was read from it. Both go with the run that takes the file in, and a file that
-- none takes in after a day; left_out: what the run did not take, without numbers and names.
create table number_file (
  shop_id     bigint not null,
  file_id     bigint not null,
  hash        text   not null,
  name        text   not null,
  content     bytea,
  lines       bytea,
  left_out    bytea,
  uploaded_at bigint not null,
  uploaded_by text   not null,
  run_id      bigint,
  primary key (shop_id, file_id)
);
create unique index number_file_hash on number_file (shop_id, hash);
create index number_file_open on number_file (uploaded_at) where run_id is null;

-- How far an item has come that is done in several commits, in a word of its kind.
alter table bulk_item add column noted text not null default '';
-- What is asked of one order: it goes when its buyer is erased.
create index bulk_item_order on bulk_item (shop_id, order_id);
