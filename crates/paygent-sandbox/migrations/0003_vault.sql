-- カード情報お預かり: the cards that a merchant's customers have stored. No numbers: key, mask, fingerprint.

-- card_brand is what the merchant said, brand what the number tells; checked_at: when it was tried with 0 yen, and passed.
create table stored_card (
    customer_card_id bigint primary key,
    merchant_id text not null,
    customer_id text not null,
    card_key text not null,
    brand text not null,
    masked text not null,
    fingerprint text not null,
    valid_term text not null,
    card_brand text not null,
    cardholder_name text not null,
    add_info1 text not null,
    add_info2 text not null,
    add_info3 text not null,
    add_info4 text not null,
    site_id text not null,
    checked_at bigint,
    made_at bigint not null,
    last_used_at bigint
);

create index stored_card_by_customer on stored_card (merchant_id, customer_id);
create index stored_card_checked on stored_card (merchant_id) where checked_at is not null;

-- Whether a security code came with the card; of older tokens it is not known, and they pass.
alter table token add column security_code bigint not null default 1;
