-- 銀行振込 has settings of its own; they stood among the shop's texts, whose words they are read in.
insert into setting (shop_id, kind, version, body, saved_by, saved_at)
select shop_id, 'bank', version, body, saved_by, saved_at from setting where kind = 'texts';

-- The certificate that Paygent's production asks for (PEM and its passphrase) and the key that signs payment notices;
-- all sealed.
alter table merchant_account add column client_pem bytea;
alter table merchant_account add column client_passphrase bytea;
alter table merchant_account add column notice_key bytea;

-- 対応可能な支払方法 of a carrier, parted by commas: the two that there were go with every carrier. version counts what
-- was saved.
alter table carrier add column methods text not null default 'card,bank';
alter table carrier add column version bigint not null default 1;
