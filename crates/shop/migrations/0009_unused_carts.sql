-- Carts that hold nothing but a form (a browser that had lost its cookie, or none that buys): kept for a day. Carts with
-- goods are not in this index.
create index cart_unused on cart (updated_at) where version = 0;
