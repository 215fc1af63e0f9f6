-- 宅配便, メール便 and 店頭渡し in one table; terms is JSON: how the fee is reckoned, クール料金, time slots, delivery days.
-- What there was takes a fee per prefecture, as before.
alter table carrier add column kind text not null default 'parcel' check (kind in ('parcel', 'mail', 'pickup'));
alter table carrier add column terms text not null default '{}';

-- The prices of a prefecture where there are several (送料グループ, 送料ポイント区分, 商品合計), parted by commas; fee counts
-- only while this is empty.
alter table carrier_fee add column charges text not null default '';

-- At most one 送料グループ a product.
create table shipping_group (
  shop_id  bigint not null,
  group_id bigint not null,
  name     text   not null,
  position bigint not null,
  primary key (shop_id, group_id)
);
alter table product add column shipping_group bigint;
alter table product add column shipping_points bigint check (shipping_points >= 0);
alter table product add column by_mail bigint not null default 0 check (by_mail in (0, 1));
