-- Staff: roles, the second factor, sign-ins. Whoever was there before could do everything, and still can.
alter table staff add column role text not null default 'owner'
  check (role in ('owner', 'orders', 'shipping', 'accounts', 'products'));
alter table staff add column email text not null default '';
alter table staff add column stopped_at bigint;
-- totp is sealed; null: not set up. Codes up to totp_step are used. The second step counts failures of its own.
alter table staff add column totp bytea;
alter table staff add column totp_step bigint not null default 0;
alter table staff add column code_failures bigint not null default 0;
alter table staff add column code_locked_until bigint;

-- A session of stage 'code' has shown its password and not yet its code: it opens nothing. proved_at: when the person last
-- proved to be there.
alter table staff_session add column stage text not null default 'open' check (stage in ('code', 'open'));
alter table staff_session add column proved_at bigint not null default 0;
alter table staff_session add column address text not null default '';
alter table staff_session add column agent text not null default '';
create index staff_session_person on staff_session (shop_id, staff_id, seen_at);

-- Recovery codes that are left; code_hash is their SHA-256.
create table staff_recovery (
  shop_id   bigint not null,
  staff_id  bigint not null,
  code_hash text   not null,
  primary key (shop_id, staff_id, code_hash)
);

-- Browsers a person has signed in with; device_hash is the SHA-256 of their cookie.
create table staff_device (
  shop_id     bigint not null,
  staff_id    bigint not null,
  device_hash text   not null,
  seen_at     bigint not null,
  primary key (shop_id, staff_id, device_hash)
);
create index staff_device_seen on staff_device (seen_at);

-- Who tried to sign in when, from where, with what outcome; staff_id null: nobody has that login. Kept for a year.
create table staff_sign_in (
  shop_id    bigint not null,
  sign_in_id text   not null,
  staff_id   bigint,
  at         bigint not null,
  outcome    text   not null,
  address    text   not null,
  agent      text   not null,
  primary key (shop_id, sign_in_id)
);
create index staff_sign_in_person on staff_sign_in (shop_id, staff_id, sign_in_id);
create index staff_sign_in_at on staff_sign_in (at);

-- Which login was tried from which address lately, for the limits of a minute; login_hash is a SHA-256: people type
-- passwords there too.
create table staff_try (
  shop_id    bigint not null,
  login_hash text   not null,
  address    text   not null,
  at         bigint not null,
  primary key (shop_id, login_hash, address)
);
create index staff_try_address on staff_try (shop_id, address, at);
create index staff_try_at on staff_try (at);

-- Who looked at whose personal data: one row a person, thing and hour. Kept for a year.
create table staff_view (
  shop_id  bigint not null,
  view_id  text   not null,
  staff_id bigint not null,
  kind     text   not null check (kind in ('order', 'customer')),
  subject  bigint not null,
  hour     bigint not null,
  at       bigint not null,
  primary key (shop_id, view_id)
);
create unique index staff_view_once on staff_view (shop_id, staff_id, kind, subject, hour);
create index staff_view_at on staff_view (at);
