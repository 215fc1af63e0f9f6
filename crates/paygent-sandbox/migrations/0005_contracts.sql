-- What a contract may lack (P027, P029), and how a merchant's payments are looked through.
alter table merchant add column card_check bigint not null default 1;
alter table merchant add column amount_change bigint not null default 1;

create index trade_by_merchant on trade (merchant_id, payment_id);

-- Since when a payment has its status: at midnight the batch moves those of 30, 31, 42 and 50.
alter table trade add column changed_at bigint not null default 0;

update trade set changed_at = coalesce(
    (select max(notice.changed_at) from notice
        where notice.merchant_id = trade.merchant_id and notice.payment_id = trade.payment_id),
    cancelled_at, captured_at, authorised_at, began_at);

update trade set ages_at = ((changed_at + 32400000) / 86400000 + 1) * 86400000 - 32400000
    where status in (30, 31, 42, 50);

-- A payment as it is read, column by column.
create view payment as
    select payment_id, merchant_id, trading_id, status, amount, payment_class, split_count, card_key, brand, masked,
        fingerprint, valid_term, customer_id, customer_card_id, three_ds, attempt_kbn, tries, began_at, authorised_at,
        captured_at, cancelled_at, changed_at, ages_at
    from trade;

-- What a notice tells of its payment, as it was then: 020 may come again with another card and amount.
alter table notice add column amount bigint not null default 0;
alter table notice add column payment_class text not null default '';
alter table notice add column split_count text not null default '';
alter table notice add column brand text not null default '';
alter table notice add column masked text not null default '';
alter table notice add column fingerprint text not null default '';
alter table notice add column valid_term text not null default '';
alter table notice add column customer_id text not null default '';
alter table notice add column customer_card_id text not null default '';
alter table notice add column three_ds text not null default '';
alter table notice add column attempt_kbn text not null default '';
alter table notice add column authorised_at bigint;

update notice set amount = trade.amount, payment_class = trade.payment_class, split_count = trade.split_count,
    brand = trade.brand, masked = trade.masked, fingerprint = trade.fingerprint, valid_term = trade.valid_term,
    customer_id = trade.customer_id, customer_card_id = trade.customer_card_id, three_ds = trade.three_ds,
    attempt_kbn = trade.attempt_kbn,
    authorised_at = case when notice.status not in (10, 11, 15, 17) then trade.authorised_at end
    from trade where trade.merchant_id = notice.merchant_id and trade.payment_id = notice.payment_id;
