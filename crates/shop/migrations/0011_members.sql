-- Members (会員). login_key and email_key are what they are compared by, in lower case. A registration whose address is
-- not confirmed yet (email_confirmed_at null) reserves neither 会員ID nor address: else registering would tell who is
-- a member. Of who has left, the row stays with its number and times, emptied.
create table member (
  shop_id            bigint not null,
  member_id          bigint not null,
  login              text   not null,
  login_key          text   not null,
  email              text   not null,
  email_key          text   not null,
  email_confirmed_at bigint,
  password           text   not null,
  family             text   not null,
  given              text   not null,
  family_kana        text   not null,
  given_kana         text   not null,
  phone              text   not null,
  postal             text   not null,
  prefecture         bigint check (prefecture between 1 and 47),
  city               text   not null,
  street             text   not null,
  building           text   not null,
  registered_at      bigint not null,
  failures           bigint not null default 0,
  locked_until       bigint,
  withdrawn_at       bigint,
  version            bigint not null default 1,
  note               text   not null default '',
  primary key (shop_id, member_id)
);
create unique index member_login on member (shop_id, login_key)
  where email_confirmed_at is not null and withdrawn_at is null;
create unique index member_email on member (shop_id, email_key)
  where email_confirmed_at is not null and withdrawn_at is null;
create index member_unconfirmed on member (registered_at) where email_confirmed_at is null;

-- A browser that is signed in, by the hash of its cookie.
create table member_session (
  shop_id    bigint not null,
  token_hash text   not null,
  member_id  bigint not null,
  started_at bigint not null,
  seen_at    bigint not null,
  primary key (shop_id, token_hash)
);
create index member_session_of on member_session (shop_id, member_id);
create index member_session_seen on member_session (seen_at);

-- A link that a mail holds, by the hash of its token; used once and gone. email is the new address of kind address.
create table member_link (
  shop_id    bigint not null,
  token_hash text   not null,
  member_id  bigint not null,
  kind       text   not null check (kind in ('confirm', 'reset', 'address', 'device')),
  email      text,
  made_at    bigint not null,
  expires_at bigint not null,
  primary key (shop_id, token_hash)
);
create index member_link_of on member_link (shop_id, member_id, kind);
create index member_link_expires on member_link (expires_at);

-- A browser that a member has signed in with, by the hash of a cookie that outlives the session. It counts its own
-- failures: what strangers try locks strangers out, not the member's own browser.
create table member_device (
  shop_id      bigint not null,
  member_id    bigint not null,
  device_hash  text   not null,
  client       text   not null,
  first_at     bigint not null,
  seen_at      bigint not null,
  failures     bigint not null default 0,
  locked_until bigint,
  primary key (shop_id, member_id, device_hash)
);
create index member_device_seen on member_device (seen_at);

-- Which address tried which 会員ID (by its hash, whether or not anybody has it) last when: one row each, kept for an
-- hour. failures counts since the last sign-in, successes what came of it; both 0: only a mail was asked for. Limits are
-- asked here before any password is looked at.
create table sign_in_try (
  shop_id   bigint not null,
  subject   text   not null,
  address   text   not null,
  at        bigint not null,
  failures  bigint not null default 0,
  successes bigint not null default 0,
  primary key (shop_id, subject, address)
);
create index sign_in_try_address on sign_in_try (shop_id, address, at);
create index sign_in_try_at on sign_in_try (shop_id, at);

-- お届け先リスト.
create table member_address (
  shop_id     bigint not null,
  member_id   bigint not null,
  address_id  bigint not null,
  family      text   not null,
  given       text   not null,
  family_kana text   not null,
  given_kana  text   not null,
  phone       text   not null,
  postal      text   not null,
  prefecture  bigint not null check (prefecture between 1 and 47),
  city        text   not null,
  street      text   not null,
  building    text   not null,
  saved_at    bigint not null,
  primary key (shop_id, member_id, address_id)
);

-- 操作履歴. address is the one that the browser had.
create table member_log (
  shop_id   bigint not null,
  member_id bigint not null,
  seq       bigint not null,
  at        bigint not null,
  kind      text   not null,
  text      text   not null,
  address   text   not null,
  primary key (shop_id, member_id, seq)
);

-- Who ordered; null: a guest, and every order from before.
alter table attempt add column member_id bigint;
create index attempt_member on attempt (shop_id, member_id, state) where member_id is not null;
alter table orders add column member_id bigint;
create index orders_member on orders (shop_id, member_id, placed_at, order_id) where member_id is not null;

-- Mails about accounts hold links and addresses: they are counted by whom they go to, and forgotten soon after they
-- have left.
create index outbox_member on outbox (shop_id, recipient, created_at) where kind = 'member';
create index outbox_member_old on outbox (created_at) where kind = 'member';
