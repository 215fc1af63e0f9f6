-- A return from the card issuer with a good hash has come for this account as it was then: its key (⑩), the name that 450
-- sent (⑨) and where telegrams go, sealed as one text (接続テスト).
create table three_ds_proof (
  shop_id     bigint not null,
  merchant_id text   not null,
  proved      bytea  not null,
  at          bigint not null,
  primary key (shop_id, merchant_id)
);
