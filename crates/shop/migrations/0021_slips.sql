-- 送り状レイアウト: the three of every shop (1 to 3) have a row once something of them is set; a shop's own copies are numbered from 11.
-- An empty body is the text that came with Noren.
create table slip_layout (
  shop_id    bigint not null,
  layout_id  bigint not null,
  name       text   not null,
  body       text   not null,
  settings   text   not null,
  version    bigint not null,
  changed_at bigint not null,
  changed_by text   not null,
  primary key (shop_id, layout_id)
);

-- Files that are made of orders: 帳票 as one PDF, 送り状データ of one layout. Made by a background job, kept for some days.
create table order_file (
  shop_id    bigint not null,
  file_id    bigint not null,
  asked_key  text   not null,
  asked      text   not null,
  orders     text   not null,
  asked_by   text   not null,
  started_at bigint not null,
  state      text   not null check (state in ('waiting', 'ready', 'failed')),
  total      bigint not null,
  done       bigint not null,
  written    bigint not null default 0,
  report     text   not null,
  name       text   not null,
  bytes      bytea,
  owner      text,
  fence      bigint not null,
  due_at     bigint,
  ended_at   bigint,
  primary key (shop_id, file_id)
);
create unique index order_file_asked on order_file (shop_id, asked_key);
create index order_file_due on order_file (due_at) where due_at is not null;
create index order_file_ended on order_file (ended_at) where ended_at is not null;
