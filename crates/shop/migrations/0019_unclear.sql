-- Since when 094 tells of a telegram's payment only that several have its 取引ID: its amount was changed at Paygent, and
-- nobody has named the new one.
alter table payment_op add column unclear_at bigint;

-- What 094 said last of the payment of an order, where our record says that it lives: 'cancelled', 'changed' or 'expired'
-- there. For the lists; the order's page asks.
alter table orders add column pay_there text;
