-- 銀行振込 has settings of its own; they stood among the shop's texts, whose words they are read in.
insert into setting (shop_id, kind, version, body, saved_by, saved_at)
select shop_id, 'bank', version, body, saved_by, saved_at from setting where kind = 'texts';
