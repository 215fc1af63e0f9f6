-- The sandbox's own truth. No card numbers: a key of the test-card table, a mask, a fingerprint.

create table setting (
    name text primary key,
    value text not null
);

create table token (
    token text primary key,
    cvc_only bigint not null,
    card_key text not null,
    brand text not null,
    masked text not null,
    fingerprint text not null,
    valid_term text not null,
    valid_until bigint not null,
    used_by bigint
);

create table three_ds (
    auth_id text primary key,
    trading_id text not null,
    card_key text not null,
    brand text not null,
    masked text not null,
    fingerprint text not null,
    valid_term text not null,
    amount bigint not null,
    merchant_name text not null,
    term_url text not null,
    outcome text not null,
    began_at bigint not null,
    ended_at bigint,
    call_at bigint,
    calls bigint not null,
    used_by bigint
);

create index three_ds_by_call on three_ds (call_at) where call_at is not null;

create table trade (
    payment_id bigint primary key,
    trading_id text not null,
    status bigint not null,
    amount bigint not null,
    payment_class text not null,
    split_count text not null,
    card_key text not null,
    brand text not null,
    masked text not null,
    fingerprint text not null,
    valid_term text not null,
    three_ds text not null,
    attempt_kbn text not null,
    tries bigint not null,
    began_at bigint not null,
    authorised_at bigint,
    captured_at bigint,
    cancelled_at bigint
);

create index trade_by_trading_id on trade (trading_id, payment_id);

create table telegram (
    number bigint primary key,
    at bigint not null,
    kind text not null,
    trading_id text not null,
    payment_id text not null,
    amount bigint,
    result text not null,
    code text not null
);
