-- Since when 094 tells nothing of a telegram that decides, always for the reason that stands in detail: it is silent, or
-- several payments have the 取引ID (its amount was changed at Paygent) and nobody has named the new one.
alter table payment_op add column unclear_at bigint;

-- What 094 said last of the payment of an order, where our record says that it lives: 'cancelled', 'changed' or 'expired'
-- there. For the lists; the order's page asks.
alter table orders add column pay_there text;
