-- What Paygent says unasked (決済情報差分通知), and what it says when asked what there is (091). Nothing of it is evidence:
-- it is a wish to ask 094. Rows are work that is not done yet, never more than the shop has payments and attempts.

-- A 取引ID to be asked about. for_named: only if a payment was named that is not the one we know. fence: a notice that comes
-- while it is being worked on keeps it alive.
create table payment_look (
  shop_id    bigint not null,
  trading_id text   not null,
  for_named  bigint not null check (for_named in (0, 1)),
  due_at     bigint not null,
  looks      bigint not null,
  fence      bigint not null,
  primary key (shop_id, trading_id)
);
create index payment_look_due on payment_look (due_at);

-- A payment id that a notice with a good hash, or a row of 091, gave to a 取引ID of ours; gone once it is decided.
create table named_payment (
  shop_id    bigint not null,
  trading_id text   not null,
  payment_id text   not null,
  number     bigint not null,
  primary key (shop_id, trading_id, payment_id)
);

-- Where the reading of 091 stands, per merchant account. next: the number to ask for; null while it is looked for between
-- low (gone) and high (not gone). heard: the highest number of a signed notice. gap_to: numbers below may never have been
-- read. caught_up_at: the last time that there was nothing more. compare_after: open payments behind this 取引ID are still
-- to be compared one by one; null: none are. telegrams: the gateway that counted; another one counts anew.
create table notice_feed (
  shop_id       bigint not null,
  merchant_id   text   not null,
  low           bigint not null default 0,
  high          bigint,
  next          bigint,
  heard         bigint not null default 0,
  gap_to        bigint not null default 0,
  caught_up_at  bigint,
  compare_after text,
  telegrams     text   not null default '',
  tries         bigint not null default 0,
  owner         text,
  fence         bigint not null default 0,
  due_at        bigint not null,
  primary key (shop_id, merchant_id)
);
create index notice_feed_due on notice_feed (due_at);

-- named_by: the number of the notice that named payment_id, null for the one that 020 gave. doubted_at: since when payment_id
-- is cancelled there, and it is not known whether another one took its place once more.
alter table payment add column named_by bigint;
alter table payment add column doubted_at bigint;
