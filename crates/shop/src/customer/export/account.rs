//! What the shop holds of an account.

use serde_json::json;
use store::{Row, Tx, sql};

use super::dossier::{Cell, Section};
use crate::checkout::{Address, Buyer, Recipient};
use crate::clock::Timestamp;
use crate::id::{MemberId, ShopId};
use crate::member::{self, Member};
use crate::stored_card;

pub(super) fn sections(
    tx: &mut dyn Tx,
    shop: ShopId,
    member: &Member,
) -> Result<Vec<Section>, store::Error> {
    let saved = member::addresses_in(tx, shop, member.id)?;
    let saved = saved.iter().map(|one| recipient(&one.recipient)).collect();
    let cards = stored_card::cards_of(tx, shop, member.id)?;
    let card = |card: stored_card::Card| {
        vec![
            ("card", "カード", json!(card.text)),
            ("stored_at", "登録日時", json!(card.stored_at.map(Timestamp::to_seconds_text))),
        ]
    };
    Ok(vec![
        Section::new("member", "会員情報", vec![profile(tx, shop, member)?]),
        Section::new("addresses", "お届け先リスト", saved),
        Section::new("cards", "ご登録のクレジットカード", cards.into_iter().map(card).collect()),
        Section::new("devices", "ログインした端末", devices(tx, shop, member.id)?),
        Section::new("log", "操作履歴", log(tx, shop, member.id)?),
    ])
}

fn profile(tx: &mut dyn Tx, shop: ShopId, member: &Member) -> Result<Vec<Cell>, store::Error> {
    let row = tx.row(
        sql!("select note from member where shop_id = $1 and member_id = $2"),
        &[shop.into(), member.id.into()],
    )?;
    let note = row.map_or(Ok(String::new()), |row| row.text(0))?;
    let mut cells = vec![("login", "会員ID", json!(member.login))];
    cells.extend(buyer(&member.buyer));
    cells.push(("registered_at", "登録日時", json!(member.registered_at.to_seconds_text())));
    cells.push(("note", "お店のメモ", json!(note)));
    Ok(cells)
}

/// ご購入者.
pub(super) fn buyer(buyer: &Buyer) -> Vec<Cell> {
    let mut cells = vec![
        ("name", "氏名", json!(buyer.name())),
        ("kana", "フリガナ", json!(buyer.kana())),
        ("email", "メールアドレス", json!(buyer.email)),
        ("phone", "電話番号", json!(buyer.phone)),
    ];
    cells.extend(address(&buyer.address));
    cells
}

/// お届け先.
pub(super) fn recipient(to: &Recipient) -> Vec<Cell> {
    let kana = format!("{} {}", to.family_kana, to.given_kana);
    let mut cells = vec![
        ("name", "氏名", json!(to.name())),
        ("kana", "フリガナ", json!(kana)),
        ("phone", "電話番号", json!(to.phone)),
    ];
    cells.extend(address(&to.address));
    cells
}

fn address(address: &Address) -> [Cell; 2] {
    [
        ("postal", "郵便番号", json!(address.postal_text())),
        ("address", "住所", json!(address.line())),
    ]
}

fn devices(
    tx: &mut dyn Tx,
    shop: ShopId,
    member: MemberId,
) -> Result<Vec<Vec<Cell>>, store::Error> {
    let rows = tx.rows(
        sql!(
            "select client, first_at, seen_at from member_device
             where shop_id = $1 and member_id = $2 order by first_at"
        ),
        &[shop.into(), member.into()],
    )?;
    let device = |row: &Row| {
        Ok(vec![
            ("client", "端末", json!(row.text(0)?)),
            ("first_at", "はじめての日時", json!(at(row, 1)?)),
            ("seen_at", "最後の日時", json!(at(row, 2)?)),
        ])
    };
    rows.iter().map(device).collect()
}

fn log(tx: &mut dyn Tx, shop: ShopId, member: MemberId) -> Result<Vec<Vec<Cell>>, store::Error> {
    let rows = tx.rows(
        sql!(
            "select at, text, address from member_log where shop_id = $1 and member_id = $2
             order by seq"
        ),
        &[shop.into(), member.into()],
    )?;
    let line = |row: &Row| {
        Ok(vec![
            ("at", "日時", json!(at(row, 0)?)),
            ("what", "内容", json!(row.text(1)?)),
            ("address", "接続元", json!(row.text(2)?)),
        ])
    };
    rows.iter().map(line).collect()
}

/// A time as both files write it, in Japan.
pub(super) fn at(row: &Row, column: usize) -> Result<String, store::Error> {
    Ok(Timestamp(row.int(column)?).to_seconds_text())
}
