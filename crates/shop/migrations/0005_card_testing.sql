-- Against card testing (docs/decisions/031-limits-on-refused-cards.md). A card attempt that ended because the card was
-- refused: one row, written in the commit that ended it, kept for a day.
create table card_failure (
  shop_id    bigint not null,
  attempt_id text   not null,
  at         bigint not null,
  cart_id    text   not null,
  address    text   not null,
  primary key (shop_id, attempt_id)
);
create index card_failure_at on card_failure (shop_id, at);
create index card_failure_cart on card_failure (shop_id, cart_id, at);
create index card_failure_address on card_failure (shop_id, address, at);

-- The brake on all cards of a shop; no row: nothing ever happened. A time of 0 is none. Failures up to counted_from do
-- not count any more.
create table card_brake (
  shop_id       bigint primary key,
  watched_until bigint not null,
  counted_from  bigint not null,
  strikes       bigint not null,
  struck_at     bigint not null,
  ends_at       bigint not null,
  resumed_at    bigint,
  resumed_by    text
);

-- What limits count the browser by; only of a card's attempt.
alter table attempt add column address text;
create index attempt_open_card on attempt (shop_id, address)
  where method = 'card' and state in ('created', 'challenge', 'sending', 'unknown');

create index orders_card on orders (shop_id, placed_at) where method = 'card';
