-- Against card testing (docs/decisions/031-limits-on-refused-cards.md). A card attempt that a browser left while the card
-- issuer was asked (450), for another card or for good: one row, written in the commit that ended it, kept for a day.
create table issuer_left (
  shop_id    bigint not null,
  attempt_id text   not null,
  at         bigint not null,
  cart_id    text   not null,
  address    text   not null,
  primary key (shop_id, attempt_id)
);
create index issuer_left_at on issuer_left (at);
create index issuer_left_cart on issuer_left (shop_id, cart_id, at);
create index issuer_left_address on issuer_left (shop_id, address, at);
