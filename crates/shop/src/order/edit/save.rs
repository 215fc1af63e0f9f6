//! 変更: what is typed and what others have changed meanwhile are put together, checked and written
//! in one commit with the order's version, the stock and 変更履歴.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};
use store::{Tx, sql};

use super::Wrong;
use super::added::added;
use super::check::check;
use super::fields::{Fields, price, quantity};
use super::form::{EditForm, Met};
use super::ground::{Blocked, Ground};
use super::merge::Conflict;
use super::stock::{self, Short};
use super::write::write;
use crate::clock::Timestamp;
use crate::id::{OrderId, ShopId};
use crate::order::show::{Line, OrderDetail};
use crate::order::version;
use crate::payment::mirror::mirror;
use crate::profile::Shop;
use crate::world::World;

/// So many numbers of lines belong to one version of an order: a number is never given twice, so
/// that no form can mean another line by it.
const NUMBERS: i64 = 1_000;

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    /// Everything stands as it did.
    Nothing,
    /// Written; whether the total is another.
    Written {
        /// 合計 has changed.
        total: bool,
    },
}

/// The form once more: it stands on what is stored now, and holds everything that was typed.
#[derive(Clone, Debug)]
pub struct Again {
    /// What is stored now.
    pub ground: Ground,
    /// What the fields are to show.
    pub fields: Fields,
    /// What is wrong.
    pub wrongs: Vec<Wrong>,
    /// What somebody else has changed too: one of two is to be chosen.
    pub conflicts: Vec<Conflict>,
    /// Lines that were changed here and removed by somebody else, with the 単価 and 数量 typed.
    pub gone: Vec<(String, String)>,
    /// Lines that were to be removed, and that somebody else has changed.
    pub kept: Vec<i64>,
    /// Nothing can be changed now.
    pub blocked: Option<Blocked>,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// The shop has no such order.
    #[error("no such order")]
    Gone,
    /// Something has to be answered first.
    #[error("the form is asked for again")]
    Again(Box<Again>),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// What the commit was undone for.
enum Stop {
    Nothing,
    /// This sending has been here before.
    Repeated,
    Error(EditError),
}

impl From<store::Error> for Stop {
    fn from(error: store::Error) -> Stop {
        Stop::Error(error.into())
    }
}

/// Saves what the form asks for, by the person named `by`.
pub async fn save(
    world: &World,
    shop: &Shop,
    order: OrderId,
    form: &EditForm,
    by: &str,
) -> Result<Saved, EditError> {
    let (shop, now, by, form) = (shop.id, world.now(), by.to_owned(), form.clone());
    let write = world.store.write(move |tx: &mut dyn Tx| {
        decide(tx, shop, order, &form, (now, &by)).map(|total| Saved::Written { total })
    });
    match write.await {
        Ok(saved) => Ok(saved),
        Err(Stop::Nothing) => Ok(Saved::Nothing),
        Err(Stop::Repeated) => Ok(Saved::Written { total: true }),
        Err(Stop::Error(error)) => Err(error),
    }
}

/// The form beside what is stored now, without saving anything: 商品を探す, 住所を入れる.
pub async fn rebase(
    world: &World,
    shop: &Shop,
    order: OrderId,
    form: &EditForm,
) -> Result<Option<Again>, store::Error> {
    let ground = super::open(world, shop, order).await?;
    Ok(ground.map(|ground| {
        let met = form.meet(&ground);
        again(ground, form, met, Vec::new())
    }))
}

/// The decision, in its transaction. Tells whether the total has changed.
fn decide(
    tx: &mut dyn Tx,
    shop: ShopId,
    order: OrderId,
    form: &EditForm,
    by: (Timestamp, &str),
) -> Result<bool, Stop> {
    // From here to the commit nobody else decides anything about this order.
    version::touch(tx, shop, order)?;
    let ground = Ground::load(tx, shop, order)?.ok_or(Stop::Error(EditError::Gone))?;
    let number = ground.detail.version;
    let ground = Ground { detail: OrderDetail { version: number - 1, ..ground.detail }, ..ground };
    let met = form.meet(&ground);
    let is_clear = met.merged.is_clear() && met.undecided.is_empty();
    if ground.blocked().is_some() || !is_clear {
        return Err(stop(ground, form, met, Vec::new()));
    }
    let mut wrongs = Vec::new();
    let mut more = added(tx, shop, form, &mut wrongs)?;
    if !more.is_empty() && !is_first(tx, shop, order, form)? {
        return Err(Stop::Repeated);
    }
    for (index, (line, _)) in (0_i64..).zip(&mut more) {
        line.line_no = number * NUMBERS + index;
    }
    let lines = more.iter().map(|(line, _)| line.clone()).collect();
    let after = match check(&ground, form, &met.merged.fields, (lines, wrongs)) {
        Ok(after) => after,
        Err(wrongs) => return Err(stop(ground, form, met, wrongs)),
    };
    if after == ground.detail {
        return Err(Stop::Nothing);
    }
    // Taken back without its goods: they are for others, however many the order has.
    let keeps_goods = !ground.detail.work.stock_back;
    let deltas = if keeps_goods {
        stock::deltas(&ground.detail.lines, &after.lines)
    } else {
        BTreeMap::new()
    };
    let short = stock::follow(tx, shop, &deltas)?;
    if !short.is_empty() {
        let wrongs = short.iter().map(|one| too_little(*one, &ground.detail, &after, &more));
        let wrongs = wrongs.collect();
        return Err(stop(ground, form, met, wrongs));
    }
    write(tx, shop, &ground, &after, by)?;
    mirror(tx, shop, order)?;
    Ok(after.total != ground.detail.total)
}

/// Notes a sending that adds something. False: it came before, and was saved.
fn is_first(
    tx: &mut dyn Tx,
    shop: ShopId,
    order: OrderId,
    form: &EditForm,
) -> Result<bool, store::Error> {
    if form.key.is_empty() {
        return Ok(true);
    }
    // With all that was sent: a page that a browser brings back, and that asks for something else,
    // is not the same sending.
    let sent = serde_json::to_string(&(&form.key, &form.act, &form.more))
        .map_err(|error| store::Error::Engine(error.to_string()))?;
    let key = hex::encode(Sha256::digest(sent));
    let noted = tx.exec(
        sql!(
            "insert into order_edit (shop_id, order_id, asked_key) values ($1, $2, $3)
             on conflict do nothing"
        ),
        &[shop.into(), order.into(), key.as_str().into()],
    )?;
    Ok(noted == 1)
}

fn stop(ground: Ground, form: &EditForm, met: Met, wrongs: Vec<Wrong>) -> Stop {
    Stop::Error(EditError::Again(Box::new(again(ground, form, met, wrongs))))
}

fn again(ground: Ground, form: &EditForm, met: Met, wrongs: Vec<Wrong>) -> Again {
    let Met { merged, undecided } = met;
    let now = ground.fields();
    let mut fields = merged.fields;
    // Nothing was removed: the line is there until 削除 is pressed and goes through.
    for line in &ground.detail.lines {
        for name in [price(line.line_no), quantity(line.line_no)] {
            if let Some(text) = now.get(&name) {
                fields.entry(name).or_insert_with(|| text.clone());
            }
        }
    }
    let typed = |line: &i64| {
        (form.typed(&price(*line)).to_owned(), form.typed(&quantity(*line)).to_owned())
    };
    Again {
        fields,
        wrongs,
        conflicts: undecided.into_iter().chain(merged.conflicts).collect(),
        gone: merged.gone.iter().map(typed).collect(),
        kept: merged.kept,
        blocked: ground.blocked(),
        ground,
    }
}

/// Beside the field that asks for more than there is.
fn too_little(
    short: Short,
    before: &OrderDetail,
    after: &OrderDetail,
    added: &[(Line, &'static str)],
) -> Wrong {
    let is_it = |line: &&Line| line.product == Some(short.product);
    let had = |line: &Line| {
        let same = before.lines.iter().find(|one| one.line_no == line.line_no);
        same.map_or(0, |same| same.quantity)
    };
    let of_added = added.iter().find(|(line, _)| is_it(&line));
    let raised = after.lines.iter().filter(is_it).find(|line| line.quantity > had(line));
    let field = match (of_added, raised) {
        (Some((_, field)), _) => (*field).to_owned(),
        (None, Some(line)) => quantity(line.line_no),
        (None, None) => "add_code".to_owned(),
    };
    let name = after.lines.iter().find(is_it).map_or("", |line| line.name.as_str());
    let message = match short.available {
        Some(0) => format!("「{name}」の在庫はもうありません。数量を増やせません。"),
        Some(pieces) => format!("「{name}」の在庫は、あと{pieces}点です。数量を減らしてください。"),
        None => format!("「{name}」の在庫は登録されていません。数量を増やせません。"),
    };
    Wrong::new(field, message)
}
