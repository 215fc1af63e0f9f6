//! What the shop holds beside orders and account: tries that led to no order, forms that wait in
//! carts, registrations that nobody confirmed, and mails that are about no order.

use serde_json::{Value, json};
use store::{Row, Tx, sql};

use super::account::{at, buyer, recipient};
use super::dossier::{Cell, Section};
use crate::attempt::ClientNote;
use crate::checkout::Checkout;
use crate::customer::erase::attempts::Try;
use crate::id::ShopId;

/// `email` is the person's address, as it is compared, and whether it is a member who asks: mails
/// about an account are its owner's only.
pub(super) fn sections(
    tx: &mut dyn Tx,
    shop: ShopId,
    (email, is_member): (&str, bool),
    (tries, carts): (&[Try], &[String]),
) -> Result<Vec<Section>, store::Error> {
    let (mut tried, mut forms) = (Vec::new(), Vec::new());
    for one in tries.iter().filter(|one| one.is_vain) {
        let row = tx.row(
            sql!(
                "select created_at, amount, checkout, client from attempt
                 where shop_id = $1 and attempt_id = $2"
            ),
            &[shop.into(), (&one.id).into()],
        )?;
        tried.extend(row.map(|row| attempt(&row)).transpose()?);
    }
    for cart in carts {
        let row = tx.row(
            sql!("select updated_at, draft from cart where shop_id = $1 and cart_id = $2"),
            &[shop.into(), cart.as_str().into()],
        )?;
        forms.extend(row.map(|row| form(&row)).transpose()?);
    }
    Ok(vec![
        Section::new("tries", "成立しなかったお手続き", tried),
        Section::new("forms", "入力の途中のお手続き", forms),
        Section::new("registrations", "確認されていない会員登録", registrations(tx, shop, email)?),
        Section::new(
            "account_mails",
            "会員とお手続きのメール",
            mails(tx, shop, (email, is_member))?,
        ),
    ])
}

fn attempt(row: &Row) -> Result<Vec<Cell>, store::Error> {
    let odd = |error: serde_json::Error| store::Error::Engine(format!("attempt: {error}"));
    let checkout: Checkout = serde_json::from_str(&row.text(2)?).map_err(odd)?;
    let client: ClientNote = serde_json::from_str(&row.text(3)?).map_err(odd)?;
    let mut cells = vec![("at", "日時", json!(at(row, 0)?)), ("total", "合計", json!(row.int(1)?))];
    cells.extend(buyer(&checkout.buyer));
    if let Some(to) = &checkout.recipient {
        let text =
            recipient(to).iter().filter_map(|cell| cell.2.as_str()).collect::<Vec<_>>().join(" ");
        cells.push(("recipient", "お届け先", json!(text)));
    }
    cells.push(("note", "備考", json!(checkout.note)));
    cells.push(("ip", "接続元", json!(client.ip)));
    cells.push(("user_agent", "端末", json!(client.user_agent)));
    Ok(cells)
}

/// The fields that are filled in, as they were typed.
fn form(row: &Row) -> Result<Vec<Cell>, store::Error> {
    let draft: Value =
        serde_json::from_str(&row.opt_text(1)?.unwrap_or_default()).unwrap_or_default();
    let fields = draft.as_object().into_iter().flatten();
    let typed: Vec<String> = fields
        .filter_map(|(name, value)| Some((name, value.as_str()?)))
        .filter(|(_, text)| !text.is_empty())
        .map(|(name, text)| format!("{name}: {text}"))
        .collect();
    Ok(vec![("at", "日時", json!(at(row, 0)?)), ("typed", "入力", json!(typed.join("\n")))])
}

fn registrations(
    tx: &mut dyn Tx,
    shop: ShopId,
    email: &str,
) -> Result<Vec<Vec<Cell>>, store::Error> {
    let rows = tx.rows(
        sql!(
            "select registered_at, login, family, given, phone, postal, city, street, building
             from member where shop_id = $1 and email_key = $2 and email_confirmed_at is null"
        ),
        &[shop.into(), email.into()],
    )?;
    let one = |row: &Row| {
        let name = format!("{} {}", row.text(2)?, row.text(3)?);
        let address = format!("{} {}{} {}", row.text(5)?, row.text(6)?, row.text(7)?, row.text(8)?);
        Ok(vec![
            ("at", "日時", json!(at(row, 0)?)),
            ("login", "会員ID", json!(row.text(1)?)),
            ("name", "氏名", json!(name)),
            ("phone", "電話番号", json!(row.text(4)?)),
            ("address", "住所", json!(address)),
        ])
    };
    rows.iter().map(one).collect()
}

fn mails(
    tx: &mut dyn Tx,
    shop: ShopId,
    (email, is_member): (&str, bool),
) -> Result<Vec<Vec<Cell>>, store::Error> {
    let rows = tx.rows(
        sql!(
            "select created_at, recipient, subject from outbox
             where shop_id = $1 and lower(recipient) = $2 and order_id is null
               and kind not in ('task', 'new_device') and ($3 = 1 or kind = 'not_placed')
             order by created_at, message_id"
        ),
        &[shop.into(), email.into(), is_member.into()],
    )?;
    let mail = |row: &Row| {
        Ok(vec![
            ("at", "日時", json!(at(row, 0)?)),
            ("recipient", "宛先", json!(row.text(1)?)),
            ("subject", "件名", json!(row.text(2)?)),
        ])
    };
    rows.iter().map(mail).collect()
}
