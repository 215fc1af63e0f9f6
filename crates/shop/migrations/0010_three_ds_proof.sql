-- A return from the card issuer with a good hash has come for this account: its key (⑩) and the name that 450 sent (⑨) are
-- those of the contract (R-017, 接続テスト). The row goes when the key is changed.
create table three_ds_proof (
  shop_id       bigint not null,
  merchant_id   text   not null,
  merchant_name text   not null,
  at            bigint not null,
  primary key (shop_id, merchant_id)
);
