-- What staff find an order by: the beginning of a name or kana ('n'), a mail address ('m') or a phone number ('p') of
-- whoever buys or gets it, folded as what they type is (member/term.rs). Written by order/list/term.rs.
create table order_term (
  shop_id  bigint not null,
  term     text   not null,
  order_id bigint not null,
  primary key (shop_id, term, order_id)
);
create index order_term_of on order_term (shop_id, order_id, term);

create table order_person (
  shop_id     bigint not null,
  order_id    bigint not null,
  family      text,
  given       text,
  family_kana text,
  given_kana  text,
  email       text,
  phone       text
);
-- @sqlite
insert into order_person
  select shop_id, order_id, json_extract(checkout, '$.buyer.family'), json_extract(checkout, '$.buyer.given'),
    json_extract(checkout, '$.buyer.family_kana'), json_extract(checkout, '$.buyer.given_kana'), email, phone
  from orders;
insert into order_person
  select shop_id, order_id, json_extract(checkout, '$.recipient.family'), json_extract(checkout, '$.recipient.given'),
    json_extract(checkout, '$.recipient.family_kana'), json_extract(checkout, '$.recipient.given_kana'), null,
    json_extract(checkout, '$.recipient.phone')
  from orders where json_extract(checkout, '$.recipient.family') is not null;
-- @postgres
insert into order_person
  select shop_id, order_id, checkout::json #>> '{buyer,family}', checkout::json #>> '{buyer,given}',
    checkout::json #>> '{buyer,family_kana}', checkout::json #>> '{buyer,given_kana}', email, phone
  from orders;
insert into order_person
  select shop_id, order_id, checkout::json #>> '{recipient,family}', checkout::json #>> '{recipient,given}',
    checkout::json #>> '{recipient,family_kana}', checkout::json #>> '{recipient,given_kana}', null,
    checkout::json #>> '{recipient,phone}'
  from orders where checkout::json #>> '{recipient,family}' is not null;
-- @both
insert into order_term (shop_id, order_id, term)
  select shop_id, order_id, 'n' || lower(replace(replace(family || given, ' ', ''), '-', '')) from order_person
    where family <> '' and family <> '（消去済み）'
  union
  select shop_id, order_id, 'n' || lower(replace(replace(given, ' ', ''), '-', '')) from order_person where given <> ''
  union
  select shop_id, order_id, 'n' || replace(replace(family_kana || given_kana, ' ', ''), '-', '') from order_person
    where family_kana <> ''
  union
  select shop_id, order_id, 'n' || replace(given_kana, ' ', '') from order_person where given_kana <> ''
  union
  select shop_id, order_id, 'm' || lower(replace(email, '-', '')) from order_person where email <> ''
  union
  select shop_id, order_id, 'p' || replace(phone, '-', '') from order_person where phone <> '';
drop table order_person;

-- The three lists, newest first by number, whole and by each thing that is asked for: a page is a short walk in an index,
-- however many orders there are and wherever in the list they stand.
create index orders_in on orders (shop_id, list, order_id);
create index orders_method on orders (shop_id, list, method, order_id);
create index orders_pay on orders (shop_id, list, pay_state, order_id) where pay_state is not null;
create index orders_carrier on orders (shop_id, list, carrier_id, order_id) where carrier_id is not null;
create index orders_status on orders (shop_id, list, status_id, order_id) where status_id is not null;
create index orders_statusless on orders (shop_id, list, order_id) where status_id is null;
create index orders_total on orders (shop_id, list, total, order_id);
create index orders_hold on orders (shop_id, list, hold_from, order_id) where hold_from is not null;
create index orders_differs on orders (shop_id, list, order_id) where pay_differs = 1;
create index orders_memo on orders (shop_id, list, order_id) where memo <> '';
create index orders_checked on orders (shop_id, list, order_id) where checked_at is not null;
create index orders_unchecked on orders (shop_id, list, order_id) where checked_at is null;
create index orders_shipped on orders (shop_id, list, order_id) where shipped_at is not null;
-- What is still to be shipped: nothing of which the payment is cancelled.
create index orders_unshipped on orders (shop_id, list, order_id)
  where shipped_at is null and (pay_state is null or pay_state <> 'cancelled');
create index orders_by_member on orders (shop_id, list, order_id) where member_id is not null;
create index orders_by_guest on orders (shop_id, list, order_id) where member_id is null;
-- By product, and by the code it was sold under.
create index order_line_product on order_line (shop_id, product_id, order_id);
create index order_line_code on order_line (shop_id, code, order_id);
-- Whether サンクスメール has left.
create index outbox_thanks on outbox (shop_id, state, order_id) where kind = 'thanks' and order_id is not null;

-- 保存した条件: the fields of a search under a name, for everybody in the shop. They name no person.
create table order_view (
  shop_id  bigint not null,
  view_id  bigint not null,
  list     text   not null check (list in ('open', 'completed', 'cancelled')),
  name     text   not null,
  fields   text   not null,
  saved_by text   not null,
  saved_at bigint not null,
  primary key (shop_id, view_id)
);
create unique index order_view_name on order_view (shop_id, list, name);

-- Who took which orders out as a file. ended_at null: it is not (yet) whole. replaced: letters that the file's charset does
-- not have.
create table order_export (
  shop_id  bigint not null,
  seq      bigint not null,
  at       bigint not null,
  by_whom  text   not null,
  list     text   not null,
  narrowed bigint not null check (narrowed in (0, 1)),
  orders   bigint not null,
  replaced bigint not null,
  ended_at bigint,
  primary key (shop_id, seq)
);
