//! The texts that a shop publishes: what the law asks for, and what the confirmation page says (特商法
//! 12条の6).

use serde::{Deserialize, Serialize};
use store::{Tx, sql};

use super::Shop;
use crate::clock::Timestamp;
use crate::id::ShopId;
use crate::world::World;

/// The kind of these texts among the versions of `setting`.
const KIND: &str = "texts";

/// All texts of a shop. Every field may be empty; a page then leaves its place out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ShopTexts {
    /// Name of 銀行振込 for buyers.
    pub bank_name: String,
    /// A line under that name.
    pub bank_note: String,
    /// 振込先: bank, branch, number, holder; several lines.
    pub bank_account: String,
    /// 支払時期 of 銀行振込.
    pub bank_timing: String,
    /// 引渡時期.
    pub delivery_time: String,
    /// 申込みの撤回・解除.
    pub withdrawal: String,
    /// 申込期間.
    pub application_period: String,
    /// Three short lines beside カゴに入れる: shipping, returns, payment.
    pub promises: Vec<String>,
    /// Pages of the footer.
    pub pages: Vec<LegalPage>,
}

/// A page of the footer, such as 特定商取引法に基づく表記.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegalPage {
    /// Its name in addresses: `/legal/tokushoho`.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Paragraphs before the table, parted by empty lines.
    pub body: String,
    /// A table of label and text; may be empty.
    pub rows: Vec<(String, String)>,
}

impl ShopTexts {
    /// The page of this name.
    pub fn page(&self, slug: &str) -> Option<&LegalPage> {
        self.pages.iter().find(|page| page.slug == slug)
    }
}

/// The texts in force; empty ones if the shop has none.
pub async fn texts(world: &World, shop: &Shop) -> Result<ShopTexts, store::Error> {
    let shop_id = shop.id;
    world.store.read(move |tx: &mut dyn Tx| texts_in(tx, shop_id)).await
}

/// The same inside a transaction.
pub fn texts_in(tx: &mut dyn Tx, shop_id: ShopId) -> Result<ShopTexts, store::Error> {
    let row = tx.row(
        sql!(
            "select body from setting where shop_id = $1 and kind = $2
             order by version desc limit 1"
        ),
        &[shop_id.into(), KIND.into()],
    )?;
    let Some(row) = row else { return Ok(ShopTexts::default()) };
    serde_json::from_str(&row.text(0)?).map_err(|_| store::Error::Shape {
        column: 0,
        expected: "a shop's texts in JSON",
        found: "something else",
    })
}

/// Puts new texts in force; the old versions stay.
pub fn save_texts(
    tx: &mut dyn Tx,
    shop_id: ShopId,
    texts: &ShopTexts,
    by: &str,
    now: Timestamp,
) -> Result<(), store::Error> {
    let body = serde_json::to_string(texts).expect("texts become JSON");
    tx.exec(
        sql!(
            "insert into setting (shop_id, kind, version, body, saved_by, saved_at)
             select $1, $2, coalesce(max(version), 0) + 1, $3, $4, $5
             from setting where shop_id = $1 and kind = $2"
        ),
        &[shop_id.into(), KIND.into(), body.into(), by.into(), now.into()],
    )?;
    Ok(())
}
