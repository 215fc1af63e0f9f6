-- 代金引換 and 店頭払い. A check cannot be changed in place on both engines: the table is made anew.
create table attempt_anew (
  shop_id           bigint not null,
  attempt_id        text   not null,
  submit_key        text   not null,
  cart_id           text   not null,
  cart_version      bigint not null,
  method            text   not null check (method in ('card', 'bank', 'cod', 'in_store', 'free')),
  state             text   not null check (state in ('created', 'challenge', 'sending', 'unknown',
                    'placed', 'refused', 'not_sent', 'expired', 'superseded', 'none', 'mismatch')),
  amount            bigint not null,
  quote             text   not null,
  checkout          text   not null,
  client            text   not null,
  settings_version  bigint not null,
  merchant_id       text,
  trading_id        text,
  card_token        bytea,
  token_valid_until bigint,
  holder_name       bytea,
  split             text,
  return_id         text,
  three_ds          text,
  three_ds_auth_id  text,
  acs_html          bytea,
  payment_id        text,
  code              text,
  detail            text,
  owner             text   not null,
  fence             bigint not null,
  created_at        bigint not null,
  challenged_at     bigint,
  sent_at           bigint,
  ended_at          bigint,
  due_at            bigint,
  looks             bigint not null,
  watch_until       bigint,
  order_id          bigint,
  primary key (shop_id, attempt_id)
);

insert into attempt_anew (shop_id, attempt_id, submit_key, cart_id, cart_version, method, state, amount, quote, checkout,
  client, settings_version, merchant_id, trading_id, card_token, token_valid_until, holder_name, split, return_id,
  three_ds, three_ds_auth_id, acs_html, payment_id, code, detail, owner, fence, created_at, challenged_at, sent_at,
  ended_at, due_at, looks, watch_until, order_id)
select shop_id, attempt_id, submit_key, cart_id, cart_version, method, state, amount, quote, checkout,
  client, settings_version, merchant_id, trading_id, card_token, token_valid_until, holder_name, split, return_id,
  three_ds, three_ds_auth_id, acs_html, payment_id, code, detail, owner, fence, created_at, challenged_at, sent_at,
  ended_at, due_at, looks, watch_until, order_id
from attempt;

drop table attempt;
alter table attempt_anew rename to attempt;

create unique index attempt_trading on attempt (shop_id, trading_id) where trading_id is not null;
create unique index attempt_return on attempt (shop_id, return_id) where return_id is not null;
create unique index attempt_live on attempt (shop_id, submit_key)
  where state in ('created', 'challenge', 'sending', 'unknown', 'placed');
create index attempt_due on attempt (due_at) where due_at is not null;
create index attempt_cart on attempt (shop_id, cart_id, created_at);
