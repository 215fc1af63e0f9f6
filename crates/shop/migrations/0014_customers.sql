-- What staff find a member by: the beginning of any of these (name, kana, 会員ID, mail address, phone number), folded as
-- what they type is (member/term.rs). Only of members whose address is confirmed and who have not left.
create table member_term (
  shop_id   bigint not null,
  member_id bigint not null,
  term      text   not null,
  primary key (shop_id, term, member_id)
);
create index member_term_of on member_term (shop_id, member_id);
insert into member_term (shop_id, member_id, term)
  select shop_id, member_id, replace(login_key, '-', '') from member
    where email_confirmed_at is not null and withdrawn_at is null
  union
  select shop_id, member_id, replace(email_key, '-', '') from member
    where email_confirmed_at is not null and withdrawn_at is null
  union
  select shop_id, member_id, replace(phone, '-', '') from member
    where email_confirmed_at is not null and withdrawn_at is null
  union
  select shop_id, member_id, lower(replace(replace(family || given, ' ', ''), '-', '')) from member
    where email_confirmed_at is not null and withdrawn_at is null
  union
  select shop_id, member_id, lower(replace(given, ' ', '')) from member
    where email_confirmed_at is not null and withdrawn_at is null
  union
  select shop_id, member_id, replace(replace(family_kana || given_kana, ' ', ''), '-', '') from member
    where email_confirmed_at is not null and withdrawn_at is null
  union
  select shop_id, member_id, replace(given_kana, ' ', '') from member
    where email_confirmed_at is not null and withdrawn_at is null;

-- 顧客一覧, newest first.
create index member_listed on member (shop_id, member_id)
  where email_confirmed_at is not null and withdrawn_at is null;

-- メモ: a form that was opened before another change does not undo it.
alter table member add column note_version bigint not null default 0;

-- What a guest ordered is found by the mail address.
create index orders_email on orders (shop_id, lower(email));

-- What staff did with the data of a customer: notes, files, erasures. It outlives the data, and holds none of it.
-- member_id null: somebody without an account.
create table customer_log (
  shop_id   bigint not null,
  seq       bigint not null,
  member_id bigint,
  at        bigint not null,
  by_whom   text   not null,
  what      text   not null,
  primary key (shop_id, seq)
);
create index customer_log_of on customer_log (shop_id, member_id, seq) where member_id is not null;

-- What the shop holds of somebody: mails by whom they went to.
create index outbox_recipient on outbox (shop_id, lower(recipient));

-- Tries that led to no order are emptied of all that is personal when a person is erased, and a month after their end.
alter table attempt add column emptied bigint not null default 0 check (emptied in (0, 1));
create index attempt_unplaced on attempt (shop_id, attempt_id) where order_id is null and emptied = 0;
create index attempt_old on attempt (ended_at) where order_id is null and emptied = 0;

-- Who was signed in when a cart's form was typed: it is nobody else's, though others come to the same browser.
alter table cart add column draft_member bigint;
create index cart_draft_member on cart (shop_id, draft_member) where draft_member is not null;

-- Mails about accounts that anybody can ask for have a kind of their own, member_asked, and are counted by
-- outbox_recipient.
drop index outbox_member;
drop index outbox_member_old;
create index outbox_member_old on outbox (created_at) where kind in ('member', 'member_asked', 'card');

-- How often one address tried one login within the minute that began at since: whoever sends many at one moment is told
-- before a password is looked at. A browser that the member knows counts its own.
alter table sign_in_try add column since bigint not null default 0;
alter table sign_in_try add column tries bigint not null default 0;
alter table member_device add column tries_since bigint not null default 0;
alter table member_device add column tries bigint not null default 0;
alter table staff_try add column since bigint not null default 0;
alter table staff_try add column tries bigint not null default 0;

-- Wrong proofs in a row of a session that is asked again who it is; what is tried at the sign-in does not count here.
alter table staff_session add column proof_failures bigint not null default 0;
alter table staff_session add column proof_locked_until bigint;

-- How often a try met a lock, or nobody, within the minute that began at shut_since: the history is told of the first.
alter table staff_try add column shut_since bigint not null default 0;
alter table staff_try add column shut bigint not null default 0;
