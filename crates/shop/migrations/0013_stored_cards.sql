-- A member's card that Paygent keeps (カード情報お預かり; DESIGN section 10): one card per member and merchant account,
-- under a random customer_id. card_… is what is registered; new_… is a card that waits to be (its token and holder's name
-- sealed for new_key, made by new_from); sent_… is a 025 whose answer is not known; tidy: what Paygent has beyond card_id is
-- to go; gone: the member has left, and so does the row. version counts every change of what is wanted or registered.
create table stored_card (
  shop_id      bigint not null,
  member_id    bigint not null,
  merchant_id  text   not null,
  customer_id  text   not null,
  version      bigint not null,
  card_id      text,
  brand        text   not null default '',
  last4        text   not null default '',
  holder       bytea,
  holder_key   text,
  stored_at    bigint,
  new_token    bytea,
  new_until    bigint,
  new_holder   bytea,
  new_key      text,
  new_from     text,
  sent_at      bigint,
  sent_version bigint,
  tidy         bigint not null default 0 check (tidy in (0, 1)),
  gone         bigint not null default 0 check (gone in (0, 1)),
  due_at       bigint,
  owner        text,
  fence        bigint not null default 0,
  tries        bigint not null default 0,
  primary key (shop_id, member_id, merchant_id)
);
create unique index stored_card_customer on stored_card (customer_id);
create index stored_card_due on stored_card (due_at) where due_at is not null;
create index stored_card_token on stored_card (new_until) where new_token is not null;
create index stored_card_merchant on stored_card (shop_id, merchant_id) where card_id is not null;

-- A card that a member registers on ご登録カード管理, from the form over 3-D Secure to 025. Token and holder's name are sealed,
-- and wiped when it ends. Kept for a day: the limits of DESIGN section 10 count these rows.
create table card_registration (
  shop_id          bigint not null,
  registration_id  text   not null,
  member_id        bigint not null,
  merchant_id      text   not null,
  settings_version bigint not null,
  state            text   not null check (state in ('created', 'challenge', 'storing', 'done', 'failed')),
  card_token       bytea,
  token_valid_until bigint,
  holder_name      bytea,
  return_id        text   not null,
  three_ds_auth_id text,
  acs_html         bytea,
  code             text,
  detail           text,
  address          text   not null,
  created_at       bigint not null,
  ended_at         bigint,
  primary key (shop_id, registration_id)
);
create unique index card_registration_return on card_registration (shop_id, return_id);
create index card_registration_member on card_registration (shop_id, member_id, created_at);
create index card_registration_address on card_registration (shop_id, address, created_at);
create index card_registration_old on card_registration (created_at);

-- "Pay and save" takes two tokens, each used up by one success; a registered card is charged by its customer and number.
alter table attempt add column save_token bytea;
alter table attempt add column save_holder bytea;
alter table attempt add column save_valid_until bigint;
alter table attempt add column customer_id text;
alter table attempt add column customer_card_id text;

-- 定期購入利用中: whoever runs the installation says so, where subscriptions are charged outside this program. Then every card
-- is kept (12-1 alone), and no member can delete it (R-088, R-103, R-106, R-227).
alter table shop add column subscriptions_run bigint not null default 0;

-- The link of the buyer's mail opens the order's page in any browser: the SHA-256 of its key. Null: placed before there were
-- such links.
alter table orders add column view_hash text;
