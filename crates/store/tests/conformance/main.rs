//! What every engine promises, on every engine: SQLite in a file, in memory and inline, PostgreSQL.

mod claims;
mod limits;
mod migrations;
mod orders;
mod postgres_loss;
mod proxy;
mod reads;
mod sqlite_file;
mod statements;
mod values;
mod violations;

use store::Migration;

/// A very small shop.
const TABLES: &[Migration] = &[Migration {
    name: "0001_small_shop",
    text: "
        create table stock (
          shop_id bigint not null,
          sku     text   not null,
          qty     bigint not null constraint stock_qty check (qty >= 0),
          primary key (shop_id, sku)
        );
        create table counter (
          shop_id bigint not null,
          value   bigint not null,
          primary key (shop_id)
        );
        create table orders (
          shop_id bigint not null,
          number  bigint not null,
          buyer   text   not null,
          raw     bytea,
          note    text,
          primary key (shop_id, number)
        );
        create unique index orders_buyer on orders (shop_id, buyer);
        create table line (
          shop_id bigint not null,
          number  bigint not null,
          sku     text   not null,
          unique (shop_id, number, sku)
        );
        create table outbox (
          id    bigint primary key,
          state text   not null,
          owner text
        );",
}];
