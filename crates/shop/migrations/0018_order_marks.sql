-- 受注ステータス: a shop's own words for where an order stands. removed_at: not to be chosen any more; orders that have it
-- keep its name.
create table order_status (
  shop_id    bigint not null,
  status_id  bigint not null,
  name       text   not null,
  position   bigint not null,
  removed_at bigint,
  primary key (shop_id, status_id)
);

-- Work on many things at once, on the server: a run, and what it is to be done to, one by one. A run that was asked for
-- twice (asked_key) is one run.
create table bulk_run (
  shop_id    bigint not null,
  run_id     bigint not null,
  asked_key  text   not null,
  kind       text   not null,
  asked      text   not null,
  asked_by   text   not null,
  started_at bigint not null,
  primary key (shop_id, run_id)
);
create unique index bulk_run_key on bulk_run (shop_id, asked_key);

-- Claimed by a worker: owner is set and due_at is the end of its lease. fence: a worker that was overtaken settles nothing.
-- answer and detail: what became of it, in words of its kind.
create table bulk_item (
  shop_id  bigint not null,
  run_id   bigint not null,
  item_no  bigint not null,
  order_id bigint not null,
  asked    text   not null,
  state    text   not null check (state in ('waiting', 'done', 'failed', 'left_out')),
  answer   text   not null,
  detail   text   not null,
  owner    text,
  fence    bigint not null,
  tries    bigint not null,
  due_at   bigint,
  ended_at bigint,
  primary key (shop_id, run_id, item_no)
);
create index bulk_item_due on bulk_item (due_at) where due_at is not null;
