-- メールテンプレート: the three of every shop (1 to 3) have a row once they are changed; a shop's own are numbered from 11.
create table mail_template (
  shop_id     bigint not null,
  template_id bigint not null,
  name        text   not null,
  subject     text   not null,
  body        text   not null,
  version     bigint not null,
  changed_at  bigint not null,
  changed_by  text   not null,
  primary key (shop_id, template_id)
);

-- What opens a buyer's page of an order, besides orders.view_hash: one for each mail that names the page. SHA-256.
create table order_link (
  shop_id    bigint not null,
  attempt_id text   not null,
  hash       text   not null,
  created_at bigint not null,
  primary key (shop_id, attempt_id, hash)
);

-- A mail that a person sends from an order: the page it was sent from, so that a page that comes twice sends one.
alter table outbox add column asked_key text;
alter table outbox add column template_id bigint;
create unique index outbox_asked on outbox (shop_id, asked_key) where asked_key is not null;
-- The mails of one order.
create index outbox_order on outbox (shop_id, order_id) where order_id is not null;

-- When it was last done with an order: 配送通知メール into the outbox, 送り状データ written, 帳票 printed.
alter table orders add column notified_at bigint;
alter table orders add column slip_at bigint;
alter table orders add column printed_at bigint;
-- 領収書 that were issued: from the second on it says 再発行.
alter table orders add column receipts bigint not null default 0;
create index orders_notified on orders (shop_id, list, order_id) where notified_at is not null;
create index orders_unnotified on orders (shop_id, list, order_id) where notified_at is null;
create index orders_slip on orders (shop_id, list, order_id) where slip_at is not null;
create index orders_slipless on orders (shop_id, list, order_id) where slip_at is null;
create index orders_printed on orders (shop_id, list, order_id) where printed_at is not null;
create index orders_unprinted on orders (shop_id, list, order_id) where printed_at is null;
create index orders_shipped_on on orders (shop_id, list, shipped_at, order_id) where shipped_at is not null;
