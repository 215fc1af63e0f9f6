-- Several merchants, each with its keys; what was there before is the demo's. Keys are invented: they open nothing
-- outside the sandbox.

create table merchant (
    merchant_id text primary key,
    connect_id text not null,
    connect_password text not null,
    token_key text not null,
    token_hash_key text,
    three_ds_key text,
    notice_key text,
    notice_url text,
    amount_max bigint not null,
    splits text not null,
    vault bigint not null,
    three_ds bigint not null,
    made_at bigint not null
);

alter table token add column merchant_id text not null default '900000001';
alter table three_ds add column merchant_id text not null default '900000001';

-- ages_at: when time alone changes the status next (10, 20 and 40 do not last for ever).
alter table trade add column merchant_id text not null default '900000001';
alter table trade add column customer_id text not null default '';
alter table trade add column customer_card_id text not null default '';
alter table trade add column ages_at bigint;

update trade set ages_at = case status
    when 10 then began_at + 2592000000
    when 20 then authorised_at + 5184000000
    when 40 then captured_at + 5184000000
end;

drop index trade_by_trading_id;
create index trade_by_trading_id on trade (merchant_id, trading_id, payment_id);
create index trade_by_age on trade (ages_at) where ages_at is not null;
create index trade_unsettled on trade (payment_id) where status in (30, 31, 42, 50);

-- Every change of a status, as 091 and the payment notice tell it. number counts from 1 without a gap, per merchant.
create table notice (
    merchant_id text not null,
    number bigint not null,
    changed_at bigint not null,
    payment_id bigint not null,
    status bigint not null,
    delivered bigint not null,
    due_at bigint,
    tries bigint not null,
    primary key (merchant_id, number)
);

create index notice_due on notice (due_at) where due_at is not null;

-- What came and what was answered, field by field, without card data and passwords.
alter table telegram add column merchant_id text not null default '900000001';
alter table telegram add column asked text not null default '';
alter table telegram add column answered text not null default '';

create index telegram_by_payment on telegram (merchant_id, payment_id, number);
create index telegram_by_trading_id on telegram (merchant_id, trading_id, number);
