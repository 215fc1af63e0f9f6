//! What the shop holds of a person's orders.

use serde_json::json;
use store::{Row, Tx, sql};

use super::account::{at, buyer, recipient};
use super::dossier::{Cell, Section};
use crate::clock::Timestamp;
use crate::customer::Person;
use crate::customer::person::all_orders;
use crate::id::{OrderId, ShopId};
use crate::order::show::{OrderDetail, detail};

pub(super) fn sections(
    tx: &mut dyn Tx,
    shop: ShopId,
    person: &Person,
) -> Result<Vec<Section>, store::Error> {
    let ids = all_orders(tx, shop, person)?;
    let (mut orders, mut buyers, mut recipients, mut lines) = (vec![], vec![], vec![], vec![]);
    let mut mails = vec![];
    for id in ids {
        let Some(order) = detail(tx, shop, id)? else { continue };
        orders.push(facts(&order));
        buyers.push(of(&order, buyer(&order.checkout.buyer)));
        recipients.extend(order.checkout.recipient.iter().map(|to| of(&order, recipient(to))));
        lines.extend(goods(&order));
        mails.extend(sent(tx, shop, id, &order)?);
    }
    Ok(vec![
        Section::new("orders", "ご注文", orders),
        Section::new("buyers", "ご購入者", buyers),
        Section::new("recipients", "お届け先", recipients),
        Section::new("lines", "ご注文の商品", lines),
        Section::new("mails", "ご注文のメール", mails),
    ])
}

/// The order's number before what belongs to it.
fn of(order: &OrderDetail, cells: Vec<Cell>) -> Vec<Cell> {
    let number = ("order", "注文番号", json!(order.number));
    std::iter::once(number).chain(cells).collect()
}

fn facts(order: &OrderDetail) -> Vec<Cell> {
    let extras = order.checkout.extras.said();
    let extras: Vec<String> =
        extras.into_iter().map(|(name, text)| format!("{name}：{text}")).collect();
    of(
        order,
        vec![
            ("placed_at", "注文日時", json!(order.placed_at.to_seconds_text())),
            ("method", "支払方法", json!(order.method_name)),
            ("card_tail", "カード下4桁", json!(order.card_tail)),
            ("goods", "小計", json!(order.goods.0)),
            ("shipping", "送料", json!(order.shipping.map(|yen| yen.0))),
            ("fee", "手数料", json!(order.fee.0)),
            ("total", "合計", json!(order.total.0)),
            ("carrier", "お届け方法", json!(order.carrier_name)),
            ("arrival", "お届け希望", json!(order.checkout.arrival.text())),
            ("note", "備考", json!(order.checkout.note)),
            ("extras", "ギフト・領収書", json!(extras.join("\n"))),
            ("list", "受注状況", json!(order.list.name())),
            ("status", "受注ステータス", json!(order.work.status_name)),
            ("checked_at", "入金チェック", json!(seconds(order.work.checked_at))),
            ("shipped_at", "出荷日時", json!(seconds(order.work.shipped_at))),
            ("tracking", "問合せ番号", json!(order.work.tracking)),
            ("memo", "メモ", json!(order.work.memo)),
            ("ip", "接続元", json!(order.client.ip)),
            ("user_agent", "購入端末", json!(order.client.user_agent)),
        ],
    )
}

fn seconds(at: Option<Timestamp>) -> Option<String> {
    at.map(Timestamp::to_seconds_text)
}

fn goods(order: &OrderDetail) -> Vec<Vec<Cell>> {
    let line = |line: &crate::order::show::Line| {
        of(
            order,
            vec![
                ("code", "商品コード", json!(line.code)),
                ("name", "商品名", json!(line.name)),
                ("unit_price", "単価", json!(line.unit_price.0)),
                ("quantity", "数量", json!(line.quantity)),
                ("amount", "金額", json!(line.amount().0)),
            ],
        )
    };
    order.lines.iter().map(line).collect()
}

/// Mails about the order; what they say is the order, and a link that opens it.
fn sent(
    tx: &mut dyn Tx,
    shop: ShopId,
    id: OrderId,
    order: &OrderDetail,
) -> Result<Vec<Vec<Cell>>, store::Error> {
    let rows = tx.rows(
        sql!(
            "select created_at, recipient, subject from outbox
             where shop_id = $1 and order_id = $2 order by created_at, message_id"
        ),
        &[shop.into(), id.into()],
    )?;
    let mail = |row: &Row| {
        Ok(of(
            order,
            vec![
                ("at", "日時", json!(at(row, 0)?)),
                ("recipient", "宛先", json!(row.text(1)?)),
                ("subject", "件名", json!(row.text(2)?)),
            ],
        ))
    };
    rows.iter().map(mail).collect()
}
