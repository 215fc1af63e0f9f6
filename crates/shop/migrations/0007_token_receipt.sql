-- The key that signs what the token script answers; sealed.
alter table merchant_account add column token_receipt_key bytea;
