-- What posting notices needs. made_at: when a notice was written down; it is kept for 7 days from then (changed_at lies
-- further back where the clock was moved). A merchant to whom posts failed in a row is left alone until paused_until.
alter table notice add column made_at bigint not null default 0;
update notice set made_at = changed_at;

alter table merchant add column notice_failures bigint not null default 0;
alter table merchant add column notice_paused_until bigint;

drop index notice_due;
create index notice_waiting on notice (merchant_id, number) where due_at is not null;
create index notice_undelivered on notice (merchant_id, number) where delivered = 0;
