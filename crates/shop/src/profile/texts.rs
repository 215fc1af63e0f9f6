//! The texts that a shop publishes: what the law asks for, and what the confirmation page says (特商法
//! 12条の6).

use serde::{Deserialize, Serialize};
use store::Tx;

use super::Shop;
use crate::id::ShopId;
use crate::settings::{self, Setting};
use crate::world::World;

/// All texts of a shop. Every field may be empty; a page then leaves its place out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ShopTexts {
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

impl Setting for ShopTexts {
    const KIND: &'static str = "texts";
}

/// The texts in force; empty ones if the shop has none.
pub async fn texts(world: &World, shop: &Shop) -> Result<ShopTexts, store::Error> {
    let shop_id = shop.id;
    world.store.read(move |tx: &mut dyn Tx| texts_in(tx, shop_id)).await
}

/// The same inside a transaction.
pub fn texts_in(tx: &mut dyn Tx, shop_id: ShopId) -> Result<ShopTexts, store::Error> {
    let newest = settings::current::<ShopTexts>(tx, shop_id)?;
    Ok(newest.map(|version| version.body).unwrap_or_default())
}
