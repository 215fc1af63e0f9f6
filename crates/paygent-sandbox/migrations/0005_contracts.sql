-- What a contract may lack (P027, P029), and how a merchant's payments are looked through.
alter table merchant add column card_check bigint not null default 1;
alter table merchant add column amount_change bigint not null default 1;

create index trade_by_merchant on trade (merchant_id, payment_id);
