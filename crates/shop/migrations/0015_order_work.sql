-- Orders as they are worked on. total = goods + shipping + fee - discount + adjustment.
alter table orders add column discount bigint not null default 0 check (discount >= 0);
-- 金額調整, with its sign: what made the total equal to the amount at the gateway.
alter table orders add column adjustment bigint not null default 0;
-- Who brings it. carrier_name null: as the attempt's price snapshot calls it.
alter table orders add column carrier_id bigint;
alter table orders add column carrier_name text;
-- メモ; memo_version keeps two people from undoing each other's.
alter table orders add column memo text not null default '';
alter table orders add column memo_version bigint not null default 0;
-- 入金チェック: when somebody put the mark there.
alter table orders add column checked_at bigint;
-- 受注ステータス, one of the shop's own; null: none.
alter table orders add column status_id bigint;
-- When it left the shop, and 問合せ番号.
alter table orders add column shipped_at bigint;
alter table orders add column tracking text not null default '';
-- When it came into its list; null: when it was placed.
alter table orders add column moved_at bigint;
-- 受注キャンセル gave the stock back: undoing it takes it again.
alter table orders add column stock_back bigint not null default 0 check (stock_back in (0, 1));

-- What lists ask about the payment that counts, kept in step with it by payment/mirror.rs: its state; whether its amount is
-- another than the total; since when it is held (null: it is not).
alter table orders add column pay_state text check (pay_state in ('held', 'captured', 'cancelled'));
alter table orders add column pay_differs bigint not null default 0 check (pay_differs in (0, 1));
alter table orders add column hold_from bigint;
update orders set
  pay_state = (select p.state from payment p
    where p.shop_id = orders.shop_id and p.order_id = orders.order_id and p.head = 1),
  pay_differs = coalesce((select 1 from payment p
    where p.shop_id = orders.shop_id and p.order_id = orders.order_id and p.head = 1
      and p.state <> 'cancelled' and p.amount <> orders.total), 0),
  hold_from = (select p.authorized_at from payment p
    where p.shop_id = orders.shop_id and p.order_id = orders.order_id and p.head = 1 and p.state = 'held');
-- @sqlite
update orders set carrier_id = json_extract(checkout, '$.carrier_id');
-- @postgres
update orders set carrier_id = (checkout::json ->> 'carrier_id')::bigint;
-- @both

-- 変更履歴 with what it was and what it is. personal: the two name somebody, and go when that person is erased.
alter table history add column before text;
alter table history add column after text;
alter table history add column personal bigint not null default 0 check (personal in (0, 1));
-- Lines that tell which side of an amount changed: the order's total, or the amount at the gateway.
alter table history add column kind text check (kind in ('total', 'amount'));

-- A change of amount is a telegram of its own (020 under a new 取引ID, new_trading_id), and what it leaves behind is one
-- more: release, the 021 of a hold that no longer counts. queued: to be sent. watch_until: a change that came to nothing is
-- looked for until then. The check cannot be changed in place on both engines: the table is made anew.
create table payment_op_anew (
  shop_id        bigint not null,
  op_id          text   not null,
  order_id       bigint,
  trading_id     text   not null,
  payment_id     text   not null,
  merchant_id    text   not null,
  kind           text   not null check (kind in ('capture', 'cancel', 'refund', 'change', 'release')),
  state          text   not null
                 check (state in ('queued', 'sending', 'unknown', 'done', 'refused', 'not_done')),
  amount         bigint not null,
  new_trading_id text,
  watch_until    bigint,
  asked_by       text   not null,
  owner          text   not null,
  fence          bigint not null,
  asked_at       bigint not null,
  ended_at       bigint,
  due_at         bigint,
  looks          bigint not null,
  code           text,
  detail         text,
  primary key (shop_id, op_id)
);
insert into payment_op_anew (shop_id, op_id, order_id, trading_id, payment_id, merchant_id, kind, state, amount, asked_by,
  owner, fence, asked_at, ended_at, due_at, looks, code, detail)
select shop_id, op_id, order_id, trading_id, payment_id, merchant_id, kind, state, amount, asked_by,
  owner, fence, asked_at, ended_at, due_at, looks, code, detail
from payment_op;
drop table payment_op;
alter table payment_op_anew rename to payment_op;
create unique index payment_op_open on payment_op (shop_id, trading_id)
  where state in ('queued', 'sending', 'unknown');
create unique index payment_op_open_order on payment_op (shop_id, order_id)
  where state in ('queued', 'sending', 'unknown') and order_id is not null;
create unique index payment_op_new on payment_op (shop_id, new_trading_id) where new_trading_id is not null;
-- What a run of 受注一括処理 has sent for one of its orders.
create index payment_op_order on payment_op (shop_id, order_id) where order_id is not null;
create index payment_op_due on payment_op (due_at) where due_at is not null;
-- The payments that an order had before, beside its head.
create index payment_order on payment (shop_id, order_id);
create index payment_number on payment (shop_id, payment_id);

-- Sendings of 編集モード that added something: one that comes twice adds it once.
create table order_edit (
  shop_id   bigint not null,
  order_id  bigint not null,
  asked_key text   not null,
  primary key (shop_id, order_id, asked_key)
);
