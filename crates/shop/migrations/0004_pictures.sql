-- Pictures that staff upload, by the hash of their bytes.
create table picture (
  shop_id    bigint not null,
  picture_id text   not null,
  format     text   not null check (format in ('png', 'jpeg', 'gif', 'webp')),
  bytes      bytea  not null,
  saved_at   bigint not null,
  primary key (shop_id, picture_id)
);
