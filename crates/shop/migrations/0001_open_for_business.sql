-- Noren's tables. One text for both engines: bigint, text and bytea only; times are milliseconds since
-- 1970 (UTC), money is whole yen, truth is 0 or 1, JSON is opaque text. shop_id leads every key.

create table shop (
  shop_id    bigint primary key,
  name       text   not null,
  host       text   not null,
  admin_host text   not null,
  base_url   text   not null,
  admin_url  text   not null,
  mail_from  text   not null,
  notify_to  text   not null,
  created_at bigint not null
);
create unique index shop_host on shop (host);
create unique index shop_admin_host on shop (admin_host);

create table counter (
  shop_id bigint not null,
  name    text   not null,
  value   bigint not null,
  primary key (shop_id, name)
);

-- Every version is kept: an attempt ends with the settings it began with (R-062, R-063).
create table setting (
  shop_id  bigint not null,
  kind     text   not null,
  version  bigint not null,
  body     text   not null,
  saved_by text   not null,
  saved_at bigint not null,
  primary key (shop_id, kind, version)
);

-- Credentials of one contract with Paygent. A payment stays with the account it was made under (R-020).
create table merchant_account (
  shop_id          bigint not null,
  merchant_id      text   not null,
  connect_id       text   not null,
  connect_password bytea  not null,
  token_key        text   not null,
  three_ds_key     bytea,
  endpoints        text   not null,
  primary key (shop_id, merchant_id)
);

create table category (
  shop_id     bigint not null,
  category_id bigint not null,
  slug        text   not null,
  name        text   not null,
  position    bigint not null,
  primary key (shop_id, category_id)
);

create table product (
  shop_id     bigint not null,
  product_id  bigint not null,
  category_id bigint not null,
  code        text   not null,
  name        text   not null,
  lead        text   not null,
  description text   not null,
  spec        text   not null,
  picture     text   not null,
  picture_alt text   not null,
  price       bigint not null check (price between 0 and 99999999),
  tax_rate    bigint not null check (tax_rate in (8, 10)),
  position    bigint not null,
  published   bigint not null check (published in (0, 1)),
  primary key (shop_id, product_id)
);
create unique index product_code on product (shop_id, code);
create index product_shelf on product (shop_id, published, position, product_id);
create index product_category on product (shop_id, category_id, published, position, product_id);

create table stock (
  shop_id    bigint not null,
  product_id bigint not null,
  on_hand    bigint not null,
  reserved   bigint not null,
  primary key (shop_id, product_id),
  check (reserved >= 0 and reserved <= on_hand)
);

create table carrier (
  shop_id    bigint not null,
  carrier_id bigint not null,
  name       text   not null,
  service    text   not null,
  position   bigint not null,
  primary key (shop_id, carrier_id)
);

-- fee null: to be agreed after the order (別途連絡), so no card (R-027).
create table carrier_fee (
  shop_id    bigint not null,
  carrier_id bigint not null,
  prefecture bigint not null check (prefecture between 1 and 47),
  fee        bigint,
  primary key (shop_id, carrier_id, prefecture)
);

-- A cart belongs to one browser session; cart_id is the hash of its cookie.
create table cart (
  shop_id    bigint not null,
  cart_id    text   not null,
  version    bigint not null,
  submit_key text   not null,
  draft      text,
  updated_at bigint not null,
  primary key (shop_id, cart_id)
);

create table cart_line (
  shop_id    bigint not null,
  cart_id    text   not null,
  product_id bigint not null,
  quantity   bigint not null check (quantity between 1 and 999),
  added_at   bigint not null,
  primary key (shop_id, cart_id, product_id)
);

