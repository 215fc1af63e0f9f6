//! One order without its people.

use store::{Tx, sql};

use crate::attempt::{emptied, nobody};
use crate::bulk;
use crate::checkout::ERASED;
use crate::clock::Timestamp;
use crate::id::{OrderId, ShopId};
use crate::order::history;
use crate::order::list::term;
use crate::stored_card::KEPT_CARD;

/// Holds the order's row until the commit.
pub(super) fn hold(tx: &mut dyn Tx, shop: ShopId, order: OrderId) -> Result<(), store::Error> {
    tx.exec(
        sql!("update orders set version = version where shop_id = $1 and order_id = $2"),
        &[shop.into(), order.into()],
    )?;
    Ok(())
}

/// Keeps number, day, goods, amounts and payment; the buyer's link opens nothing any more.
pub(super) fn erase(
    tx: &mut dyn Tx,
    shop: ShopId,
    order: OrderId,
    (by, now): (&str, Timestamp),
) -> Result<(), store::Error> {
    let row = tx.row(
        sql!("select checkout from orders where shop_id = $1 and order_id = $2"),
        &[shop.into(), order.into()],
    )?;
    let Some(row) = row else { return Ok(()) };
    tx.exec(
        sql!(
            "update orders set buyer_name = $3, buyer_kana = '', email = '', phone = '',
               checkout = $4, client = $5, view_hash = null, memo = '', tracking = '',
               memo_version = memo_version + 1, version = version + 1
             where shop_id = $1 and order_id = $2"
        ),
        &[
            shop.into(),
            order.into(),
            ERASED.into(),
            emptied(&row.text(0)?).into(),
            nobody()?.into(),
        ],
    )?;
    tx.exec(
        sql!("update payment set card = '' where shop_id = $1 and order_id = $2"),
        &[shop.into(), order.into()],
    )?;
    tx.exec(
        sql!(
            "delete from order_link where shop_id = $1 and attempt_id =
               (select attempt_id from orders where shop_id = $1 and order_id = $2)"
        ),
        &[shop.into(), order.into()],
    )?;
    // Papers and slips of it among them; the shop can make them anew.
    tx.exec(
        sql!("delete from order_file where shop_id = $1 and state <> 'waiting'"),
        &[shop.into()],
    )?;
    // What is being made may have read it already: it is made anew, and nothing of it is kept.
    tx.exec(
        sql!(
            "update order_file set fence = fence + 1, owner = null, due_at = $2
             where shop_id = $1 and state = 'waiting'"
        ),
        &[shop.into(), now.into()],
    )?;
    // Files of 問合せ番号 that wait to be taken in name people too.
    tx.exec(sql!("delete from number_file where shop_id = $1 and run_id is null"), &[shop.into()])?;
    bulk::forget(tx, shop, order)?;
    term::rewrite(tx, shop, order)?;
    history::forget_person(tx, shop, order)?;
    // The only other line that tells something of the person: the last digits of the card.
    tx.exec(
        sql!(
            "update history set what = $3
             where shop_id = $1 and order_id = $2 and what like $4"
        ),
        &[
            shop.into(),
            order.into(),
            format!("{KEPT_CARD}を登録しました。").into(),
            format!("{KEPT_CARD}（%").into(),
        ],
    )?;
    history::write(tx, shop, order, now, by, "ご購入者とお届け先の個人情報を消去しました。")
}
