//! 商品の送料区分: 送料グループ, 送料ポイント and メール便 of the products, a page at a time.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use store::{Row, Tx, Val, sql};

use super::form::POINTS_MAX;
use super::log::{self, By};
use super::{Shipping, ShippingGroup, groups_in};
use crate::checkout::{FieldError, normalise};
use crate::id::{ProductId, ShippingGroupId, ShopId};
use crate::settings::SaveError;
use crate::settings::form::{TICKED, read_yen};
use crate::world::World;

/// Products a page.
const PAGE: usize = 50;

/// One product with what its shipping costs depend on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Classed {
    /// The product.
    pub id: ProductId,
    /// 商品コード.
    pub code: String,
    /// 商品名.
    pub name: String,
    /// Its 送料区分.
    pub shipping: Shipping,
}

/// A page of products, in the order of their codes.
#[derive(Clone, Debug)]
pub struct GoodsPage {
    /// At most 50.
    pub goods: Vec<Classed>,
    /// The shop's 送料グループ.
    pub groups: Vec<ShippingGroup>,
    /// The code that the next page follows, if there is one.
    pub next: Option<String>,
}

/// The page as sent. A product that it names is saved as the page says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GoodsForm {
    /// `product_101`, `group_101`, `points_101`, `by_mail_101`.
    #[serde(flatten)]
    pub more: BTreeMap<String, String>,
}

impl GoodsForm {
    /// What was typed into a product's field; none where the page did not have the product.
    pub fn field(&self, what: &str, id: ProductId) -> Option<&str> {
        self.more.get(&format!("product_{id}"))?;
        Some(self.more.get(&format!("{what}_{id}")).map_or("", |typed| typed.trim()))
    }

    /// The products of the page.
    fn products(&self) -> impl Iterator<Item = ProductId> {
        let ids = self.more.keys().filter_map(|name| name.strip_prefix("product_")?.parse().ok());
        ids.map(ProductId)
    }
}

/// The products whose code or name holds `search`, after the one of this code.
pub async fn goods(
    world: &World,
    shop: ShopId,
    search: &str,
    after: &str,
) -> Result<GoodsPage, store::Error> {
    let (like, after) = (pattern(search), after.to_owned());
    let read = move |tx: &mut dyn Tx| {
        let limit = i64::try_from(PAGE + 1).expect("a page is small");
        let rows = tx.rows(
            sql!(
                "select product_id, code, name, shipping_group, shipping_points, by_mail
                 from product
                 where shop_id = $1 and code > $2 and (code like $3 or name like $3)
                 order by code limit $4"
            ),
            &[shop.into(), after.as_str().into(), like.as_str().into(), limit.into()],
        )?;
        let mut goods = rows.iter().map(classed).collect::<Result<Vec<_>, _>>()?;
        let is_more = goods.len() > PAGE;
        goods.truncate(PAGE);
        let next = goods.last().filter(|_| is_more).map(|last| last.code.clone());
        Ok(GoodsPage { goods, groups: groups_in(tx, shop)?, next })
    };
    world.store.read(read).await
}

/// What holds the text. The jokers of `like` are taken out: `_` stands for itself well enough, as
/// any letter does.
fn pattern(search: &str) -> String {
    format!("%{}%", normalise::line(search).replace(['%', '\\'], ""))
}

fn classed(row: &Row) -> Result<Classed, store::Error> {
    Ok(Classed {
        id: ProductId(row.int(0)?),
        code: row.text(1)?,
        name: row.text(2)?,
        shipping: Shipping {
            group: row.opt_int(3)?.map(ShippingGroupId),
            points: row.opt_int(4)?,
            by_mail: row.int(5)? == 1,
        },
    })
}

/// Saves what is on the page; nothing, if a field of it is wrong.
pub async fn save_goods(
    world: &World,
    shop: ShopId,
    by: &str,
    form: &GoodsForm,
) -> Result<(), SaveError> {
    let (by, form) = (By::now(world, by), form.clone());
    let write = move |tx: &mut dyn Tx| {
        let groups = groups_in(tx, shop)?;
        let mut lines = Vec::new();
        for (id, after) in check(&groups, &form).map_err(SaveError::Fields)? {
            // One that is gone meanwhile is nobody's to class.
            let Some(Classed { code, shipping: before, .. }) = find(tx, shop, id)? else {
                continue;
            };
            if before != after {
                update(tx, shop, id, after)?;
                let (before, after) = (say(&groups, before), say(&groups, after));
                lines.push(format!("商品「{code}」の送料区分を、{before}から{after}にしました。"));
            }
        }
        Ok(log::write(tx, shop, &by, &lines)?)
    };
    world.store.write(write).await
}

fn find(tx: &mut dyn Tx, shop: ShopId, id: ProductId) -> Result<Option<Classed>, store::Error> {
    let row = tx.row(
        sql!(
            "select product_id, code, name, shipping_group, shipping_points, by_mail
             from product where shop_id = $1 and product_id = $2"
        ),
        &[shop.into(), id.into()],
    )?;
    row.as_ref().map(classed).transpose()
}

/// `小物・12ポイント・メール便対応`
fn say(groups: &[ShippingGroup], shipping: Shipping) -> String {
    let group = shipping.group.and_then(|id| groups.iter().find(|group| group.id == id));
    let parts = [
        group.map(|group| group.name.clone()),
        shipping.points.map(|points| format!("{points}ポイント")),
        shipping.by_mail.then(|| "メール便対応".to_owned()),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "区分なし".to_owned() } else { parts.join("・") }
}

fn check(
    groups: &[ShippingGroup],
    form: &GoodsForm,
) -> Result<Vec<(ProductId, Shipping)>, Vec<FieldError>> {
    let read = |id: ProductId| {
        let typed = |what| form.field(what, id).unwrap_or_default();
        let group = typed("group").parse().ok().map(ShippingGroupId);
        let points = match typed("points") {
            "" => None,
            text => Some(read_yen(text).map(|yen| yen.0).filter(|sum| *sum <= POINTS_MAX)?),
        };
        Some(Shipping {
            // One that somebody removed meanwhile is none.
            group: group.filter(|group| groups.iter().any(|one| one.id == *group)),
            points,
            by_mail: typed("by_mail") == TICKED,
        })
    };
    let all: Option<Vec<_>> = form.products().map(|id| Some((id, read(id)?))).collect();
    all.ok_or_else(|| {
        let message = format!("送料ポイントを0〜{POINTS_MAX}の数字で入力してください。");
        vec![FieldError { field: "goods", message, more: String::new() }]
    })
}

fn update(
    tx: &mut dyn Tx,
    shop: ShopId,
    id: ProductId,
    shipping: Shipping,
) -> Result<(), store::Error> {
    tx.exec(
        sql!(
            "update product set shipping_group = $3, shipping_points = $4, by_mail = $5
             where shop_id = $1 and product_id = $2"
        ),
        &[
            shop.into(),
            id.into(),
            Val::from(shipping.group.map(|group| group.0)),
            shipping.points.into(),
            i64::from(shipping.by_mail).into(),
        ],
    )?;
    Ok(())
}