-- One try to place one order (DESIGN section 4). attempt_id is public: 128 random bits.
create table attempt (
  shop_id           bigint not null,
  attempt_id        text   not null,
  submit_key        text   not null,
  cart_id           text   not null,
  cart_version      bigint not null,
  method            text   not null check (method in ('card', 'bank', 'free')),
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
create unique index attempt_trading on attempt (shop_id, trading_id) where trading_id is not null;
create unique index attempt_return on attempt (shop_id, return_id) where return_id is not null;
create unique index attempt_live on attempt (shop_id, submit_key)
  where state in ('created', 'challenge', 'sending', 'unknown', 'placed');
create index attempt_due on attempt (due_at) where due_at is not null;
create index attempt_cart on attempt (shop_id, cart_id, created_at);

create table reservation (
  shop_id    bigint not null,
  attempt_id text   not null,
  product_id bigint not null,
  quantity   bigint not null check (quantity > 0),
  primary key (shop_id, attempt_id, product_id)
);

create table orders (
  shop_id       bigint not null,
  order_id      bigint not null,
  number        text   not null,
  attempt_id    text   not null,
  list          text   not null check (list in ('open', 'completed', 'cancelled')),
  version       bigint not null,
  placed_at     bigint not null,
  buyer_name    text   not null,
  buyer_kana    text   not null,
  email         text   not null,
  phone         text   not null,
  checkout      text   not null,
  method        text   not null,
  method_name   text   not null,
  goods         bigint not null,
  shipping      bigint,
  fee           bigint not null,
  total         bigint not null,
  client        text   not null,
  primary key (shop_id, order_id)
);
create unique index orders_number on orders (shop_id, number);
create unique index orders_attempt on orders (shop_id, attempt_id);
create index orders_list on orders (shop_id, list, placed_at, order_id);

create table order_line (
  shop_id    bigint not null,
  order_id   bigint not null,
  line_no    bigint not null,
  product_id bigint not null,
  code       text   not null,
  name       text   not null,
  unit_price bigint not null,
  quantity   bigint not null,
  tax_rate   bigint not null,
  primary key (shop_id, order_id, line_no)
);

create table payment (
  shop_id          bigint not null,
  trading_id       text   not null,
  order_id         bigint not null,
  payment_id       text   not null,
  parent           text,
  head             bigint not null check (head in (0, 1)),
  state            text   not null check (state in ('held', 'captured', 'cancelled')),
  amount           bigint not null,
  authorized_at    bigint not null,
  changed_at       bigint not null,
  capture_timing   text   not null check (capture_timing in ('later', 'at_once')),
  three_ds         text   not null,
  merchant_id      text   not null,
  settings_version bigint not null,
  card             text   not null,
  looked_at        bigint,
  primary key (shop_id, trading_id)
);
create unique index payment_head on payment (shop_id, order_id) where head = 1;

-- One money telegram after the order. At most one in flight per order and per trade (an orphan's has no order): the
-- indexes, not a mutex.
create table payment_op (
  shop_id    bigint not null,
  op_id      text   not null,
  order_id   bigint,
  trading_id text   not null,
  payment_id text   not null,
  merchant_id text  not null,
  kind       text   not null check (kind in ('capture', 'cancel', 'refund')),
  state      text   not null check (state in ('sending', 'unknown', 'done', 'refused', 'not_done')),
  amount     bigint not null,
  asked_by   text   not null,
  owner      text   not null,
  fence      bigint not null,
  asked_at   bigint not null,
  ended_at   bigint,
  due_at     bigint,
  looks      bigint not null,
  code       text,
  detail     text,
  primary key (shop_id, op_id)
);
create unique index payment_op_open on payment_op (shop_id, trading_id)
  where state in ('sending', 'unknown');
create unique index payment_op_open_order on payment_op (shop_id, order_id)
  where state in ('sending', 'unknown') and order_id is not null;
create index payment_op_due on payment_op (due_at) where due_at is not null;

-- The last answer of the gateway that could not be read, byte for byte, for whoever looks into it: one row a payment and
-- telegram, whatever it is answered how often.
create table unread_answer (
  shop_id  bigint not null,
  about    text   not null,
  telegram text   not null,
  at       bigint not null,
  why      text   not null,
  raw      bytea  not null,
  primary key (shop_id, about, telegram)
);

create table history (
  shop_id  bigint not null,
  order_id bigint not null,
  seq      bigint not null,
  at       bigint not null,
  by_whom  text   not null,
  what     text   not null,
  primary key (shop_id, order_id, seq)
);

-- Mail leaves only from here, after the commit that decided it. Everything its bytes are made of stands in the row,
-- so that every try sends the same. Claimed by a worker: owner is set and due_at is the end of its lease.
create table outbox (
  shop_id    bigint not null,
  message_id text   not null,
  kind       text   not null,
  order_id   bigint,
  sender     text   not null,
  from_name  text   not null,
  recipient  text   not null,
  subject    text   not null,
  body       text   not null,
  state      text   not null check (state in ('waiting', 'sent', 'dead')),
  tries      bigint not null,
  due_at     bigint,
  owner      text,
  fence      bigint not null,
  created_at bigint not null,
  sent_at    bigint,
  error      text,
  primary key (shop_id, message_id)
);
create index outbox_due on outbox (due_at) where due_at is not null;

-- What a person of the shop must look at.
create table task (
  shop_id    bigint not null,
  task_id    text   not null,
  kind       text   not null,
  subject    text   not null,
  body       text   not null,
  created_at bigint not null,
  done_at    bigint,
  primary key (shop_id, task_id)
);

create table staff (
  shop_id      bigint not null,
  staff_id     bigint not null,
  login        text   not null,
  name         text   not null,
  password     text   not null,
  failures     bigint not null,
  locked_until bigint,
  primary key (shop_id, staff_id)
);
create unique index staff_login on staff (shop_id, login);

create table staff_session (
  shop_id    bigint not null,
  token_hash text   not null,
  staff_id   bigint not null,
  started_at bigint not null,
  seen_at    bigint not null,
  primary key (shop_id, token_hash)
);
